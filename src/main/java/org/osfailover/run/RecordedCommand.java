package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command that was sent, as it may be shown.
 *
 * @param output what it has printed so far, or, where it is truncated, the beginning and the end of it
 * @param truncated whether the whole output is more than that: {@link Runs#output} has it
 */
public record RecordedCommand(
        long id,
        String server,
        String step,
        String command,
        boolean changing,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String output,
        boolean truncated) {}
