package org.osfailover.procedure.republishapplications;

import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
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
    }
}
