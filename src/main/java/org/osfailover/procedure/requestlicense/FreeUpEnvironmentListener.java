package org.osfailover.procedure.requestlicense;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.LicenseVariables;
import org.springframework.stereotype.Component;

/** Records who freed up the environment in the Licensing Portal. */
@Component("freeUpEnvironmentListener")
class FreeUpEnvironmentListener implements TaskListener {

    private final Completions completions;

    FreeUpEnvironmentListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        completions.recordDone(task, "Freed up in the Licensing Portal");
        LicenseVariables.FREE_UP_NEEDED.on(task).set(false);
        LicenseVariables.LICENSE_REMINDER.on(task).set("");
    }
}
