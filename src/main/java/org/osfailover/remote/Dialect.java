package org.osfailover.remote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The language a server's command line speaks: how a value is quoted, and what is sent. */
public enum Dialect {
    /**
     * A POSIX shell: values in single quotes where they need them. What is sent is read alike by every login's shell, and
     * asks for English words ({@code PosixLine}); that is shown nowhere.
     */
    POSIX {
        @Override
        String quote(String value) {
            if (value.matches("[A-Za-z0-9_@%+=:,./-]+")) {
                return value;
            }
            return "'" + value.replace("'", "'\\''") + "'";
        }

        @Override
        public Rendered render(CommandLine command, boolean withSudo) {
            return rendered(command, command.elevated() && withSudo ? sudo("-n", command) : "");
        }

        @Override
        public Rendered render(CommandLine command, SudoPrompt prompt) {
            return rendered(command, command.elevated() ? sudo(prompt.options(), command) : "");
        }

        @Override
        public String display(CommandLine command) {
            return onOneLine((command.rightsOnly() ? "sudo -l -- " : "") + join(command, true));
        }

        @Override
        public String readableError(String error) {
            return error;
        }

        private Rendered rendered(CommandLine command, String sudo) {
            return new Rendered(PosixLine.sent(sudo + join(command, false), command.changing()), null);
        }

        private String sudo(String options, CommandLine command) {
            return "sudo " + options + (command.rightsOnly() ? " -l -- " : " -- ");
        }
    },
    /**
     * Windows PowerShell 5.1. What is sent means the same to cmd.exe and to PowerShell as the SSH server's default
     * shell, and is far below the 8,191 characters of cmd.exe's command line: a short encoded command that reads the
     * script, as one Base64 line, from standard input. So neither scripts nor secrets are in a process list.
     *
     * <p>Behind PowerShell as the default shell every exit code but 0 arrives as 1 (source: openssh-portable's
     * {@code w32-doexec.c}): scripts say in their output what callers must tell apart.
     */
    POWERSHELL {
        @Override
        String quote(String value) {
            // PowerShell takes the typographic quotes for quotes as well; doubled, each stands for itself
            return "'" + value.replaceAll("(['\\u2018\\u2019\\u201a\\u201b])", "$1$1") + "'";
        }

        @Override
        public Rendered render(CommandLine command, boolean withSudo) {
            CommandLine.Script script = command.script();
            if (script == null) {
                throw new IllegalArgumentException("a PowerShell command needs a script");
            }
            StringBuilder text = new StringBuilder();
            List<String> values = new ArrayList<>();
            for (Argument argument : command.arguments()) {
                if (argument instanceof Argument.Secret secret) {
                    // a variable of its own: Windows PowerShell quotes the failing line in its error texts
                    String variable = "$failoverSecret" + values.size();
                    text.append(variable)
                            .append(" = ")
                            .append(quote(secret.value()))
                            .append("\n");
                    values.add(variable);
                } else {
                    values.add(show(argument, false));
                }
            }
            text.append("& {\n")
                    .append(script.text())
                    .append("\n} ")
                    .append(String.join(" ", values))
                    .append("\n");
            String payload = Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
            return new Rendered(BOOTSTRAP_COMMAND, payload + "\n");
        }

        @Override
        public String display(CommandLine command) {
            return onOneLine((command.script() + " " + join(command, true)).trim());
        }

        @Override
        public String readableError(String error) {
            return Clixml.toText(error);
        }
    };

    private static final String BOOTSTRAP = "$ProgressPreference='SilentlyContinue';"
            + "try{[Console]::OutputEncoding=New-Object Text.UTF8Encoding $false}catch{};"
            + "$t=[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String([Console]::In.ReadLine()));"
            + "& ([ScriptBlock]::Create($t))";

    private static final String BOOTSTRAP_COMMAND =
            "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand "
                    + Base64.getEncoder().encodeToString(BOOTSTRAP.getBytes(StandardCharsets.UTF_16LE));

    /**
     * What goes over the wire. Holds secrets: never logged.
     *
     * @param line the exec request
     * @param input what is written to standard input before it is closed; null for nothing
     */
    public record Rendered(String line, @Nullable String input) {
        @Override
        public String toString() {
            return "Rendered[" + Argument.MASK + "]";
        }
    }

    abstract String quote(String value);

    /**
     * The command as it is sent.
     *
     * @param withSudo whether an elevated command goes through sudo, which is told not to ask for a password
     */
    public abstract Rendered render(CommandLine command, boolean withSudo);

    /** The command as it is sent where sudo may ask for the user's password, by this prompt. */
    public Rendered render(CommandLine command, SudoPrompt prompt) {
        return render(command, false);
    }

    /** The command as it is shown: secrets masked. */
    public abstract String display(CommandLine command);

    /** Standard error as a person can read it. */
    public abstract String readableError(String error);

    String join(CommandLine command, boolean masked) {
        return command.arguments().stream()
                .map(argument -> show(argument, masked))
                .collect(Collectors.joining(" "));
    }

    String show(Argument argument, boolean masked) {
        if (argument instanceof Argument.Plain plain) {
            return quote(plain.value());
        } else if (argument instanceof Argument.Secret secret) {
            return masked ? Argument.MASK : quote(secret.value());
        } else if (argument instanceof Argument.Script script) {
            return masked ? script.name() : quote(script.value());
        } else {
            return ((Argument.Raw) argument).value();
        }
    }

    private static String onOneLine(String text) {
        return text.replace("\r", "").replace("\n", "\\n");
    }
}
