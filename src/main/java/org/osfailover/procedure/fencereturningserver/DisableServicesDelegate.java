package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** The first thing that is done on a server that has come back: what must not run there is stopped and disabled. */
@Component("disableServicesDelegate")
class DisableServicesDelegate implements JavaDelegate {

    private final Steps steps;
    private final FenceWork fence;

    DisableServicesDelegate(Steps steps, FenceWork fence) {
        this.steps = steps;
        this.fence = fence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        steps.conclude(execution, RunVariables.SERVER_ID.from(execution), fence.disable(execution));
    }
}
