package org.osfailover.procedure.decideonserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.procedure.support.PendingFences;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/**
 * Before a person is asked: whether FENCED is among the choices, and why not; what the way on is; and what a tool asks that
 * waits on the server.
 */
@Component("offerDecisionListener")
class OfferDecisionListener implements ExecutionListener {

    private final PendingFences fences;
    private final ToolAnswers tools;

    OfferDecisionListener(PendingFences fences, ToolAnswers tools) {
        this.fences = fences;
        this.tools = tools;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String serverId = RunVariables.SERVER_ID.optional(execution).orElse("");
        DecideOnServerVariables.FENCE_REFUSAL
                .on(execution)
                .set(fences.refusal(execution, serverId).orElse(""));
        String step = RunVariables.STEP.optional(execution).orElse("");
        DecideOnServerVariables.STEP_NAME.on(execution).set(Steps.titleOf(execution, step));
        boolean skippable = RunVariables.SKIP_ALLOWED.optional(execution).orElse(false);
        if (!skippable && !serverId.isBlank() && fences.isNewController(execution, serverId)) {
            String problem = RunVariables.PROBLEM.optional(execution).orElse("");
            RunVariables.PROBLEM
                    .on(execution)
                    .set(RunVariables.fitting(problem + "\n" + fences.wayOn(execution, serverId)));
        }
        tools.offer(execution, serverId);
    }
}
