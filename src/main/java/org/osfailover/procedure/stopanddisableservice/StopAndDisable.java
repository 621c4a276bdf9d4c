package org.osfailover.procedure.stopanddisableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.PlatformService;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;

/** What the three steps share: which service, and that most services can't be left running. */
final class StopAndDisable {

    private StopAndDisable() {}

    /** The service; says at the same time whether the run may go on without stopping it (safety rule 3). */
    static PlatformService service(DelegateExecution execution, Steps steps) {
        PlatformService service = PlatformService.valueOf(RunVariables.SERVICE.from(execution));
        if (service == PlatformService.CONTROLLER || service == PlatformService.SCHEDULER) {
            steps.skipRefused(
                    execution,
                    "Going on without it could leave two servers running the " + service.shortName()
                            + " service, and a server that can't be reached is not a stopped server. Make sure that it"
                            + " is stopped and disabled, then choose RETRY; fence it (FENCED); or choose ABORT.");
        } else {
            steps.skipAllowed(execution);
        }
        return service;
    }
}
