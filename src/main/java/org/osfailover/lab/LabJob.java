package org.osfailover.lab;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A long command that runs on a server apart from the SSH session that started it.
 *
 * @param exitCode null unless it has ended
 * @param endedAt null unless it has ended
 */
public record LabJob(
        String id,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Integer exitCode,
        String output) {

    /** What has become of it. */
    public enum State {
        RUNNING,
        ENDED,
        /** It is gone and left no exit code: the server went down meanwhile. */
        LOST
    }

    static LabJob running(String id, Instant startedAt) {
        return new LabJob(id, State.RUNNING, startedAt, null, null, "");
    }

    LabJob ended(Instant at, int code, String printed) {
        return new LabJob(id, State.ENDED, startedAt, at, code, printed);
    }

    LabJob lost() {
        return new LabJob(id, State.LOST, startedAt, null, null, output);
    }

    LabJob renamed(String newId) {
        return new LabJob(newId, state, startedAt, endedAt, exitCode, output);
    }
}
