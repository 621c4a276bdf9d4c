package org.osfailover.procedure.support;

import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.run.RunEvent;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * Listens to the creation of every person's task: in a rehearsal the task answers itself, in the transaction that creates
 * it, and nobody is asked. Who would have been asked is among the run's events.
 */
@Component("rehearsedAnswer")
class RehearsedAnswerListener implements TaskListener {

    /** What a task's completion needs, by its key; the others need nothing. */
    private static final Map<String, Map<String, Object>> ANSWERS = Map.of(
            "userTask_approvePlan", Map.of("planApproved", true),
            "userTask_decideOnServer", Map.of("decision", "SKIP"));

    private final Completions completions;
    private final Runs runs;

    RehearsedAnswerListener(Completions completions, Runs runs) {
        this.completions = completions;
        this.runs = runs;
    }

    @Override
    public void notify(DelegateTask task) {
        if (!completions.isRehearsal(task)) {
            return;
        }
        runs.record(
                RunVariables.RUN_ID.from(task),
                RunEvent.Kind.STEP,
                task.getTaskDefinitionKey(),
                RunVariables.SERVER_ID
                        .optional(task)
                        .filter(id -> !id.isBlank())
                        .orElse(null),
                null,
                "Rehearsed; in a real run a person is asked here: " + task.getName());
        task.setVariables(ANSWERS.getOrDefault(task.getTaskDefinitionKey(), Map.of()));
        task.complete();
    }
}
