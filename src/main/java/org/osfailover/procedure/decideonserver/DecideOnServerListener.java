package org.osfailover.procedure.decideonserver;

import java.util.Arrays;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.osfailover.procedure.support.Completions;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.procedure.support.RunVariables;
import org.springframework.stereotype.Component;

/** Checks a decision before it counts. */
@Component("decideOnServerListener")
class DecideOnServerListener implements TaskListener {

    private final Completions completions;
    private final ToolAnswers tools;

    DecideOnServerListener(Completions completions, ToolAnswers tools) {
        this.completions = completions;
        this.tools = tools;
    }

    @Override
    public void notify(DelegateTask task) {
        if (completions.isRehearsal(task)) {
            DecideOnServerVariables.DECISION_COMMENT.on(task).set("rehearsal");
            DecideOnServerVariables.DECIDED_BY.on(task).set("nobody");
            return;
        }
        Decision decision = Arrays.stream(Decision.values())
                .filter(d -> d.name().equals(task.getVariable(DecideOnServerVariables.DECISION.name())))
                .findFirst()
                .orElseThrow(() ->
                        new InputRefused("'decision' must be RETRY, FENCED, SKIP or ABORT. The task waits as before."));
        Optional<String> comment = completions.takeComment(task);
        if (decision == Decision.FENCED) {
            refuseWithoutFence(task);
        }
        if (decision != Decision.RETRY && comment.isEmpty()) {
            throw new InputRefused("'comment' is missing: " + decision + " needs a sentence that says why.");
        }
        if (decision == Decision.SKIP
                && !RunVariables.SKIP_ALLOWED.optional(task).orElse(false)) {
            throw new InputRefused("SKIP is not possible here. "
                    + RunVariables.SKIP_REFUSAL.optional(task).orElse(""));
        }
        Optional<String> answer = tools.take(task, decision);
        DecideOnServerVariables.DECISION_COMMENT.on(task).set(comment.orElse(""));
        DecideOnServerVariables.DECIDED_BY.on(task).set(completions.person(task));
        completions.recordDecision(
                task,
                decision
                        + (decision == Decision.FENCED
                                ? " (" + DecideOnServerVariables.FENCING_METHOD.from(task) + ")"
                                : "")
                        + answer.map(text -> ", and the tool gets the answer '" + text + "'")
                                .orElse("")
                        + comment.map(text -> ": " + text).orElse(""));
    }

    /** Where FENCED is possible, it says how. */
    private static void refuseWithoutFence(DelegateTask task) {
        DecideOnServerVariables.FENCE_REFUSAL
                .optional(task)
                .filter(refusal -> !refusal.isBlank())
                .ifPresent(refusal -> {
                    throw new InputRefused("FENCED is not possible here. " + refusal);
                });
        Object method = task.getVariable(DecideOnServerVariables.FENCING_METHOD.name());
        if (Arrays.stream(FencingMethod.values())
                .noneMatch(known -> known.name().equals(method))) {
            throw new InputRefused("'fencingMethod' must say how the server was fenced: POWERED_OFF, NETWORK_CUT,"
                    + " DECOMMISSIONED or OTHER. The task waits as before.");
        }
    }
}
