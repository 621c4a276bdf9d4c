package org.osfailover.remote;

import java.util.Optional;

/** The terminal of a {@link PosixDialogue}, by {@code job.sh}. */
final class PosixJobTerminal implements JobTerminal {

    private static final int WHOLE = 512 * 1024;

    private final PosixJobScript script;

    PosixJobTerminal(RemoteShell shell, String id, boolean elevated) {
        CommandLine.Builder nothing = CommandLine.posix("true");
        this.script = new PosixJobScript(shell, id, (elevated ? nothing.elevated() : nothing).build());
    }

    @Override
    public Optional<View> view() throws RemoteAccessException {
        return script.look(0, WHOLE, WHOLE) instanceof JobAnswer.Report report
                        && report.state() instanceof JobState.Running
                ? Optional.of(view(report))
                : Optional.empty();
    }

    private static View view(JobAnswer.Report report) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (JobAnswer.Typed typed : report.answers()) {
            int to = Math.max(from, Math.min(typed.offset(), report.output().length()));
            text.append(report.output(), from, to)
                    .append("\u2039")
                    .append(typed.rule())
                    .append("\u203a\n");
            from = to;
        }
        StringBuilder plain = new StringBuilder();
        new TerminalText().append(text.append(report.output().substring(from)).toString(), plain);
        return new View(
                report.waiting(),
                report.quiet(),
                plain.toString(),
                report.answers().size(),
                report.output().length());
    }

    @Override
    public Optional<String> type(int answers, int printed, String line) throws RemoteAccessException {
        String note = Conversation.PERSON + line;
        JobAnswer before = script.look(0, WHOLE, WHOLE);
        if (before instanceof JobAnswer.Report report && report.answers().size() > answers) {
            return report.answers().get(answers).rule().equals(note)
                    ? Optional.empty()
                    : Optional.of("it was answered meanwhile");
        } else if (!(before instanceof JobAnswer.Report report && report.state() instanceof JobState.Running)) {
            return Optional.of("it no longer runs there, or can't be seen");
        } else if (report.output().length() != printed || report.waiting() == Waiting.NO) {
            return Optional.of("it has gone on since, and does not wait there any more");
        }
        JobAnswer typed = script.type(answers + 1, printed, note, line);
        if (typed instanceof JobAnswer.Report report && report.answers().size() > answers) {
            return report.answers().get(answers).rule().equals(note)
                    ? Optional.empty()
                    : Optional.of("it was answered meanwhile");
        } else if (typed instanceof JobAnswer.Refused refused) {
            return Optional.of(refused.why());
        }
        return Optional.of("whether it was typed is not known: look at it again");
    }
}
