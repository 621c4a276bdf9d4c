package org.osfailover.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.remote.CommandLog.JobRecord;

/**
 * A dialogue whose conversation is kept in its record, and its end, too; then nothing of it is left on the server. As with
 * {@link RecordedJob}, the record is the memory of one that is gone from its server.
 */
final class RecordedDialogue implements RemoteDialogue {

    private static final String ANSWERED = "[answered: ";
    private static final Pattern REMEMBERED = Pattern.compile("\\n\\[answered: ([^\\n]*)]\\s*\\z");

    private final RemoteDialogue dialogue;
    private final RemoteJob job;
    private final CommandLine command;
    private final JobRecording recording;

    /** @param job the same one as the dialogue, for a look without a conversation */
    RecordedDialogue(RemoteDialogue dialogue, RemoteJob job, CommandLine command, JobRecording recording) {
        this.dialogue = dialogue;
        this.job = job;
        this.command = command;
        this.recording = recording;
    }

    @Override
    public boolean mayBeUnderWay() {
        return recording.open().isPresent();
    }

    @Override
    public Optional<String> unable() throws RemoteAccessException {
        return dialogue.unable();
    }

    @Override
    public JobStart start(String note) throws RemoteAccessException {
        return recording.start(job, command.toString(), () -> dialogue.start(note));
    }

    @Override
    public DialogueState goOn(Duration atMost) throws RemoteAccessException {
        DialogueState state = dialogue.goOn(atMost);
        if (state instanceof DialogueState.UnderWay underWay) {
            recording.progress(underWay.transcript());
        } else if (state instanceof DialogueState.Over over) {
            RecordingShell.Entry entry = RecordingShell.entry(over.result());
            String answered = ANSWERED + String.join("; ", over.result().answered()) + "]";
            recording.end(entry.outcome(), entry.exitCode(), entry.output() + "\n" + answered);
            dialogue.remove();
        } else if (state instanceof DialogueState.NotStarted) {
            return remembered();
        }
        return state;
    }

    /** The end that was seen before; else the server never had it. */
    private DialogueState remembered() {
        Optional<JobRecord> last = recording.last();
        if (last.isEmpty()) {
            return new DialogueState.NotStarted();
        } else if (!last.get().ended()) {
            recording.end("CONNECTION_LOST", null, "[the server knows nothing of it]");
            return new DialogueState.NotStarted();
        }
        Integer exitCode = last.get().exitCode();
        Matcher answered = REMEMBERED.matcher(last.get().output());
        if (exitCode == null || !answered.find()) {
            return new DialogueState.NotStarted();
        }
        return new DialogueState.Over(
                "",
                new DialogueResult.Completed(
                        OptionalInt.of(exitCode),
                        last.get().output().substring(0, answered.start()),
                        List.of(answered.group(1).split("; "))));
    }

    @Override
    public void remove() throws RemoteAccessException {
        dialogue.remove();
    }
}
