package org.osfailover.procedure.stopanddisableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Stack;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Stops the service on the server. */
@Component("stopServiceDelegate")
class StopServiceDelegate implements JavaDelegate {

    private final Steps steps;

    StopServiceDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StopAndDisable.service(execution, steps);
        Stack stack = steps.environment(execution).stack();
        steps.onServer(execution, server -> SchedulerThatStays.explained(service, stack, server.stop(service)));
    }
}
