package org.osfailover.procedure.activatepassivefrontends;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.RunVariables;
import org.springframework.stereotype.Component;

/** Records who switched the traffic. */
@Component("switchTrafficListener")
class SwitchTrafficListener implements TaskListener {

    private final Completions completions;

    SwitchTrafficListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        completions.recordDone(task, "Traffic switched");
        RunVariables.PROBLEM
                .optional(task)
                .filter(problem -> !problem.isBlank())
                .ifPresent(problem -> completions.recordTakenOnTrust(
                        task,
                        "That the traffic is switched is a person's word; the command for it failed: " + problem));
    }
}
