package org.osfailover.procedure.support;

import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.runtime.Execution;
import org.osfailover.farm.RunMode;
import org.springframework.stereotype.Component;

/** Everything of the run that goes on learns its new mode; a plan that waits for its approval is void. */
@Component("switchModeDelegate")
class SwitchModeDelegate implements JavaDelegate {

    private static final String PLAN_VOIDED = "planVoided";

    private final Steps steps;

    SwitchModeDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        RunMode mode = RunMode.valueOf(RunVariables.NEW_MODE.from(execution));
        RuntimeService runtime = execution.getProcessEngineServices().getRuntimeService();
        String runId = execution.getProcessBusinessKey();
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(runId)
                .list()
                .forEach(instance -> runtime.setVariable(instance.getId(), RunVariables.MODE.name(), mode.name()));
        steps.note(execution, null, "The run goes on in mode " + mode);
        voidOpenApproval(runtime, runId, mode);
    }

    /** A plan that waits for its approval was made for the other mode: it is made anew, and approved as this mode asks. */
    private static void voidOpenApproval(RuntimeService runtime, String runId, RunMode mode) {
        for (Execution waiting : runtime.createExecutionQuery()
                .processInstanceBusinessKey(runId)
                .messageEventSubscriptionName(PLAN_VOIDED)
                .list()) {
            byte[] planned = (byte[]) runtime.getVariable(waiting.getId(), RunVariables.PLANNED_STATE.name());
            PlannedState.otherMode(planned, mode)
                    .ifPresent(why -> runtime.messageEventReceived(
                            PLAN_VOIDED, waiting.getId(), Map.of(RunVariables.PLAN_VOID.name(), why)));
        }
    }
}
