package org.osfailover.run;

import java.time.Instant;
import org.osfailover.farm.PlatformService;

/**
 * A role that a run may have given to a server, and that nobody has read as taken away since: where the server can't be
 * reached, it counts as running there (safety rules 1 and 3).
 *
 * @param runId the run that was about to enable it, the last one where there were more
 * @param at just before the command was sent
 */
public record EnabledRole(String server, PlatformService service, String runId, Instant at) {}
