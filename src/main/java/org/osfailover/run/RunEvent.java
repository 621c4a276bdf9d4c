package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened in a run. */
public record RunEvent(
        long id,
        Instant at,
        Kind kind,
        String step,
        @Nullable String server,
        @Nullable String person,
        String sentence) {

    public enum Kind {
        STARTED,
        /** A step ended, and how. */
        STEP,
        /** A step could not be done; a person is asked. */
        PROBLEM,
        /** A person decided. */
        DECISION,
        /** Something was skipped or accepted; it makes the run end with deviations. */
        DEVIATION,
        ENDED
    }
}
