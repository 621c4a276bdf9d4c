package org.osfailover.procedure.checkserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.osfailover.procedure.support.InputRefused;
import org.springframework.stereotype.Component;

/** The check of one server is a part of the check of its environment. */
@Component("partOfCheckGuard")
class PartOfCheckGuard implements ExecutionListener {

    @Override
    public void notify(DelegateExecution execution) {
        if (execution.getProcessInstance().getSuperExecution() == null) {
            throw new InputRefused("The process '" + CheckServerProcess.KEY
                    + "' is a part of check-readiness and can't be started by itself: start check-readiness.");
        }
    }
}
