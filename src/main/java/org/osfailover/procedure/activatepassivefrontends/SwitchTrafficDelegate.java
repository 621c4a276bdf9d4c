package org.osfailover.procedure.activatepassivefrontends;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Switches the users' traffic with the customer's own command, once: nobody knows what a second time would do. */
@Component("switchTrafficDelegate")
class SwitchTrafficDelegate implements JavaDelegate {

    private final Steps steps;
    private final Runs runs;

    SwitchTrafficDelegate(Steps steps, Runs runs) {
        this.steps = steps;
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (!(steps.environment(execution).trafficSwitch() instanceof TrafficSwitch.Command command)) {
            throw new IllegalStateException("the inventory has no traffic switch command any more");
        }
        if (mayHaveBegun(execution)) {
            throw steps.failed(
                    execution,
                    command.onServer(),
                    RefusalCode.OUTCOME_UNKNOWN,
                    "The command that switches the traffic may have been sent before this program was interrupted, and"
                            + " is not sent again. Look where the traffic goes, and switch it by hand if need be.");
        }
        steps.onServer(execution, command.onServer(), server -> server.runCustomCommand(command.command()));
    }

    private boolean mayHaveBegun(DelegateExecution execution) {
        String step = Steps.stepName(execution);
        return runs.commands(RunVariables.RUN_ID.from(execution)).stream()
                .anyMatch(sent -> sent.changing()
                        && !"REHEARSED".equals(sent.outcome())
                        && sent.step().equals(step));
    }
}
