package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.DialogueState;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobTerminal;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteDialogue;
import org.osfailover.remote.RemoteShell;

/** The machine under the platform: runs commands, and turns what keeps a command from running into {@link GivenUp}. */
final class LinuxServer {

    private static final int SHOWN = 600;

    private final RemoteShell shell;
    private final Server server;
    private final Deadlines deadlines;

    LinuxServer(RemoteShell shell, Server server, Deadlines deadlines) {
        this.shell = shell;
        this.server = server;
        this.deadlines = deadlines;
    }

    /** Runs a command that only reads, whatever its exit code. */
    CommandResult.Completed read(CommandLine command, Duration deadline) throws GivenUp {
        CommandResult result = run(command, deadline);
        if (result instanceof CommandResult.Completed completed) {
            refuseMissingRights(command, completed);
            return completed;
        } else if (result instanceof CommandResult.ConnectionLost lost) {
            throw GivenUp.unknown(server.id() + ": the connection was lost while reading with '" + command + "' ("
                    + lost.reason() + ")");
        }
        throw GivenUp.unknown(server.id() + " did not answer '" + command + "' within " + seconds(deadline));
    }

    CommandResult.Completed read(CommandLine command) throws GivenUp {
        return read(command, deadlines.command());
    }

    /** Runs a command that may change something; only missing rights and failing logins are given up here. */
    CommandResult run(CommandLine command, Duration deadline) throws GivenUp {
        try {
            return shell.run(command, deadline);
        } catch (RemoteAccessException e) {
            throw noAccess(e);
        }
    }

    DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) throws GivenUp {
        DialogueResult result;
        try {
            result = shell.converse(command, dialogue, deadline);
        } catch (RemoteAccessException e) {
            throw noAccess(e);
        }
        refuseMissingRights(command, result);
        return result;
    }

    private void refuseMissingRights(CommandLine command, DialogueResult result) throws GivenUp {
        if (result.answered().isEmpty() && !(result instanceof DialogueResult.Rehearsed)) {
            boolean failed = !(result instanceof DialogueResult.Completed completed)
                    || completed.exitCode().orElse(1) != 0;
            refuseMissingRights(command, failed, result.transcript());
        }
    }

    /** The dialogue as a job that outlives the connection, under this name. */
    RemoteDialogue dialogue(String id, CommandLine command, Dialogue dialogue) {
        return shell.dialogue(id, command, dialogue);
    }

    /** Where the server keeps its jobs; {@code -} for the usual place. */
    String jobs() {
        return shell.jobs().directory();
    }

    /** The terminal of a dialogue that was begun under this name. */
    JobTerminal terminal(String id) {
        return shell.terminal(id, true);
    }

    /** Why the server can't hold it so; empty where it can. */
    Optional<String> unable(RemoteDialogue dialogue) throws GivenUp {
        try {
            return dialogue.unable();
        } catch (RemoteAccessException e) {
            throw noAccess(e);
        }
    }

    JobStart start(RemoteDialogue dialogue, String note) throws GivenUp {
        try {
            return dialogue.start(note);
        } catch (RemoteAccessException e) {
            throw noAccess(e);
        }
    }

    /** Answers what is asked; a server that is out of reach for now is {@link DialogueState.Unknown}. */
    DialogueState goOn(RemoteDialogue dialogue, CommandLine command, Duration atMost) throws GivenUp {
        try {
            DialogueState state = dialogue.goOn(atMost);
            if (state instanceof DialogueState.Over over) {
                refuseMissingRights(command, over.result());
            }
            return state;
        } catch (RemoteAccessException e) {
            if (e.mayPass()) {
                return new DialogueState.Unknown(e.sentence());
            }
            throw noAccess(e);
        }
    }

    /** The command's own error, for a sentence; never empty. */
    static String complaint(CommandResult.Completed completed) {
        String text = completed.error().isBlank() ? completed.output() : completed.error();
        String code = completed.exitCode().isPresent()
                ? "exit code " + completed.exitCode().getAsInt()
                : "no exit code";
        return text.isBlank() ? code : code + ": " + end(text);
    }

    /** The end of a text, in one line's worth. */
    static String end(String text) {
        String trimmed = text.strip().replace("\r", "");
        return trimmed.length() <= SHOWN ? trimmed : "… " + trimmed.substring(trimmed.length() - SHOWN);
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    void refuseMissingRights(CommandLine command, CommandResult.Completed completed) throws GivenUp {
        refuseMissingRights(command, !completed.isExitZero(), completed.error());
    }

    private void refuseMissingRights(CommandLine command, boolean failed, @Nullable String text) throws GivenUp {
        Optional<MissingRight> missing = failed && text != null ? MissingRight.in(text) : Optional.empty();
        if (missing.isPresent()) {
            throw GivenUp.refused(
                    RefusalCode.PRIVILEGE_MISSING, missing.get().sentence(server, command, String.valueOf(text)));
        }
    }

    /** A file's text; empty where it can't be read, whatever the reason. */
    Optional<String> file(CommandLine cat, Duration deadline) throws GivenUp {
        CommandResult.Completed completed = read(cat, deadline);
        boolean failed = completed.exitCode().isPresent() && !completed.isExitZero();
        return failed || (completed.exitCode().isEmpty() && completed.output().isEmpty())
                ? Optional.empty()
                : Optional.of(completed.output());
    }

    private GivenUp noAccess(RemoteAccessException e) {
        RefusalCode code =
                switch (e.reason()) {
                    case UNREACHABLE -> RefusalCode.SERVER_UNREACHABLE;
                    case TOO_SLOW -> RefusalCode.SERVER_SLOW;
                    case LOGINS_LIMITED -> RefusalCode.LOGINS_LIMITED;
                    case JUMP_HOST_FAILED -> RefusalCode.JUMP_HOST_FAILED;
                    case SERVER_BUSY -> RefusalCode.SERVER_BUSY;
                    case HOST_KEY_CHANGED -> RefusalCode.HOST_KEY_CHANGED;
                    case AUTHENTICATION_FAILED -> RefusalCode.AUTHENTICATION_FAILED;
                };
        return GivenUp.refused(code, e.sentence());
    }
}
