package org.osfailover.procedure.movecontroller;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Reads everything once more: one Controller, initialised; one address everywhere; Service Center answers. */
@Component("verifyMoveDelegate")
class VerifyMoveDelegate implements JavaDelegate {

    private final Steps steps;
    private final MoveVerification verification;

    VerifyMoveDelegate(Steps steps, MoveVerification verification) {
        this.steps = steps;
        this.verification = verification;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String target = RunVariables.NEW_CONTROLLER.from(execution);
        if (steps.isTakenAsGiven(execution, target, "whether the move is complete, on every server")) {
            return;
        }
        Optional<MoveVerification.Finding> finding = verification.firstFinding(execution);
        if (finding.isPresent()) {
            if (finding.get().skippable()) {
                steps.skipAllowed(execution);
            } else {
                steps.skipRefused(
                        execution,
                        "The move can't be called done while this is so. Put it right and choose RETRY, or choose ABORT.");
            }
            throw steps.failed(
                    execution,
                    finding.get().serverId(),
                    RefusalCode.NOT_IN_WANTED_STATE,
                    finding.get().sentence());
        }
        steps.note(
                execution,
                target,
                "It is the only Controller, initialised; every server names it; Service Center answers, and no front-end has"
                        + " another version or serial number. What could not be told is noted before this. Left to do"
                        + " outside this program: LifeTime's address of the environment, load balancer, DNS,"
                        + " deployment zones");
    }
}
