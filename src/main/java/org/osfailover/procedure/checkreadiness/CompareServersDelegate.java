package org.osfailover.procedure.checkreadiness;

import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Judges the environment as a whole, and ends the check. */
@Component("compareServersDelegate")
class CompareServersDelegate implements JavaDelegate {

    private final FarmReadiness readiness;
    private final Runs runs;

    CompareServersDelegate(FarmReadiness readiness, Runs runs) {
        this.readiness = readiness;
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Set<String> lost = Set.copyOf(
                ServersOfRun.list(RunVariables.LOST_SERVERS.optional(execution).orElse("")));
        String said = readiness.conclude(
                RunVariables.CHECK_ID.from(execution), RunVariables.ENVIRONMENT.from(execution), lost);
        if (CheckReadinessVariables.BY_HAND.from(execution)) {
            runs.end(RunVariables.RUN_ID.from(execution), RunOutcome.COMPLETED, said);
        }
    }
}
