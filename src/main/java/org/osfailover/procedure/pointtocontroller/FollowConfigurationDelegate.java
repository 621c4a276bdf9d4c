package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Looks whether the configuration is in force; from then on the services are waited for. */
@Component("followConfigurationDelegate")
class FollowConfigurationDelegate implements JavaDelegate {

    private final Steps steps;
    private final LongTasks longTasks;
    private final Deadlines deadlines;

    FollowConfigurationDelegate(Steps steps, LongTasks longTasks, Deadlines deadlines) {
        this.steps = steps;
        this.longTasks = longTasks;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String server = RunVariables.SERVER_ID.from(execution);
        if (longTasks.follow(execution, server, new LongTask.ApplyConfiguration())) {
            steps.beginWaiting(execution, deadlines.initialised());
        }
    }
}
