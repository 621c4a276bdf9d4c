package org.osfailover.lab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A long command that runs on a server apart from the SSH session that started it.
 *
 * @param line what is run
 * @param note what its starter noted
 * @param answers what was typed to it, in order
 * @param printedAt when it last printed something
 * @param why where it is lost
 * @param endedAt null unless it has ended
 * @param exitCode null unless it has ended
 */
public record LabJob(
        String id,
        State state,
        String line,
        String note,
        List<Answer> answers,
        Instant startedAt,
        Instant printedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode,
        String output,
        String why) {

    /** What has become of it. */
    public enum State {
        RUNNING,
        ENDED,
        /** It is gone and left no exit code. */
        LOST
    }

    /**
     * What was typed.
     *
     * @param given what the one who typed noted about it
     */
    public record Answer(String given, String text) {}

    public LabJob {
        answers = List.copyOf(answers);
    }

    static LabJob running(String id, String line, String note, Instant startedAt) {
        return new LabJob(id, State.RUNNING, line, note, List.of(), startedAt, startedAt, null, null, "", "");
    }

    LabJob printed(String text, Instant at) {
        return new LabJob(id, state, line, note, answers, startedAt, at, endedAt, exitCode, output + text, why);
    }

    LabJob answered(Answer answer) {
        List<Answer> more = new ArrayList<>(answers);
        more.add(answer);
        return new LabJob(id, state, line, note, more, startedAt, printedAt, endedAt, exitCode, output, why);
    }

    LabJob ended(Instant at, int code) {
        return new LabJob(id, State.ENDED, line, note, answers, startedAt, printedAt, at, code, output, why);
    }

    LabJob lost(String reason) {
        return new LabJob(id, State.LOST, line, note, answers, startedAt, printedAt, null, null, output, reason);
    }
}
