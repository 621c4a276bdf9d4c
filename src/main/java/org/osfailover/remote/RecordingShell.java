package org.osfailover.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;

/**
 * Records every command before it is sent, and how it ended, with secrets masked. Where the record is refused (a
 * changing command of a run that does not hold its environment's lock), nothing is sent.
 */
public final class RecordingShell implements RemoteShell {

    private static final String NOT_RECORDED = "(not recorded: it may hold secrets)";

    private final RemoteShell shell;
    private final CommandLog log;
    private final RunStep step;
    private final String environmentId;

    public RecordingShell(RemoteShell shell, CommandLog log, RunStep step, String environmentId) {
        this.shell = shell;
        this.log = log;
        this.step = step;
        this.environmentId = environmentId;
    }

    @Override
    public Server server() {
        return shell.server();
    }

    @Override
    public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
        return record(command, command.mask(), () -> shell.run(command, deadline), RecordingShell::entry);
    }

    @Override
    public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline)
            throws RemoteAccessException {
        List<String> secrets = new ArrayList<>();
        command.arguments().stream()
                .filter(Argument.Secret.class::isInstance)
                .map(Argument::value)
                .forEach(secrets::add);
        dialogue.rules().stream()
                .map(Dialogue.Rule::answer)
                .filter(Dialogue.Answer.TypeSecret.class::isInstance)
                .map(answer -> ((Dialogue.Answer.TypeSecret) answer).text())
                .forEach(secrets::add);
        return record(
                command,
                SecretMask.of(secrets),
                () -> shell.converse(command, dialogue, deadline),
                RecordingShell::entry);
    }

    @Override
    public RemoteJob job(String id, CommandLine command) {
        return new RecordedJob(shell.job(id, command), command, record(id));
    }

    @Override
    public RemoteDialogue dialogue(String id, CommandLine command, Dialogue dialogue) {
        return new RecordedDialogue(shell.dialogue(id, command, dialogue), shell.job(id, command), command, record(id));
    }

    @Override
    public JobTerminal terminal(String id, boolean elevated) {
        return new RecordedTerminal(shell.terminal(id, elevated), log, step, environmentId, server().id(), id);
    }

    private JobRecording record(String id) {
        return new JobRecording(log, step, environmentId, server().id(), id);
    }

    @Override
    public JobPlace jobs() {
        return shell.jobs();
    }

    private <T> T record(CommandLine command, SecretMask mask, Sending<T> sending, Reading<T> reading)
            throws RemoteAccessException {
        long id = log.begin(step, environmentId, server().id(), mask.mask(command.toString()), command.changing());
        Entry entry = new Entry("CONNECTION_LOST", null, "ended by an error of this program; its outcome is unknown");
        try {
            T result = sending.send();
            entry = reading.entry(result);
            return result;
        } catch (RemoteAccessException e) {
            entry = new Entry("NOT_CONNECTED", null, e.sentence());
            throw e;
        } finally {
            String output = command.confidential() ? NOT_RECORDED : mask.mask(entry.output());
            log.end(id, entry.outcome(), entry.exitCode(), output);
        }
    }

    private static Entry entry(CommandResult result) {
        if (result instanceof CommandResult.Completed completed) {
            return new Entry(
                    "COMPLETED", boxed(completed.exitCode()), withError(completed.output(), completed.error()));
        } else if (result instanceof CommandResult.TimedOut timedOut) {
            return new Entry("TIMED_OUT", null, timedOut.output());
        } else if (result instanceof CommandResult.ConnectionLost lost) {
            return new Entry("CONNECTION_LOST", null, note(lost.output(), lost.reason()));
        }
        return new Entry("REHEARSED", null, "");
    }

    static Entry entry(DialogueResult result) {
        if (result instanceof DialogueResult.Completed completed) {
            return new Entry("COMPLETED", boxed(completed.exitCode()), completed.transcript());
        } else if (result instanceof DialogueResult.Stopped stopped) {
            return new Entry("COMPLETED", null, note(stopped.transcript(), "stopped: " + stopped.reason()));
        } else if (result instanceof DialogueResult.TimedOut timedOut) {
            return new Entry("TIMED_OUT", null, timedOut.transcript());
        } else if (result instanceof DialogueResult.ConnectionLost lost) {
            return new Entry("CONNECTION_LOST", null, note(lost.transcript(), lost.reason()));
        }
        return new Entry("REHEARSED", null, "");
    }

    private static String withError(String output, String error) {
        return error.isBlank() ? output : output + "\n[stderr]\n" + error;
    }

    static String note(String output, String note) {
        return output.isBlank() ? "[" + note + "]" : output + "\n[" + note + "]";
    }

    private static @Nullable Integer boxed(OptionalInt exitCode) {
        return exitCode.isPresent() ? exitCode.getAsInt() : null;
    }

    @Override
    public String toString() {
        return shell.toString();
    }

    /** How a command ended, as it is recorded. */
    record Entry(String outcome, @Nullable Integer exitCode, String output) {}

    @FunctionalInterface
    private interface Sending<T> {
        T send() throws RemoteAccessException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        Entry entry(T result);
    }
}
