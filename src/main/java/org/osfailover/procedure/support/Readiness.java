package org.osfailover.procedure.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;

/** Could an environment fail over right now, as far as is known, and how old is that knowledge. */
public interface Readiness {

    /** In one word. */
    enum State {
        /** Checked, and nothing has changed since. */
        VERIFIED,
        /** Never checked, too long ago, or something has changed since. */
        NEEDS_VERIFICATION,
        /** Something was found that a procedure would stop at. */
        NOT_READY
    }

    /**
     * @param why the state in a sentence
     * @param checkedAt null where it was never checked
     * @param age since the check; null where there was none
     * @param findings what the newest check found, good things too
     */
    record Known(
            State state,
            String why,
            @Nullable Instant checkedAt,
            @Nullable Duration age,
            List<FarmFinding> findings) {}

    /** @param now the environment as it was just read */
    Known of(Environment environment, FarmReading now);

    /** Starts a check as this user would; gives its run's id. */
    String start(String environmentId);
}
