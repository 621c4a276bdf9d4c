package org.osfailover.procedure.abortrun;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.FarmReading;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.PendingFences;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.springframework.stereotype.Component;

/** No run ends while a server may run what it has enabled there, and nothing waits for that server (safety rule 1). */
@Component("leaveFencesDelegate")
class LeaveFencesDelegate implements JavaDelegate {

    private static final Variable<String> UNDO_RUN = Variable.string("undoRun");

    private final Steps steps;
    private final FarmReadings readings;
    private final RolesOutOfSight roles;
    private final PendingFences fences;

    LeaveFencesDelegate(Steps steps, FarmReadings readings, RolesOutOfSight roles, PendingFences fences) {
        this.steps = steps;
        this.readings = readings;
        this.roles = roles;
        this.fences = fences;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (steps.isRehearsal(execution)) {
            return;
        }
        Set<String> runs = Set.of(
                RunVariables.RUN_ID.from(execution),
                fences.ofRoot(execution, UNDO_RUN.name()).orElse(""));
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), Set.of());
        Map<String, String> unseen = new LinkedHashMap<>();
        roles.in(reading).stream()
                .filter(role -> runs.contains(role.runId()))
                .forEach(role -> unseen.merge(
                        role.server(), role.service().displayName(), (one, other) -> one + " and " + other));
        unseen.forEach((server, services) -> leave(execution, reading, server, services));
    }

    private void leave(DelegateExecution execution, FarmReading reading, String server, String services) {
        String why = "Aborted while " + services + " may run there, enabled by run "
                + RunVariables.RUN_ID.from(execution) + " or by the one that it undoes, and it can't be read: "
                + reading.server(server).problem();
        if (fences.leaveByItself(execution, server, why)) {
            steps.deviation(
                    execution,
                    server,
                    why
                            + ". A fence waits for it: at its return it keeps only the role that the other servers give it");
        }
    }
}
