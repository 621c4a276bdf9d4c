package org.osfailover.procedure.preparerun;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environments;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Checks an approval: who may give it, and that a refusal says why. */
@Component("approvePlanListener")
class ApprovePlanListener implements TaskListener {

    private static final String PLAN_APPROVED = "planApproved";

    private final Completions completions;
    private final Runs runs;
    private final Environments environments;

    ApprovePlanListener(Completions completions, Runs runs, Environments environments) {
        this.completions = completions;
        this.runs = runs;
        this.environments = environments;
    }

    @Override
    public void notify(DelegateTask task) {
        Object approved = task.getVariable(PLAN_APPROVED);
        if (!(approved instanceof Boolean answer)) {
            throw new InputRefused("'planApproved' must be true or false. The task waits as before.");
        }
        String runId = RunVariables.RUN_ID.from(task);
        Run run = runs.find(runId).orElseThrow(() -> new IllegalStateException("there is no run " + runId));
        Environment environment = environments
                .find(run.environment())
                .orElseThrow(() -> new InputRefused("Environment '" + run.environment()
                        + "' has gone from the inventory: put it back, then approve."));
        if (!run.rehearsal()
                && environment.approval().in(run.mode()) == Approval.FOUR_EYES
                && completions.person(task).equals(run.startedBy())) {
            throw new InputRefused("You started this run: " + environment.name()
                    + " asks for four eyes, so somebody else has to look at the plan.");
        }
        Optional<String> comment = completions.takeComment(task);
        if (!answer && comment.isEmpty()) {
            throw new InputRefused("'comment' is missing: say why the plan is not approved.");
        }
        completions.recordDecision(
                task,
                (answer ? "Plan approved" : "Plan not approved")
                        + comment.map(text -> ": " + text).orElse(""));
    }
}
