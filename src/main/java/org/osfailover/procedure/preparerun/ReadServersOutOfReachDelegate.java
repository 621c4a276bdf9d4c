package org.osfailover.procedure.preparerun;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.ServerReading;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.PlannedState;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * Looks, before anything changes, for a server that is not as it was when the plan was made (safety rule 7: the plan is
 * void), and then for one that the procedure must act on and that can't be reached.
 */
@Component("readServersOutOfReachDelegate")
class ReadServersOutOfReachDelegate implements JavaDelegate {

    private static final Variable<Boolean> PLAN_FITS = Variable.bool("planFits");
    private static final Variable<Boolean> SERVERS_IN_REACH = Variable.bool("serversInReach");

    private final Steps steps;
    private final FarmReadings readings;
    private final Runs runs;

    ReadServersOutOfReachDelegate(Steps steps, FarmReadings readings, Runs runs) {
        this.steps = steps;
        this.readings = readings;
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String runId = RunVariables.RUN_ID.from(execution);
        Set<String> decided = runs.skipped(runId);
        Set<String> lost = new LinkedHashSet<>(
                ServersOfRun.list(RunVariables.LOST_SERVERS.optional(execution).orElse("")));
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), lost);
        Optional<PlannedState.Difference> changed =
                PlannedState.firstDifference(RunVariables.PLANNED_STATE.from(execution), reading);
        PLAN_FITS.on(execution).set(changed.isEmpty());
        if (changed.isPresent()) {
            voidPlan(execution, changed.get());
            return;
        }
        Optional<ServerReading> outOfReach = ServersOfRun.list(RunVariables.SERVERS_CONCERNED.from(execution)).stream()
                .filter(id -> !decided.contains(id))
                .map(reading::server)
                .filter(server -> !server.reachable())
                .findFirst();
        SERVERS_IN_REACH.on(execution).set(outOfReach.isEmpty());
        outOfReach.ifPresent(server -> ask(execution, server, lost));
    }

    /** The procedure makes another plan, and that one is approved, or not, by itself. */
    private void voidPlan(DelegateExecution execution, PlannedState.Difference difference) {
        RunVariables.PLAN_VOID.on(execution).set(difference.serverId() + ": " + difference.sentence());
        steps.note(
                execution,
                difference.serverId(),
                difference.sentence() + " Nothing has been changed; the plan is made anew.");
    }

    /** One server at a time; RETRY on a server named as lost means that it is to be tried after all. */
    private void ask(DelegateExecution execution, ServerReading server, Set<String> lost) {
        String serverId = server.serverId();
        if (ServersOfRun.list(RunVariables.SERVERS_INDISPENSABLE.from(execution))
                .contains(serverId)) {
            steps.skipRefused(
                    execution,
                    "The procedure has to stop a service on it, and a server that can't be reached is not a stopped"
                            + " server. Bring it back or make it reachable and choose RETRY, or choose ABORT.");
        } else {
            steps.skipAllowed(execution);
        }
        lost.remove(serverId);
        RunVariables.LOST_SERVERS.on(execution).set(String.join(",", lost));
        RefusalCode code = server.problemCode() == null ? RefusalCode.SERVER_UNREACHABLE : server.problemCode();
        steps.describeProblem(
                execution,
                serverId,
                code,
                "Nothing has been changed yet, and this server can't be reached: " + server.problem());
    }
}
