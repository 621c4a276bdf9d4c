package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
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
        String serverId = RunVariables.SERVER_ID.from(execution);
        ReturnedServer wanted = fence.wantedNow(execution);
        steps.conclude(execution, serverId, fence.disable(execution, wanted));
        if (wanted.standing() == ReturnedServer.Standing.WAITS) {
            throw steps.failed(
                    execution, serverId, RefusalCode.NOT_IN_WANTED_STATE, "It waits, disabled: " + wanted.why());
        }
        if (wanted.standing() == ReturnedServer.Standing.UNCLEAR) {
            steps.describeProblem(
                    execution,
                    serverId,
                    RefusalCode.NOT_IN_WANTED_STATE,
                    "What it is can't be told, so its Controller is stopped and disabled, and its configuration is left"
                            + " as it is: " + wanted.why());
            throw new BpmnError(FenceReturningServerProcess.Errors.ROLE_UNCLEAR);
        }
    }
}
