package org.osfailover.procedure.activatepassivefrontends;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Switches the users' traffic with the customer's own command. */
@Component("switchTrafficDelegate")
class SwitchTrafficDelegate implements JavaDelegate {

    private final Steps steps;

    SwitchTrafficDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (!(steps.environment(execution).trafficSwitch() instanceof TrafficSwitch.Command command)) {
            throw new IllegalStateException("the inventory has no traffic switch command any more");
        }
        steps.onServer(execution, command.onServer(), server -> server.runCustomCommand(command.command()));
    }
}
