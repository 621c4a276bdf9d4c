package org.osfailover.procedure.stopanddisableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.PlatformService;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Keeps the service from starting again. */
@Component("disableServiceDelegate")
class DisableServiceDelegate implements JavaDelegate {

    private final Steps steps;

    DisableServiceDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StopAndDisable.service(execution, steps);
        steps.onServer(execution, server -> server.disable(service));
    }
}
