package org.osfailover.procedure.decideonserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.PendingFences;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Puts a decision into force: the server is left out, or nothing changing may begin any more. */
@Component("recordDecisionDelegate")
class RecordDecisionDelegate implements JavaDelegate {

    private final Steps steps;
    private final Runs runs;
    private final PendingFences fences;
    private final ToolAnswers tools;

    RecordDecisionDelegate(Steps steps, Runs runs, PendingFences fences, ToolAnswers tools) {
        this.steps = steps;
        this.runs = runs;
        this.fences = fences;
        this.tools = tools;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String runId = RunVariables.RUN_ID.from(execution);
        String serverId = RunVariables.SERVER_ID.optional(execution).orElse("");
        if (steps.isRehearsal(execution)) {
            goOn(execution, runId, serverId);
            return;
        }
        Decision decision = Decision.valueOf(DecideOnServerVariables.DECISION.from(execution));
        if (decision == Decision.SKIP) {
            // the new Controller is never left out: what is accepted there is accepted as it is
            boolean oneServer = !serverId.isBlank() && !fences.isNewController(execution, serverId);
            if (oneServer) {
                runs.skip(runId, serverId);
            }
            steps.deviation(
                    execution,
                    oneServer ? serverId : null,
                    (oneServer ? "The run goes on without this server" : "It is accepted as it is") + ", decided by "
                            + DecideOnServerVariables.DECIDED_BY.from(execution) + " ("
                            + DecideOnServerVariables.DECISION_COMMENT.from(execution) + "), because: "
                            + RunVariables.PROBLEM.optional(execution).orElse("no problem recorded"));
            fences.keepNamed(execution, serverId, DecideOnServerVariables.DECIDED_BY.from(execution));
            if (oneServer) {
                fences.keepOutOfReach(execution, serverId, DecideOnServerVariables.DECIDED_BY.from(execution));
            }
        } else if (decision == Decision.FENCED) {
            fence(execution, runId, serverId);
        } else if (decision == Decision.RETRY) {
            fences.withdraw(execution, serverId);
            tools.send(execution, serverId);
        } else if (decision == Decision.ABORT) {
            runs.allowNoMoreChanges(runId);
        }
        DecideOnServerVariables.TRY_AGAIN.on(execution).set(decision == Decision.RETRY);
        DecideOnServerVariables.RUN_ABORTED.on(execution).set(decision == Decision.ABORT);
    }

    private void fence(DelegateExecution execution, String runId, String serverId) {
        String method = DecideOnServerVariables.FENCING_METHOD.from(execution);
        String person = DecideOnServerVariables.DECIDED_BY.from(execution);
        String comment = DecideOnServerVariables.DECISION_COMMENT.from(execution);
        runs.skip(runId, serverId);
        steps.deviation(
                execution,
                serverId,
                "Fenced (" + method + "), as " + person + " says: " + comment
                        + ". The run goes on without this server; at its return it is disabled before anything else."
                        + " Because: "
                        + RunVariables.PROBLEM.optional(execution).orElse("no problem recorded"));
        fences.leaveBehind(execution, serverId, method, person, comment);
    }

    /** A rehearsal goes on without the server; without a plan it can't. */
    private void goOn(DelegateExecution execution, String runId, String serverId) {
        boolean noPlan = RunVariables.STEP
                .optional(execution)
                .filter(step -> step.contains("/serviceTask_plan"))
                .isPresent();
        if (!serverId.isBlank() && !noPlan) {
            runs.skip(runId, serverId);
        }
        DecideOnServerVariables.TRY_AGAIN.on(execution).set(false);
        DecideOnServerVariables.RUN_ABORTED.on(execution).set(noPlan);
    }
}
