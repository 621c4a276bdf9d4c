package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.springframework.stereotype.Component;

/** Reads back that what must not run is stopped and disabled, and which Controller is named. */
@Component("verifyFenceDelegate")
class VerifyFenceDelegate implements JavaDelegate {

    static final Variable<String> REPORT = Variable.text("fenceReport");

    private final Steps steps;
    private final FenceWork fence;

    VerifyFenceDelegate(Steps steps, FenceWork fence) {
        this.steps = steps;
        this.fence = fence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String serverId = RunVariables.SERVER_ID.from(execution);
        ReturnedServer wanted = fence.wanted(execution);
        fence.notYet(execution, wanted).ifPresent(problem -> {
            throw steps.failed(execution, serverId, RefusalCode.NOT_IN_WANTED_STATE, problem);
        });
        REPORT.on(execution).set(RunVariables.fitting(fence.report(wanted)));
    }
}
