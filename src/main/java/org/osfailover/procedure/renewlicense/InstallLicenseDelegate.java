package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Uploads the licence file, through Service Center or by the Configuration Tool; a file that the platform refuses goes back to the person. */
@Component("installLicenseDelegate")
class InstallLicenseDelegate implements JavaDelegate {

    private final Steps steps;

    InstallLicenseDelegate(Steps steps) {
        this.steps = steps;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String controller = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isRehearsal(execution)) {
            steps.note(execution, controller, "Rehearsed; a real run installs the licence file here, automatically");
            return;
        }
        byte[] file = LicenseFiles.bytes(execution)
                .orElseThrow(() -> new IllegalStateException("there is no licence file to install"));
        Outcome outcome = steps.environment(execution).licenseInstallation() == LicenseInstallation.CONFIGURATION_TOOL
                ? steps.server(execution, controller).uploadLicense(file)
                : steps.serviceCenter(execution, controller).installLicense(file);
        if (outcome instanceof Outcome.Refused refused && refused.code() == RefusalCode.LICENSE_REJECTED) {
            steps.note(execution, controller, refused.sentence());
            execution.removeVariable(LicenseFiles.VARIABLE);
            LicenseVariables.LICENSE_REJECTION.on(execution).set(RunVariables.fitting(refused.sentence()));
            throw new BpmnError(RenewLicenseProcess.Errors.LICENSE_REJECTED, RunVariables.fitting(refused.sentence()));
        }
        if (!outcome.isSuccess()) {
            LicenseVariables.LICENSE_NOTE
                    .on(execution)
                    .set(RunVariables.fitting("It could not be installed automatically: " + outcome.sentence()));
        }
        steps.conclude(execution, controller, outcome);
    }
}
