package org.osfailover.procedure.movecontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.springframework.stereotype.Component;

/**
 * Reads once more whether the licence is valid: the serial number may change with a restart (source: docs-support, licence
 * invalid after a change of hardware). A file that was at hand is for the number before.
 */
@Component("readLicenseAgainDelegate")
class ReadLicenseAgainDelegate implements JavaDelegate {

    private final Steps steps;

    ReadLicenseAgainDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        MoveControllerVariables.LICENSE_INVALID_AGAIN.on(execution).set(false);
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isTakenAsGiven(execution, controller, "whether the licence is still valid")) {
            return;
        }
        LicenseReading license = steps.serviceCenter(execution, controller).readLicense();
        if (license instanceof LicenseReading.Invalid) {
            steps.note(execution, controller, "The licence is not valid any more. " + license.sentence());
            execution.removeVariable(LicenseFiles.VARIABLE);
            LicenseVariables.LICENSE_FILE_AT_HAND.on(execution).set(false);
            LicenseVariables.REQUESTED_SERIAL_NUMBER.on(execution).set("");
            MoveControllerVariables.LICENSE_INVALID_AGAIN.on(execution).set(true);
        } else if (license instanceof LicenseReading.Unknown) {
            steps.note(
                    execution, controller, "Whether the licence is still valid can't be read: " + license.sentence());
        }
    }
}
