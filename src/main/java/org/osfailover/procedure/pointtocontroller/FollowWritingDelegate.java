package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Looks whether the address has been written. */
@Component("followWritingDelegate")
class FollowWritingDelegate implements JavaDelegate {

    private final Steps steps;
    private final LongTasks longTasks;

    FollowWritingDelegate(Steps steps, LongTasks longTasks) {
        this.steps = steps;
        this.longTasks = longTasks;
    }

    @Override
    public void execute(DelegateExecution execution) {
        var task = PointToController.writing(execution, steps);
        longTasks.follow(execution, RunVariables.SERVER_ID.from(execution), task);
    }
}
