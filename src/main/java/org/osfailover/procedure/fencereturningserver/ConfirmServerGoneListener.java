package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.RunVariables;
import org.springframework.stereotype.Component;

/** A person says that the server is gone for good, and why. */
@Component("confirmServerGoneListener")
class ConfirmServerGoneListener implements TaskListener {

    private final Completions completions;

    ConfirmServerGoneListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        String comment = completions
                .takeComment(task)
                .orElseThrow(() -> new InputRefused("'comment' is missing: say why the server can't come back (it was"
                        + " taken out of service, its disks were destroyed). The task waits as before."));
        String sentence = completions.person(task) + " says that the server is gone for good: " + comment;
        completions.recordDecision(task, sentence);
        VerifyFenceDelegate.REPORT.on(task).set(RunVariables.fitting(sentence));
    }
}
