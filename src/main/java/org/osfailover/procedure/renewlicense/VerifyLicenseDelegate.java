package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.SerialNumbers;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.springframework.stereotype.Component;

/** Reads whether the licence is valid now; where that can't be read, it says whose word is taken. */
@Component("verifyLicenseDelegate")
class VerifyLicenseDelegate implements JavaDelegate {

    private final Steps steps;

    VerifyLicenseDelegate(Steps steps) {
        this.steps = steps;
    }

    /** After a restart a machine may have another number: no installation helps, and people fetch the right file. */
    private void refuseFileOfAnotherNumber(
            DelegateExecution execution, String controller, LicenseReading.Invalid invalid) {
        String requestedFor = LicenseVariables.SERIAL_NUMBER.optional(execution).orElse("");
        if (!SerialNumbers.differ(requestedFor, invalid.serialNumber())) {
            return;
        }
        String sentence = "The serial number has changed since the licence was requested: it is "
                + invalid.serialNumber() + " now, and was " + requestedFor
                + ". Free up what was registered for the old one, and request a file for the new one. "
                + invalid.sentence();
        steps.note(execution, controller, sentence);
        execution.removeVariable(LicenseFiles.VARIABLE);
        LicenseVariables.SERIAL_NUMBER.on(execution).set(invalid.serialNumber());
        LicenseVariables.FREE_UP_NEEDED.on(execution).set(true);
        LicenseVariables.LICENSE_FILE_AT_HAND.on(execution).set(false);
        LicenseVariables.LICENSE_NOTE.on(execution).set(RunVariables.fitting(sentence));
        throw new BpmnError(RenewLicenseProcess.Errors.LICENSE_REJECTED, RunVariables.fitting(sentence));
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isTakenAsGiven(execution, controller, "whether the licence is valid now")) {
            RenewLicenseVariables.LICENSE_VALID.on(execution).set(true);
            return;
        }
        LicenseReading license = steps.serviceCenter(execution, controller).readLicense();
        if (license instanceof LicenseReading.Invalid invalid) {
            refuseFileOfAnotherNumber(execution, controller, invalid);
        }
        RenewLicenseVariables.LICENSE_VALID.on(execution).set(!(license instanceof LicenseReading.Invalid));
        if (license instanceof LicenseReading.Valid) {
            steps.note(execution, controller, license.sentence());
        } else if (license instanceof LicenseReading.Invalid) {
            steps.note(execution, controller, "The licence is still not valid. " + license.sentence());
            LicenseVariables.LICENSE_NOTE
                    .on(execution)
                    .set(RunVariables.fitting("The licence is not valid yet. " + license.sentence()));
        } else {
            steps.deviation(
                    execution,
                    controller,
                    "The licence was installed; that it is valid could not be read back: " + license.sentence());
        }
    }
}
