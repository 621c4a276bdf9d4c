package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunMode;

/** A run that is about to begin. */
public record NewRun(
        String procedure,
        String environment,
        RunMode mode,
        boolean rehearsal,
        String reason,
        @Nullable String changeTicket,
        String startedBy,
        @Nullable Instant incidentStartedAt,
        String processInstanceId) {

    private static final String CHECK_READINESS = "check-readiness";

    /** What only reads takes no lock, and may begin while another run holds it. */
    boolean takesLock() {
        return !rehearsal && !procedure.equals(CHECK_READINESS);
    }
}
