package org.osfailover.procedure.movecontroller;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.SerialNumbers;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.springframework.stereotype.Component;

/** Withdraws the early request for a licence where it turns out to be for nothing, so that people don't work in vain. */
@Component("compareSerialNumberDelegate")
class CompareSerialNumberDelegate implements JavaDelegate {

    private final Steps steps;
    private final SerialNumbers serialNumbers;

    CompareSerialNumberDelegate(Steps steps, SerialNumbers serialNumbers) {
        this.steps = steps;
        this.serialNumbers = serialNumbers;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (!LicenseVariables.LICENSE_REQUEST_EARLY.from(execution)) {
            return;
        }
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isTakenAsGiven(execution, controller, "which serial number it has now")) {
            return;
        }
        String predicted = LicenseVariables.PREDICTED_SERIAL_NUMBER.from(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        LicenseReading license = serviceCenter.readLicense();
        String serialNumber = serialNumbers.read(execution, controller, serviceCenter, license);
        boolean other = SerialNumbers.differ(predicted, serialNumber);
        if (license instanceof LicenseReading.Valid) {
            steps.note(
                    execution,
                    controller,
                    "The licence is valid for serial number " + serialNumber + ": no other one is needed. Where "
                            + predicted
                            + " was registered in the Licensing Portal meanwhile, it can be released there");
        } else {
            steps.note(
                    execution,
                    controller,
                    other
                            ? "The serial number is " + serialNumber + ", not " + predicted
                                    + " as predicted: the licence is requested anew"
                            : "The serial number is "
                                    + (serialNumber.isBlank()
                                            ? "not readable; " + predicted + " is kept"
                                            : serialNumber)
                                    + ", for which the licence was requested");
        }
        LicenseVariables.LICENSE_REQUEST_WITHDRAWN.on(execution).set(other || license instanceof LicenseReading.Valid);
    }
}
