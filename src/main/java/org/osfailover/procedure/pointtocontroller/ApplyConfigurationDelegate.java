package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.platform.PlatformServer;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Brings the configuration into force: the server's OutSystems services are restarted. */
@Component("applyConfigurationDelegate")
class ApplyConfigurationDelegate implements JavaDelegate {

    private final Steps steps;
    private final Deadlines deadlines;

    ApplyConfigurationDelegate(Steps steps, Deadlines deadlines) {
        this.steps = steps;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PointToController.address(execution, steps);
        steps.onServer(execution, PlatformServer::applyConfiguration);
        steps.beginWaiting(execution, deadlines.initialised());
    }
}
