package org.osfailover.procedure.support;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlainText;

/**
 * A process variable with its name and type, read and written the same way everywhere:
 * {@code RUN_ID.from(execution)}, {@code INITIALISED.on(execution).set(true)}.
 */
public final class Variable<T> {

    /** The engine's column, in characters. */
    private static final int LONGEST = 4000;

    private final String name;
    private final Class<T> type;

    private final boolean cut;

    private Variable(String name, Class<T> type, boolean cut) {
        this.name = name;
        this.type = type;
        this.cut = cut;
    }

    /** A string that is read again: an id, a list. It is never cut. */
    public static Variable<String> string(String name) {
        return new Variable<>(name, String.class, false);
    }

    /** A sentence for people: cut to what a variable can hold. */
    public static Variable<String> text(String name) {
        return new Variable<>(name, String.class, true);
    }

    public static Variable<Boolean> bool(String name) {
        return new Variable<>(name, Boolean.class, false);
    }

    public static <T> Variable<T> of(String name, Class<T> type) {
        return new Variable<>(name, type, false);
    }

    public String name() {
        return name;
    }

    /** The value. @throws IllegalStateException there is none, or it has another type: a fault of the model */
    public T from(VariableScope scope) {
        return optional(scope)
                .orElseThrow(() -> new IllegalStateException("the process variable '" + name + "' is missing"));
    }

    /** The value; empty where there is none. @throws IllegalStateException it has another type */
    public Optional<T> optional(VariableScope scope) {
        Object value = scope.getVariable(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new IllegalStateException("the process variable '" + name + "' is a "
                    + value.getClass().getSimpleName() + " and must be a " + type.getSimpleName());
        }
        return Optional.of(type.cast(value));
    }

    /** Where it is written to. */
    public Target<T> on(VariableScope scope) {
        return new Target<>(scope, this);
    }

    private String kept(String text) {
        String clean = PlainText.clean(text);
        if (cut) {
            return RunVariables.fitting(clean);
        }
        if (clean.length() > LONGEST) {
            throw new IllegalStateException("the process variable '" + name + "' would have " + clean.length()
                    + " characters, and can have " + LONGEST + ": it names too many servers, or too long ones");
        }
        return clean;
    }

    /** Writes one variable in one scope. */
    public static final class Target<T> {
        private final VariableScope scope;
        private final Variable<T> variable;

        private Target(VariableScope scope, Variable<T> variable) {
            this.scope = scope;
            this.variable = variable;
        }

        /**
         * Writes it; of a text, what the database can keep.
         *
         * @throws IllegalStateException a string that must not be cut is longer than a variable can be
         */
        public void set(@Nullable T value) {
            scope.setVariable(variable.name, value instanceof String text ? variable.kept(text) : value);
        }

        public void remove() {
            scope.removeVariable(variable.name);
        }
    }
}
