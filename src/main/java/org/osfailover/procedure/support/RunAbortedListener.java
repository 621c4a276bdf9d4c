package org.osfailover.procedure.support;

import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.farm.Verdict;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.RunReport;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** The run ends because a person said so: it says so and frees the environment. */
@Component("runAbortedListener")
class RunAbortedListener implements ExecutionListener {

    /** Both procedures end there where the plan is not approved. */
    private static final String PLAN_REJECTED = "endEvent_planRejected";

    private static final String FREE_UP = "userTask_freeUpEnvironment";
    private static final String FREED_UP =
            " The environment was freed up in the Licensing Portal: where the old Controller keeps its role, register its"
                    + " serial number there again.";

    private final Runs runs;
    private final UndoOffer undo;

    RunAbortedListener(Runs runs, UndoOffer undo) {
        this.runs = runs;
        this.undo = undo;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String runId = RunVariables.RUN_ID.from(execution);
        if (runs.find(runId).filter(Run::rehearsal).isPresent()) {
            runs.end(
                    runId,
                    RunOutcome.ABORTED,
                    "The rehearsal ended early; no server was changed. The run's events say why.");
            return;
        }
        boolean planRejected = PLAN_REJECTED.equals(execution.getCurrentActivityId());
        runs.end(
                runId,
                RunOutcome.ABORTED,
                planRejected ? "The plan was not approved; nothing was changed." : whatIsLeft(runId));
    }

    private String whatIsLeft(String runId) {
        Run run = runs.find(runId).orElseThrow();
        Verdict wayBack = undo.onceAborted(run);
        RunReport report = RunReport.of(run, runs.events(runId), runs.commands(runId), List.of(), List.of(), wayBack);
        if (report.done().isEmpty() && report.halfDone().isEmpty()) {
            return "Aborted by a person; nothing was changed." + (freedUp(runId) ? FREED_UP : "");
        }
        return "Aborted by a person; nothing new was begun after that. Done: "
                + report.done().size()
                + " change(s), which stay. Half done: "
                + (report.halfDone().isEmpty() ? "nothing" : String.join("; ", report.halfDone()))
                + ". To go on, start the procedure again. " + RunReport.goingBack(wayBack) + " All of it: /api/runs/"
                + runId
                + "/report." + (freedUp(runId) ? FREED_UP : "");
    }

    private boolean freedUp(String runId) {
        return runs.events(runId).stream()
                .anyMatch(event -> event.kind() == RunEvent.Kind.DECISION && FREE_UP.equals(event.step()));
    }
}
