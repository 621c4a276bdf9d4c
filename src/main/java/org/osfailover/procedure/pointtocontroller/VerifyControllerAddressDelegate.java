package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
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
                    : otherwise(execution, server.server(), address, read);
        });
    }

    /** Another spelling of the same server is said, and does not stop the run; the platform may list it twice. */
    private Outcome otherwise(DelegateExecution execution, Server server, String address, @Nullable String read) {
        return read != null && steps.environment(execution).isSameServer(read, server, address)
                ? new Outcome.AlreadyDone("Its configuration names " + read + " as the Controller, which is the server "
                        + address + " spelled differently: the platform may list that one twice. Write " + address
                        + " there")
                : new Outcome.Refused(
                        RefusalCode.NOT_IN_WANTED_STATE,
                        "Its configuration must name " + address + " as the Controller and "
                                + (read == null ? "can't be read" : "names " + read));
    }
}
