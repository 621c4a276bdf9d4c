package org.osfailover.procedure.installservicecenter;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.platform.PlatformServer;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Installs Service Center on the new Controller, and nowhere else (safety rule 12). */
@Component("installServiceCenterDelegate")
class InstallServiceCenterDelegate implements JavaDelegate {

    private final Steps steps;
    private final Deadlines deadlines;

    InstallServiceCenterDelegate(Steps steps, Deadlines deadlines) {
        this.steps = steps;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        steps.skipRefused(
                execution,
                "Service Center must be on the new Controller; the run can't go on without it. Put it right and choose"
                        + " RETRY, or choose ABORT.");
        steps.onServer(execution, RunVariables.NEW_CONTROLLER.from(execution), PlatformServer::installServiceCenter);
        steps.beginWaiting(execution, deadlines.initialised());
    }
}
