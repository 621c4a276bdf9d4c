package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Deviations;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.stereotype.Component;

/** The fence is over: its report is kept with the run that left it behind, and the server is contacted again. */
@Component("endFenceDelegate")
class EndFenceDelegate implements JavaDelegate {

    private final Steps steps;
    private final Fences fences;
    private final Deviations deviations;

    EndFenceDelegate(Steps steps, Fences fences, Deviations deviations) {
        this.steps = steps;
        this.fences = fences;
        this.deviations = deviations;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String id = RunVariables.RUN_ID.from(execution);
        String report = VerifyFenceDelegate.REPORT.from(execution);
        Fence fence = fences.find(id).orElseThrow(() -> new IllegalStateException("there is no fence " + id));
        steps.note(execution, fence.server(), "The fence has ended. " + report);
        deviations.closeFenced(fence.runId(), fence.server(), report);
        fences.end(id, report);
    }
}
