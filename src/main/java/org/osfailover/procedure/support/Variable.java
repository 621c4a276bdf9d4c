package org.osfailover.procedure.support;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.jspecify.annotations.Nullable;

/**
 * A process variable with its name and type, read and written the same way everywhere:
 * {@code RUN_ID.from(execution)}, {@code INITIALISED.on(execution).set(true)}.
 */
public final class Variable<T> {

    private final String name;
    private final Class<T> type;

    private Variable(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    public static Variable<String> string(String name) {
        return new Variable<>(name, String.class);
    }

    public static Variable<Boolean> bool(String name) {
        return new Variable<>(name, Boolean.class);
    }

    public static <T> Variable<T> of(String name, Class<T> type) {
        return new Variable<>(name, type);
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
        return new Target<>(scope, name);
    }

    /** Writes one variable in one scope. */
    public static final class Target<T> {
        private final VariableScope scope;
        private final String name;

        private Target(VariableScope scope, String name) {
            this.scope = scope;
            this.name = name;
        }

        public void set(@Nullable T value) {
            scope.setVariable(name, value);
        }

        public void remove() {
            scope.removeVariable(name);
        }
    }
}
