package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.springframework.stereotype.Component;

/** Reads whether a new licence is needed; where that can't be read, it goes on as if it were, and says so. */
@Component("readLicenseDelegate")
class ReadLicenseDelegate implements JavaDelegate {

    private final Steps steps;
    private final LicensePages pages;

    ReadLicenseDelegate(Steps steps, LicensePages pages) {
        this.steps = steps;
        this.pages = pages;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        ServiceCenter serviceCenter = steps.serviceCenter(execution, controller);
        LicenseReading license = serviceCenter.readLicense();
        String note = license.sentence();
        if (license instanceof LicenseReading.Unknown) {
            note = "Whether a new licence is needed can't be read, so it is treated as needed. " + note;
        }
        RenewLicenseVariables.LICENSE_NEEDED.on(execution).set(!(license instanceof LicenseReading.Valid));
        RenewLicenseVariables.LICENSE_NOTE.on(execution).set(RunVariables.fitting(note));
        RenewLicenseVariables.LICENSE_REJECTION.on(execution).set("");
        RenewLicenseVariables.SERIAL_NUMBER
                .on(execution)
                .set(serialNumber(execution, controller, serviceCenter, license));
        pages.offer(execution, serviceCenter);
        steps.note(execution, controller, note);
    }

    /** From Service Center; where it doesn't say, from the server itself; empty where neither does. */
    private String serialNumber(
            DelegateExecution execution, String controller, ServiceCenter serviceCenter, LicenseReading license) {
        if (license instanceof LicenseReading.Valid valid) {
            return valid.serialNumber();
        }
        if (serviceCenter.readPlatformInfo() instanceof PlatformInfo.Answered answered) {
            return answered.serialNumber();
        }
        String ofServer = steps.server(execution, controller).read().serialNumber();
        return ofServer == null ? "" : ofServer;
    }
}
