package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was skipped, fenced or accepted in a run: open until somebody closes it with a reason.
 *
 * @param server null where it is no single server's
 * @param owner who sees to it: at first who decided it, or who started the run
 * @param closedAt null while it is open
 */
public record Deviation(
        long id,
        String run,
        String environment,
        @Nullable String server,
        Instant at,
        String step,
        String sentence,
        String owner,
        @Nullable Instant closedAt,
        @Nullable String closedBy,
        @Nullable String closeReason) {}
