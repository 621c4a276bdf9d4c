package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Begins to create the cache invalidation service (RabbitMQ) on the new Controller. */
@Component("createCacheServiceDelegate")
class CreateCacheServiceDelegate implements JavaDelegate {

    private final Steps steps;
    private final LongTasks longTasks;
    private final Deadlines deadlines;

    CreateCacheServiceDelegate(Steps steps, LongTasks longTasks, Deadlines deadlines) {
        this.steps = steps;
        this.longTasks = longTasks;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PointToController.address(execution, steps);
        longTasks.begin(
                execution,
                RunVariables.SERVER_ID.from(execution),
                new LongTask.CreateCacheInvalidationService(),
                deadlines.serviceCenterInstallation());
    }
}
