package org.osfailover.procedure.support;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** A building block runs only for a run that holds its environment's lock, called by that run. */
@Component("buildingBlockGuard")
class BuildingBlockGuard implements ExecutionListener {

    private final Runs runs;

    BuildingBlockGuard(Runs runs) {
        this.runs = runs;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String runId = execution.getProcessBusinessKey();
        boolean called = execution.getSuperExecution() != null
                || (execution.getProcessInstance() != null
                        && execution.getProcessInstance().getSuperExecution() != null);
        if (!called || runId == null || !mayRun(runId)) {
            throw new InputRefused("The process '" + Steps.processKeyOf(execution)
                    + "' is a part of the procedures and can't be started by itself: start move-controller or"
                    + " activate-passive-front-ends.");
        }
    }

    /** A rehearsal changes nothing, and needs no lock for that. */
    private boolean mayRun(String runId) {
        return runs.holdsLock(runId)
                || runs.find(runId)
                        .filter(run -> run.rehearsal() && run.endedAt() == null)
                        .isPresent();
    }
}
