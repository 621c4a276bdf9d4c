package org.osfailover.procedure.installservicecenter;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Begins to install Service Center on the new Controller, and nowhere else (safety rule 12). */
@Component("installServiceCenterDelegate")
class InstallServiceCenterDelegate implements JavaDelegate {

    private final Steps steps;
    private final LongTasks longTasks;
    private final Deadlines deadlines;

    InstallServiceCenterDelegate(Steps steps, LongTasks longTasks, Deadlines deadlines) {
        this.steps = steps;
        this.longTasks = longTasks;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        steps.skipRefused(
                execution,
                "Service Center must be on the new Controller; the run can't go on without it. Put it right and choose"
                        + " RETRY, or choose ABORT.");
        longTasks.begin(
                execution,
                RunVariables.NEW_CONTROLLER.from(execution),
                new LongTask.InstallServiceCenter(),
                deadlines.serviceCenterInstallation());
    }
}
