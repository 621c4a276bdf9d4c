package org.osfailover.procedure.checkserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.run.ReadinessChecks;
import org.springframework.stereotype.Component;

/** Checks one server, reading only, and keeps what was found. */
@Component("checkServerDelegate")
class CheckServerDelegate implements JavaDelegate {

    private final ServerReadiness readiness;
    private final ReadinessChecks checks;

    CheckServerDelegate(ServerReadiness readiness, ReadinessChecks checks) {
        this.readiness = readiness;
        this.checks = checks;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String server = RunVariables.SERVER_ID.from(execution);
        checks.keep(
                RunVariables.CHECK_ID.from(execution),
                server,
                readiness.of(RunVariables.ENVIRONMENT.from(execution), server));
    }
}
