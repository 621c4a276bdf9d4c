package org.osfailover.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunMode;

/**
 * One execution of a procedure.
 *
 * @param id readable and unique: {@code production-2026-11-22-1}; the process instances' business key
 * @param procedure the process key
 * @param outcome null while it runs
 * @param outcomeSentence how it ended, for people; null while it runs
 */
public record Run(
        String id,
        String procedure,
        String environment,
        RunMode mode,
        boolean rehearsal,
        String reason,
        @Nullable String changeTicket,
        String startedBy,
        Instant startedAt,
        Instant incidentStartedAt,
        @Nullable Instant endedAt,
        @Nullable RunOutcome outcome,
        @Nullable String outcomeSentence,
        @Nullable String processInstanceId) {}
