package org.osfailover.procedure.renewlicense;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.RunVariables;
import org.springframework.stereotype.Component;

/** Records who installed the licence; or that another file is wanted, and why, for the person who gets it. */
@Component("installLicenseListener")
class InstallLicenseListener implements TaskListener {

    private final Completions completions;

    InstallLicenseListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        Object answer = task.getVariable(RenewLicenseVariables.NEW_FILE.name());
        if (answer != null && !(answer instanceof Boolean)) {
            throw new InputRefused("'newFile' must be true or false. The task waits as before.");
        }
        boolean newFile = Boolean.TRUE.equals(answer);
        RenewLicenseVariables.NEW_FILE.on(task).set(newFile);
        LicenseVariables.LICENSE_REMINDER.on(task).set("");
        String said = completions.recordDone(
                task, newFile ? "Asks for another licence file" : "Installed the licence in Service Center");
        if (newFile) {
            task.removeVariable(LicenseFiles.VARIABLE);
            LicenseVariables.LICENSE_REJECTION
                    .on(task)
                    .set(RunVariables.fitting(
                            completions.person(task) + " could not install it" + (said.isEmpty() ? "" : ": " + said)));
        }
    }
}
