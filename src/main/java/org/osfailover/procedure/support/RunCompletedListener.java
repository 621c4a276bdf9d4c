package org.osfailover.procedure.support;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** The run has reached its good end: it says so and frees the environment. */
@Component("runCompletedListener")
class RunCompletedListener implements ExecutionListener {

    private final Runs runs;

    RunCompletedListener(Runs runs) {
        this.runs = runs;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String runId = RunVariables.RUN_ID.from(execution);
        if (runs.find(runId).filter(Run::rehearsal).isPresent()) {
            endRehearsal(runId);
            return;
        }
        long deviations = runs.events(runId).stream()
                .filter(event -> event.kind() == RunEvent.Kind.DEVIATION)
                .count();
        if (deviations == 0) {
            runs.end(runId, RunOutcome.COMPLETED, "Completed: every step was done, and what can be read was verified.");
        } else {
            runs.end(
                    runId,
                    RunOutcome.COMPLETED_WITH_DEVIATIONS,
                    "Completed with " + deviations + " deviation(s): see the run's events for what was skipped or"
                            + " accepted.");
        }
    }

    private void endRehearsal(String runId) {
        long findings = runs.events(runId).stream()
                .filter(event -> event.kind() == RunEvent.Kind.PROBLEM)
                .count();
        runs.end(
                runId,
                RunOutcome.COMPLETED,
                "Rehearsal completed: no server was changed. What a real run would send is among the run's commands"
                        + " (REHEARSED). "
                        + (findings == 0
                                ? "Nothing was found that would stop it."
                                : findings + " thing(s) were found that a person would be asked about: see the run's"
                                        + " events."));
    }
}
