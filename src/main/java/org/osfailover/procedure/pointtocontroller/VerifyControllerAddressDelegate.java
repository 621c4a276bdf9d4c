package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Reads back that the server's configuration names the new Controller. */
@Component("verifyControllerAddressDelegate")
class VerifyControllerAddressDelegate implements JavaDelegate {

    private final Steps steps;

    VerifyControllerAddressDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String address = PointToController.address(execution, steps);
        String serverId = RunVariables.SERVER_ID.from(execution);
        if (steps.isTakenAsGiven(execution, serverId, "whether its configuration names " + address)) {
            return;
        }
        steps.onServer(execution, server -> {
            String read = server.read().controllerAddress();
            return address.equalsIgnoreCase(read)
                    ? new Outcome.AlreadyDone("Its configuration names " + address + " as the Controller")
                    : new Outcome.Refused(
                            RefusalCode.NOT_IN_WANTED_STATE,
                            "Its configuration must name " + address + " as the Controller and "
                                    + (read == null ? "can't be read" : "names " + read));
        });
    }
}
