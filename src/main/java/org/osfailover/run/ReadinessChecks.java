package org.osfailover.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.FarmFinding;

/** The checks of the environments' readiness. */
public interface ReadinessChecks {

    /** A check begins; one that began before under this id begins anew. */
    void begin(String checkId, String environmentId, @Nullable String runId);

    /** Keeps what was found on a server, or of the whole, in a transaction of its own; an earlier attempt's is replaced. */
    void keep(String checkId, @Nullable String serverId, List<FarmFinding> findings);

    /** The check is complete: it is the environment's newest. */
    void end(String checkId, String roles);

    List<FarmFinding> findings(String checkId);

    /** The newest complete check. */
    Optional<ReadinessCheck> newest(String environmentId);

    /** The newest check that was made on behalf of this run; what it has found so far, where it is not complete. */
    List<FarmFinding> ofRun(String runId);
}
