package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A command that was sent, as it may be shown. */
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
        @Nullable String output) {}
