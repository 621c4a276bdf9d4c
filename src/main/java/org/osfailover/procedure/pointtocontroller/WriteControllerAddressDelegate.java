package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Begins to write the new Controller's address into the server's configuration, after a backup. */
@Component("writeControllerAddressDelegate")
class WriteControllerAddressDelegate implements JavaDelegate {

    private final Steps steps;
    private final LongTasks longTasks;
    private final Deadlines deadlines;

    WriteControllerAddressDelegate(Steps steps, LongTasks longTasks, Deadlines deadlines) {
        this.steps = steps;
        this.longTasks = longTasks;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        var task = PointToController.writing(execution, steps);
        longTasks.begin(execution, RunVariables.SERVER_ID.from(execution), task, deadlines.dialogue());
    }
}
