package org.osfailover.procedure.startandenableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.PlatformService;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Sets the service to start with its server. */
@Component("enableServiceDelegate")
class EnableServiceDelegate implements JavaDelegate {

    private final Steps steps;

    EnableServiceDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StartAndEnable.service(execution, steps);
        steps.onServer(execution, server -> server.setAutomatic(service));
    }
}
