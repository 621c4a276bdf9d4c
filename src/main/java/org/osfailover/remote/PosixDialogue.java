package org.osfailover.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A dialogue as a job on a server with a POSIX shell, by {@code job.sh}: on a terminal of {@code script}. */
final class PosixDialogue implements RemoteDialogue {

    /** The conversation keeps as much. */
    private static final int WHOLE = 512 * 1024;

    private static final Duration LOOK = Duration.ofMillis(100);

    /** How long a program that is ended without an answer may take to end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PosixJobScript script;
    private final Dialogue dialogue;

    PosixDialogue(RemoteShell shell, String id, CommandLine command, Dialogue dialogue) {
        if (dialogue.rules().stream().anyMatch(rule -> rule.answer() instanceof Dialogue.Answer.TypeSecret)) {
            throw new IllegalArgumentException("a secret answer would be in the server's process list");
        }
        this.script = new PosixJobScript(shell, id, command);
        this.dialogue = dialogue;
    }

    @Override
    public Optional<String> unable() throws RemoteAccessException {
        JobAnswer answer = script.able(true);
        if (answer instanceof JobAnswer.Refused refused) {
            return Optional.of(refused.why());
        } else if (answer instanceof JobAnswer.Garbage garbage) {
            return Optional.of("the server did not run a script of ours ("
                    + garbage.text().lines().findFirst().orElse("no answer") + ")");
        } else if (answer instanceof JobAnswer.Silence silence) {
            return Optional.of(silence.why());
        }
        return Optional.empty();
    }

    @Override
    public JobStart start(String note) throws RemoteAccessException {
        return PosixJob.started(script.start(true, note));
    }

    @Override
    public DialogueState goOn(Duration atMost) throws RemoteAccessException {
        long begun = System.nanoTime();
        Conversation conversation = new Conversation(dialogue, List.of(), begun);
        long bytes = 0;
        int taken = 0;
        int answers = -1;
        while (true) {
            JobAnswer answer = script.look(bytes, WHOLE, WHOLE);
            if (!(answer instanceof JobAnswer.Report report)) {
                return new DialogueState.Unknown(((JobState.Unknown) PosixJob.state(answer)).why());
            }
            long now = System.nanoTime();
            if (answers < 0) {
                answers = report.answers().size();
                if (!replay(conversation, report, now) && !report.state().isOver()) {
                    return new DialogueState.UnderWay(
                            report.elapsed(),
                            report.note(),
                            report.output(),
                            List.of(),
                            "what was answered before can't be told from its notes; it was left as it is");
                }
            } else if (!report.output().isEmpty()) {
                conversation.received(report.output(), now);
            }
            taken += report.output().length();
            bytes = report.bytes();
            Optional<DialogueState> over = over(report, conversation);
            if (over.isPresent()) {
                return over.get();
            }
            conversation.seen(report.waiting());
            Conversation.Move move = conversation.next(now);
            if (move instanceof Conversation.Move.Stop stop) {
                return stopped(report, conversation, stop.reason(), stop.lastText());
            } else if (move instanceof Conversation.Move.Type type) {
                answers++;
                JobAnswer typed = script.type(answers, taken, conversation.noted(), type.text());
                if (typed instanceof JobAnswer.Silence silence) {
                    return new DialogueState.Unknown(silence.why()); // the next look finds out whether it was typed
                }
            } else if (move instanceof Conversation.Move.Ask || System.nanoTime() - begun > atMost.toNanos()) {
                String asks = move instanceof Conversation.Move.Ask ask ? ask.reason() : "";
                return new DialogueState.UnderWay(
                        report.elapsed(), report.note(), shown(conversation), conversation.answered(), asks);
            } else if (!pause(move instanceof Conversation.Move.Wait wait ? wait.atMost() : LOOK)) {
                return new DialogueState.Unknown("this program was interrupted while it waited");
            }
        }
    }

    /** The conversation as it was held before this call. False where it can't be told. */
    private static boolean replay(Conversation conversation, JobAnswer.Report report, long now) {
        long then = now - report.quiet().toNanos();
        int from = 0;
        for (JobAnswer.Typed typed : report.answers()) {
            int to = Math.min(typed.offset(), report.output().length());
            if (to < from) {
                return false;
            }
            conversation.received(report.output().substring(from, to), then);
            if (!conversation.takeOver(typed.rule(), then)) {
                return false;
            }
            from = to;
        }
        conversation.received(report.output().substring(from), then);
        return true;
    }

    private static Optional<DialogueState> over(JobAnswer.Report report, Conversation conversation) {
        if (report.state() instanceof JobState.NotStarted) {
            return Optional.of(new DialogueState.NotStarted());
        } else if (report.state() instanceof JobState.Ended ended) {
            return Optional.of(new DialogueState.Over(
                    report.note(),
                    new DialogueResult.Completed(
                            OptionalInt.of(ended.exitCode()), shown(conversation), conversation.answered())));
        } else if (report.state() instanceof JobState.Lost lost) {
            return Optional.of(new DialogueState.Over(
                    report.note(),
                    new DialogueResult.ConnectionLost(lost.why(), shown(conversation), conversation.answered())));
        }
        return Optional.empty();
    }

    private DialogueState stopped(JobAnswer.Report report, Conversation conversation, String reason, String lastText)
            throws RemoteAccessException {
        JobState left = PosixJob.state(script.cancel(PATIENCE));
        String how = left.isOver() ? "" : "; and whether it is ended is not known";
        return new DialogueState.Over(
                report.note(),
                new DialogueResult.Stopped(reason + how, lastText, shown(conversation), conversation.answered()));
    }

    /** The conversation, and how it was told that the program waits, where the server did not show it. */
    private static String shown(Conversation conversation) {
        return conversation.transcript()
                + conversation.evidence().map(how -> "\n[" + how + "]\n").orElse("");
    }

    private static boolean pause(Duration atMost) {
        Duration least = atMost.compareTo(LOOK) < 0 ? atMost : LOOK;
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, least.toNanos()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void remove() throws RemoteAccessException {
        script.remove();
    }
}
