package org.osfailover.procedure.startandenableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.PlatformService;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Starts the service; whether it initialises is read next. */
@Component("startServiceDelegate")
class StartServiceDelegate implements JavaDelegate {

    private final Steps steps;
    private final Deadlines deadlines;

    StartServiceDelegate(Steps steps, Deadlines deadlines) {
        this.steps = steps;
        this.deadlines = deadlines;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StartAndEnable.service(execution, steps);
        steps.onServer(execution, server -> server.start(service));
        steps.beginWaiting(execution, deadlines.initialised());
    }
}
