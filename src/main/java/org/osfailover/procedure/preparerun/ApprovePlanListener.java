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
import org.osfailover.run.Approvals;
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
    private final Approvals approvals;

    ApprovePlanListener(Completions completions, Runs runs, Environments environments, Approvals approvals) {
        this.approvals = approvals;
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
        String hash = RunVariables.PLAN_HASH.optional(task).orElse("");
        if (!hash.equals(approvals.planHash(runId))) {
            throw new InputRefused("The plan of this run is no longer the one of this task: open the task again.");
        }
        Optional<String> comment = completions.takeComment(task);
        if (!answer && comment.isEmpty()) {
            throw new InputRefused("'comment' is missing: say why the plan is not approved.");
        }
        if (run.rehearsal()) {
            return;
        }
        boolean own = completions.person(task).equals(run.startedBy());
        String kind = (own ? Approval.SELF : Approval.FOUR_EYES).name();
        String note =
                own && answer ? "The starter has approved the plan alone (" + kind + ", " + run.mode() + ")" : null;
        approvals.record(runId, hash, kind, completions.person(task), answer, note);
        completions.recordDecision(
                task,
                (answer ? "Plan approved" : "Plan not approved") + " (" + hash.substring(0, Math.min(12, hash.length()))
                        + ")"
                        + comment.map(text -> ": " + text).orElse("")
                        + (note == null ? "" : ". " + note));
    }
}
