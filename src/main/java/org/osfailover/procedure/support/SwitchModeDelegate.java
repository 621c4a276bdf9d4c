package org.osfailover.procedure.support;

import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.RunMode;
import org.springframework.stereotype.Component;

/** Everything of the run that goes on learns its new mode; an approval that it no longer asks for is no longer waited for. */
@Component("switchModeDelegate")
class SwitchModeDelegate implements JavaDelegate {

    private static final String APPROVE_PLAN = "userTask_approvePlan";

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
        if (steps.environment(execution).approval().in(mode) == Approval.NONE) {
            TaskService tasks = execution.getProcessEngineServices().getTaskService();
            tasks.createTaskQuery()
                    .processInstanceBusinessKey(runId)
                    .taskDefinitionKey(APPROVE_PLAN)
                    .list()
                    .forEach(task -> tasks.complete(
                            task.getId(),
                            java.util.Map.of(
                                    "planApproved",
                                    true,
                                    RunVariables.COMMENT.name(),
                                    "none is" + " asked for in mode " + mode)));
        }
    }
}
