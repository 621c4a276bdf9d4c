package org.osfailover.procedure.republishapplications;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.RunVariables;
import org.springframework.stereotype.Component;

/** Records who published, and that it was done by hand. */
@Component("publishSolutionListener")
class PublishSolutionListener implements TaskListener {

    private final Completions completions;

    PublishSolutionListener(Completions completions) {
        this.completions = completions;
    }

    @Override
    public void notify(DelegateTask task) {
        completions.recordDone(task, "Published by hand in Service Center");
        RunVariables.PROBLEM
                .optional(task)
                .ifPresent(problem -> completions.recordTakenOnTrust(
                        task,
                        "That everything is published is a person's word; the program's own publication failed: "
                                + problem));
    }
}
