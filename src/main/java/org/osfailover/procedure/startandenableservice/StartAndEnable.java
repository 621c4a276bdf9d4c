package org.osfailover.procedure.startandenableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.PlatformService;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;

/** What the three steps share: which service, and that the new Controller can't be left out. */
final class StartAndEnable {

    private StartAndEnable() {}

    static PlatformService service(DelegateExecution execution, Steps steps) {
        PlatformService service = PlatformService.valueOf(RunVariables.SERVICE.from(execution));
        if (service == PlatformService.CONTROLLER) {
            steps.skipRefused(
                    execution,
                    "It is to become the Controller; the run can't go on without it. Put it right and choose RETRY, or"
                            + " choose ABORT and start again with another server.");
        } else {
            steps.skipAllowed(execution);
        }
        return service;
    }
}
