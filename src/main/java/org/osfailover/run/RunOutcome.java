package org.osfailover.run;

/** How a run ended. */
public enum RunOutcome {
    COMPLETED,
    /** It reached its end, and something was skipped or accepted on the way. */
    COMPLETED_WITH_DEVIATIONS,
    ABORTED,
    FAILED
}
