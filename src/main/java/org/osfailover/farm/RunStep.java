package org.osfailover.farm;

import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a server is touched: the run and the step of it. Commands are recorded under it.
 *
 * @param runId the run; null for what is read outside a run
 * @param step the step, as the model's element id says it ("stop-and-disable-service/serviceTask_stopService")
 * @param rehearsal changing commands are listed and not sent
 */
public record RunStep(@Nullable String runId, String step, boolean rehearsal) {

    /** The step under which a fence looks whether its server is back; what it reads is not recorded. */
    public static final String WATCH = "fence-returning-server/watch";

    /** A look, every few seconds, whether a fenced server is back. */
    public static RunStep watching(String fenceId) {
        return new RunStep(fenceId, WATCH, false);
    }

    private static final String PLANNING = "planning:";

    /** Nothing is sent that changes a server; what would be is collected under the token, and not recorded. */
    public static RunStep planning(@Nullable String runId, String token) {
        return new RunStep(runId, PLANNING + token, true);
    }

    /** The token of a plan that is being made; empty where none is. */
    public java.util.Optional<String> planningToken() {
        return step.startsWith(PLANNING)
                ? java.util.Optional.of(step.substring(PLANNING.length()))
                : java.util.Optional.empty();
    }

    /** Reading outside any run. */
    public static RunStep reading(String what) {
        return new RunStep(null, what, false);
    }
}
