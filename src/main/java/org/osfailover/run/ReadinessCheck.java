package org.osfailover.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.FarmFinding;

/**
 * One check of an environment's readiness.
 *
 * @param run the run on whose behalf it was made; null for one that the timer began
 * @param roles who had which role then, as one text: see {@code PlannedState}
 */
public record ReadinessCheck(
        String id,
        String environment,
        @Nullable String run,
        Instant begunAt,
        String roles,
        List<FarmFinding> findings) {

    public ReadinessCheck {
        findings = List.copyOf(findings);
    }
}
