package org.osfailover.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Approvals of plans, and how long their steps took before. All in the caller's transaction. */
public interface Approvals {

    /** Who answers, and to which plan. */
    void record(String runId, String planHash, String kind, String person, boolean approved, @Nullable String note);

    /** Of a run, the oldest first. */
    List<Approval> of(String runId);

    /** The hash of the run's present plan; empty text where it has none. */
    String planHash(String runId);

    /** Seconds by "{@code <building block> <server>}", of the newest complete real run of this procedure here. */
    Map<String, Long> lastDurations(String procedure, String environmentId);
}
