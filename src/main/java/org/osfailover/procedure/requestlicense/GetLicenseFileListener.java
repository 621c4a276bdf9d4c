package org.osfailover.procedure.requestlicense;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.springframework.stereotype.Component;

/** Checks the licence file that a person hands in. */
@Component("getLicenseFileListener")
class GetLicenseFileListener implements TaskListener {

    private final Completions completions;

    GetLicenseFileListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        if (!completions.isRehearsal(task)) {
            refuseBadFile(task);
        }
        LicenseVariables.LICENSE_FILE_AT_HAND.on(task).set(true);
        LicenseVariables.REQUESTED_SERIAL_NUMBER.on(task).set(LicenseVariables.SERIAL_NUMBER.from(task));
        completions.recordDecision(task, "Handed in the licence file");
    }

    private static void refuseBadFile(DelegateTask task) {
        LicenseFiles.problem(task).ifPresent(problem -> {
            throw new InputRefused(problem + " The task waits as before.");
        });
        if (LicenseFiles.bytes(task).isEmpty()) {
            throw new InputRefused(
                    "'licenseFile' is missing: choose the file that the Licensing Portal gave. The task waits as"
                            + " before.");
        }
    }
}
