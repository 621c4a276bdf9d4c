package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.springframework.stereotype.Component;

/** Looks whether the cache invalidation service has been created. */
@Component("followCacheServiceDelegate")
class FollowCacheServiceDelegate implements JavaDelegate {

    private final LongTasks longTasks;

    FollowCacheServiceDelegate(LongTasks longTasks) {
        this.longTasks = longTasks;
    }

    @Override
    public void execute(DelegateExecution execution) {
        longTasks.follow(
                execution, RunVariables.SERVER_ID.from(execution), new LongTask.CreateCacheInvalidationService());
    }
}
