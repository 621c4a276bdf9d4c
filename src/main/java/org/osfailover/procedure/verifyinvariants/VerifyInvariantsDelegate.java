package org.osfailover.procedure.verifyinvariants;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Invariants.Breach;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Reads the farm after a step: one Controller, one active group, one address, and somebody who serves the users. */
@Component("verifyInvariantsDelegate")
class VerifyInvariantsDelegate implements JavaDelegate {

    private final Steps steps;
    private final FarmInvariants invariants;

    VerifyInvariantsDelegate(Steps steps, FarmInvariants invariants) {
        this.steps = steps;
        this.invariants = invariants;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (steps.isTakenAsGiven(execution, null, "that there is one Controller, and one active group")) {
            return;
        }
        Optional<Breach> breach = invariants.firstBreach(execution);
        if (breach.isEmpty()) {
            return;
        }
        if (breach.get().acceptable()) {
            steps.skipAllowed(execution);
        } else {
            steps.skipRefused(
                    execution, "This must never be. Put it right and choose RETRY, fence the server, or choose ABORT.");
        }
        throw steps.failed(
                execution,
                breach.get().serverId(),
                RefusalCode.NOT_IN_WANTED_STATE,
                breach.get().sentence());
    }
}
