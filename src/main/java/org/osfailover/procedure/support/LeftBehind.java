package org.osfailover.procedure.support;

import java.util.List;

/** What aborted runs have left in an environment: readiness says it, the next start says it, and the next plan begins with it. */
public interface LeftBehind {

    /**
     * What one aborted run has left.
     *
     * @param runId the run
     * @param procedure its process key
     * @param sentence what stands as it is: roles that it gave, where its Controller's address was written, what is half
     *     done, the servers that its fences wait for
     * @param wayOn how to go on from there, and how to go back, or why that is not possible
     */
    record Rest(String runId, String procedure, String sentence, String wayOn) {}

    /** The newest first; empty where nothing was left, or a later run has put it in order. */
    List<Rest> in(String environmentId);
}
