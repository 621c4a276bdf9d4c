package org.osfailover.procedure.installservicecenter;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Looks whether the installation has ended; from then on Service Center's answer is waited for. */
@Component("followInstallationDelegate")
class FollowInstallationDelegate implements JavaDelegate {

    private final Steps steps;
    private final LongTasks longTasks;
    private final Deadlines deadlines;

    FollowInstallationDelegate(Steps steps, LongTasks longTasks, Deadlines deadlines) {
        this.steps = steps;
        this.longTasks = longTasks;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (longTasks.follow(execution, controller, new LongTask.InstallServiceCenter())) {
            steps.beginWaiting(execution, deadlines.initialised());
        }
    }
}
