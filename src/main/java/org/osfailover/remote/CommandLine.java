package org.osfailover.remote;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for a server, as typed arguments. {@link #toString()} is the masked form; only {@link Dialect#render} holds
 * secrets.
 *
 * @param dialect how arguments are quoted and how the command is sent
 * @param arguments for {@link Dialect#POSIX} the program and its arguments; for {@link Dialect#POWERSHELL} the script's
 *     parameters
 * @param script for {@link Dialect#POWERSHELL} the script; null otherwise
 * @param changing whether it changes the server: a rehearsal never sends it
 * @param elevated whether it needs an administrator's rights (rendered with {@code sudo} where the server says so)
 * @param confidential whether its output may hold secrets (a configuration file): it is never recorded nor shown
 */
public record CommandLine(
        Dialect dialect,
        List<Argument> arguments,
        @Nullable Script script,
        boolean changing,
        boolean elevated,
        boolean confidential) {

    public CommandLine {
        arguments = List.copyOf(arguments);
        for (Argument argument : arguments) {
            if (argument.value().indexOf('\0') >= 0) {
                throw new IllegalArgumentException("an argument holds a NUL character: no command line can carry that");
            }
        }
        if (dialect == Dialect.POWERSHELL && script == null) {
            throw new IllegalArgumentException("a PowerShell command needs a script");
        }
        if (dialect == Dialect.POSIX && script != null) {
            throw new IllegalArgumentException("a POSIX command has no script");
        }
    }

    /** The secrets among the arguments: what must not be shown where the server repeats it. */
    public SecretMask mask() {
        return SecretMask.of(arguments.stream()
                .filter(Argument.Secret.class::isInstance)
                .map(Argument::value)
                .toList());
    }

    /** A command whose output may be recorded. */
    public CommandLine(
            Dialect dialect, List<Argument> arguments, @Nullable Script script, boolean changing, boolean elevated) {
        this(dialect, arguments, script, changing, elevated, false);
    }

    /** A PowerShell script and the name it is shown by, e.g. {@code stop-service.ps1}. */
    public record Script(String name, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A POSIX command. */
    public static Builder posix(String program) {
        return new Builder(Dialect.POSIX, null).plain(program);
    }

    /** A PowerShell script with its parameters. */
    public static Builder powerShell(Script script) {
        return new Builder(Dialect.POWERSHELL, script);
    }

    /** As it is shown: one line, secrets masked. */
    @Override
    public String toString() {
        return dialect.display(this);
    }

    /** Collects the arguments. */
    public static final class Builder {
        private final Dialect dialect;
        private final @Nullable Script script;
        private final List<Argument> arguments = new ArrayList<>();
        private boolean changing;
        private boolean elevated;
        private boolean confidential;

        private Builder(Dialect dialect, @Nullable Script script) {
            this.dialect = dialect;
            this.script = script;
        }

        public Builder plain(String value) {
            arguments.add(new Argument.Plain(value));
            return this;
        }

        public Builder secret(String value) {
            arguments.add(new Argument.Secret(value));
            return this;
        }

        /** POSIX: a script of ours, as one argument. */
        public Builder script(Argument.Script value) {
            arguments.add(value);
            return this;
        }

        public Builder raw(String value) {
            arguments.add(new Argument.Raw(value));
            return this;
        }

        /** PowerShell: {@code -Name 'value'}. */
        public Builder parameter(String name, String value) {
            return raw("-" + name).plain(value);
        }

        /** It changes the server. */
        public Builder changing() {
            changing = true;
            return this;
        }

        /** It needs an administrator's rights. */
        public Builder elevated() {
            elevated = true;
            return this;
        }

        /** Its output may hold secrets: it is never recorded nor shown. */
        public Builder confidential() {
            confidential = true;
            return this;
        }

        public CommandLine build() {
            return new CommandLine(dialect, arguments, script, changing, elevated, confidential);
        }
    }
}
