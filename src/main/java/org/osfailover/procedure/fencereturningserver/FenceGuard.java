package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.procedure.support.InputRefused;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.stereotype.Component;

/** A fence's process begins with a decision that a run goes on without a server, and with nothing else. */
@Component("fenceGuard")
class FenceGuard implements ExecutionListener {

    private final Fences fences;

    FenceGuard(Fences fences) {
        this.fences = fences;
    }

    @Override
    public void notify(DelegateExecution execution) {
        String id = execution.getProcessBusinessKey();
        boolean pending = id != null
                && fences.find(id)
                        .filter(fence -> fence.state() == Fence.State.PENDING)
                        .isPresent();
        if (!pending) {
            throw new InputRefused("The process '" + FenceReturningServerProcess.KEY
                    + "' is begun by the decision FENCED of a run and can't be started by itself.");
        }
    }
}
