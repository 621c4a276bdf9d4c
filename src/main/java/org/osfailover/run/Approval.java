package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's answer to a plan.
 *
 * @param planHash the plan it belongs to, and no other
 * @param kind who has answered: FOUR_EYES where it was another person than the starter, SELF where it was the starter
 * @param note what has to be said of it: that the starter has approved it alone
 */
public record Approval(
        Instant at,
        String planHash,
        String kind,
        String person,
        boolean approved,
        @Nullable String note) {}
