package org.osfailover.procedure.pointtocontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Writes the new Controller's address into the server's configuration, after a backup. */
@Component("writeControllerAddressDelegate")
class WriteControllerAddressDelegate implements JavaDelegate {

    private final Steps steps;

    WriteControllerAddressDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String address = PointToController.address(execution, steps);
        steps.onServer(
                execution,
                server -> server.writeControllerAddress(address, PointToController.cacheServiceHost(execution)));
    }
}
