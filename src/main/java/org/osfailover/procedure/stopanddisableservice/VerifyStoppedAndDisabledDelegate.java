package org.osfailover.procedure.stopanddisableservice;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Reads back that the service is stopped <em>and</em> disabled (safety rule 2). */
@Component("verifyStoppedAndDisabledDelegate")
class VerifyStoppedAndDisabledDelegate implements JavaDelegate {

    private final Steps steps;
    private final RolesOutOfSight roles;

    VerifyStoppedAndDisabledDelegate(Steps steps, RolesOutOfSight roles) {
        this.steps = steps;
        this.roles = roles;
    }

    @Override
    public void execute(DelegateExecution execution) {
        PlatformService service = StopAndDisable.service(execution, steps);
        String serverId = RunVariables.SERVER_ID.from(execution);
        if (steps.isTakenAsGiven(execution, serverId, "whether " + service.shortName() + " is stopped and disabled")) {
            return;
        }
        steps.onServer(execution, server -> {
            ServerReading reading = server.read();
            if (!reading.reachable()) {
                return new Outcome.Unknown("It can't be read whether " + service.shortName()
                        + " is stopped and disabled: " + reading.problem());
            }
            roles.learn(steps.environment(execution), reading);
            ServiceReading read = reading.service(service);
            return read.isStoppedAndDisabled()
                    ? new Outcome.AlreadyDone(service.shortName() + ": read back as stopped and disabled")
                    : new Outcome.Refused(
                            RefusalCode.NOT_IN_WANTED_STATE,
                            service.shortName() + " must be stopped and disabled, and is " + read.state() + " and "
                                    + read.startType() + " (" + read.detail() + ")");
        });
    }
}
