package org.osfailover.procedure.startandenableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.PlatformService;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Sets the service to start with its server. */
@Component("enableServiceDelegate")
class EnableServiceDelegate implements JavaDelegate {

    private final Steps steps;
    private final RolesOutOfSight roles;

    EnableServiceDelegate(Steps steps, RolesOutOfSight roles) {
        this.steps = steps;
        this.roles = roles;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StartAndEnable.service(execution, steps);
        roles.enabling(execution, RunVariables.SERVER_ID.from(execution), service);
        steps.onServer(execution, server -> server.setAutomatic(service));
    }
}
