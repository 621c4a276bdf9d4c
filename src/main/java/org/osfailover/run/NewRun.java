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
        String processInstanceId) {}
