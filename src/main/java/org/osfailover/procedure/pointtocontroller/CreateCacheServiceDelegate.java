package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.platform.PlatformServer;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Creates the cache invalidation service (RabbitMQ) on the new Controller. */
@Component("createCacheServiceDelegate")
class CreateCacheServiceDelegate implements JavaDelegate {

    private final Steps steps;

    CreateCacheServiceDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PointToController.address(execution, steps);
        steps.onServer(execution, PlatformServer::createCacheInvalidationService);
    }
}
