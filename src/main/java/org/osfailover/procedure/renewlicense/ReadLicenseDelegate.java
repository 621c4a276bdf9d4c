package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.FarmReading;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.SerialNumbers;
import org.osfailover.procedure.support.SerialTwins;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.springframework.stereotype.Component;

/** Reads whether a new licence is needed; where that can't be read, it goes on as if it were, and says so. */
@Component("readLicenseDelegate")
class ReadLicenseDelegate implements JavaDelegate {

    private final Steps steps;
    private final SerialNumbers serialNumbers;
    private final ServiceCenterPages pages;
    private final FarmReadings readings;
    private final Runs runs;

    ReadLicenseDelegate(
            Steps steps, SerialNumbers serialNumbers, ServiceCenterPages pages, FarmReadings readings, Runs runs) {
        this.readings = readings;
        this.runs = runs;
        this.steps = steps;
        this.serialNumbers = serialNumbers;
        this.pages = pages;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        LicenseReading license = serviceCenter.readLicense();
        String serialNumber = serialNumbers.read(execution, controller, serviceCenter, license);
        String note = license instanceof LicenseReading.Unknown
                ? "Whether a new licence is needed can't be read, so it is treated as needed. " + license.sentence()
                : license.sentence();
        String requestedFor =
                LicenseVariables.REQUESTED_SERIAL_NUMBER.optional(execution).orElse("");
        if (SerialNumbers.differ(requestedFor, serialNumber)) {
            note = "The file that was requested early is for serial number " + requestedFor
                    + ", and the new Controller's is " + serialNumber
                    + ": free up what was registered for it, and request another file. " + note;
            execution.removeVariable(LicenseFiles.VARIABLE);
            LicenseVariables.LICENSE_FILE_AT_HAND.on(execution).set(false);
        }
        if (!(license instanceof LicenseReading.Valid)) {
            FarmReading reading = readings.now(
                    steps.environment(execution),
                    steps.step(execution),
                    runs.skipped(RunVariables.RUN_ID.from(execution)));
            note += SerialTwins.warning(reading, controller)
                    .map(warning -> ". " + warning + ".")
                    .orElse("");
        }
        RenewLicenseVariables.LICENSE_NEEDED.on(execution).set(!(license instanceof LicenseReading.Valid));
        LicenseVariables.FREE_UP_NEEDED.on(execution).set(!LicenseVariables.LICENSE_FILE_AT_HAND.from(execution));
        LicenseVariables.LICENSE_NOTE.on(execution).set(RunVariables.fitting(note));
        LicenseVariables.LICENSE_REJECTION.on(execution).set("");
        LicenseVariables.SERIAL_NUMBER.on(execution).set(serialNumber);
        pages.offer(execution, serviceCenter);
        steps.note(execution, controller, note);
    }
}
