package org.osfailover.procedure.movecontroller;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** There is no second Controller (safety rule 3), and the address is equal on every server, or a person accepts the one that differs (safety rule 6). */
@Component("verifyAddressEqualDelegate")
class VerifyAddressEqualDelegate implements JavaDelegate {

    private final Steps steps;
    private final MoveVerification verification;

    VerifyAddressEqualDelegate(Steps steps, MoveVerification verification) {
        this.steps = steps;
        this.verification = verification;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (steps.isTakenAsGiven(execution, null, "whether the Controller's address is equal on all servers")) {
            return;
        }
        Optional<MoveVerification.Finding> differing = verification.afterPointing(execution);
        if (differing.isPresent()) {
            if (!differing.get().skippable()) {
                steps.skipRefused(
                        execution,
                        "The run can't go on while this is so. Put it right and choose RETRY, or" + " choose ABORT.");
            } else {
                steps.skipAllowed(execution);
            }
            throw steps.failed(
                    execution,
                    differing.get().serverId(),
                    RefusalCode.NOT_IN_WANTED_STATE,
                    differing.get().sentence());
        }
        String spelled = verification.spelledDifferently(execution);
        steps.note(
                execution,
                null,
                "Every server names " + RunVariables.CONTROLLER_ADDRESS.from(execution) + " as the Controller"
                        + (spelled.isEmpty()
                                ? ""
                                : "; spelled differently: " + spelled
                                        + ". The platform may list it twice: write the same there"));
    }
}
