package org.osfailover.procedure.preparerun;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.PendingFences;
import org.osfailover.procedure.support.PlannedState;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServerChecks;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/**
 * Looks, before anything changes, for a server that is not as it was when the plan was made (safety rule 7: the plan is
 * void), then for one that the procedure must act on and that can't be reached, or whose login may not do what the
 * procedure needs.
 */
@Component("readServersOutOfReachDelegate")
class ReadServersOutOfReachDelegate implements JavaDelegate {

    private static final Variable<Boolean> PLAN_FITS = Variable.bool("planFits");
    private static final Variable<Boolean> TRY_AGAIN = Variable.bool("tryAgain");
    private static final Variable<Boolean> SERVERS_IN_REACH = Variable.bool("serversInReach");

    private final Steps steps;
    private final FarmReadings readings;
    private final ServerChecks checks;
    private final Runs runs;
    private final Fences fences;
    private final PendingFences pendingFences;

    ReadServersOutOfReachDelegate(
            Steps steps,
            FarmReadings readings,
            ServerChecks checks,
            Runs runs,
            Fences fences,
            PendingFences pendingFences) {
        this.steps = steps;
        this.readings = readings;
        this.checks = checks;
        this.runs = runs;
        this.fences = fences;
        this.pendingFences = pendingFences;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String runId = RunVariables.RUN_ID.from(execution);
        Optional<String> otherMode = PlannedState.otherMode(
                RunVariables.PLANNED_STATE.from(execution), RunMode.valueOf(RunVariables.MODE.from(execution)));
        PLAN_FITS.on(execution).set(otherMode.isEmpty());
        if (otherMode.isPresent()) {
            voidPlan(execution, null, otherMode.get());
            return;
        }
        leaveOutFenced(execution, runId);
        Set<String> decided = runs.skipped(runId);
        Set<String> lost = lostServers(execution);
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), lost);
        Optional<PlannedState.Difference> changed =
                PlannedState.firstDifference(RunVariables.PLANNED_STATE.from(execution), reading);
        PLAN_FITS.on(execution).set(changed.isEmpty());
        if (changed.isPresent()) {
            voidPlan(execution, changed.get().serverId(), changed.get().sentence());
            return;
        }
        List<String> concerned = ServersOfRun.list(RunVariables.SERVERS_CONCERNED.from(execution)).stream()
                .filter(id -> !decided.contains(id))
                .toList();
        Optional<Problem> problem = outOfReach(concerned, reading)
                .or(() -> withoutRights(execution, concerned))
                .or(() -> withoutJobs(execution, concerned));
        SERVERS_IN_REACH.on(execution).set(problem.isEmpty());
        problem.ifPresent(found -> ask(execution, found));
    }

    /** A server that an earlier run's fence waits for is decided on already. */
    private void leaveOutFenced(DelegateExecution execution, String runId) {
        Set<String> leftOut = runs.skipped(runId);
        List<String> indispensable = ServersOfRun.list(RunVariables.SERVERS_INDISPENSABLE.from(execution));
        fences.open(RunVariables.ENVIRONMENT.from(execution)).stream()
                .filter(fence -> fence.state() == Fence.State.PENDING && !leftOut.contains(fence.server()))
                // where a service has to be stopped on it, a person must have said that it is fenced: asked about below
                .filter(fence -> fence.isAttested() || !indispensable.contains(fence.server()))
                .filter(fence -> !pendingFences.isNewController(execution, fence.server()))
                .forEach(fence -> {
                    runs.skip(runId, fence.server());
                    pendingFences.adopt(execution, fence);
                    steps.deviation(
                            execution,
                            fence.server(),
                            "The run goes on without this server: the fence of run " + fence.runId() + " (attested by "
                                    + fence.attestedBy() + ") still waits for it");
                });
    }

    /** The servers that are not contacted. RETRY on one of them means that it is to be tried after all. */
    private static Set<String> lostServers(DelegateExecution execution) {
        Set<String> lost = new LinkedHashSet<>(
                ServersOfRun.list(RunVariables.LOST_SERVERS.optional(execution).orElse("")));
        if (TRY_AGAIN.optional(execution).orElse(false)) {
            RunVariables.PROBLEM_SERVER.optional(execution).ifPresent(lost::remove);
            RunVariables.LOST_SERVERS.on(execution).set(String.join(",", lost));
        }
        return lost;
    }

    private static Optional<Problem> outOfReach(List<String> serverIds, FarmReading reading) {
        return serverIds.stream()
                .map(reading::server)
                .filter(server -> !server.reachable())
                .findFirst()
                .map(Problem::outOfReach);
    }

    /** Why a server can't be acted on, before anything was done. */
    private record Problem(String serverId, RefusalCode code, String sentence, String whyIndispensable) {
        static Problem outOfReach(ServerReading server) {
            RefusalCode code = server.problemCode() == null ? RefusalCode.SERVER_UNREACHABLE : server.problemCode();
            return new Problem(
                    server.serverId(),
                    code,
                    "Nothing has been changed yet. " + server.outOfReach(),
                    "The procedure has to stop a service on it, and a server that can't be reached is not a stopped"
                            + " server. Bring it back or make it reachable and choose RETRY, fence it (FENCED), or choose ABORT.");
        }

        static Problem withoutRights(String serverId, Verdict.Refused verdict) {
            return new Problem(
                    serverId,
                    verdict.code(),
                    "Nothing has been changed yet, and the login has not the rights it needs there: "
                            + verdict.reason(),
                    "The procedure has to change services on it. Give the login the right that is missing and choose"
                            + " RETRY, or choose ABORT.");
        }

        static Problem withoutJobs(String serverId, Verdict.Refused verdict) {
            return new Problem(
                    serverId,
                    verdict.code(),
                    "Nothing has been changed yet, and the platform's tools can't be run there: " + verdict.reason(),
                    "The procedure has to run the platform's tools on it. Repair this and choose RETRY, or choose ABORT.");
        }
    }

    /** The first server on which a step would fail half-way for want of a right. */
    private Optional<Problem> withoutRights(DelegateExecution execution, List<String> serverIds) {
        return checks.mayChange(steps.environment(execution), steps.step(execution), serverIds).entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Verdict.Refused refused
                        && refused.code() == RefusalCode.PRIVILEGE_MISSING)
                .findFirst()
                .map(entry -> Problem.withoutRights(entry.getKey(), (Verdict.Refused) entry.getValue()));
    }

    /** A move's steps are long commands: a server that runs none is named before the old Controller is stopped. */
    private Optional<Problem> withoutJobs(DelegateExecution execution, List<String> serverIds) {
        if (RunVariables.NEW_CONTROLLER.optional(execution).isEmpty()) {
            return Optional.empty();
        }
        return checks.mayRunJobs(steps.environment(execution), steps.step(execution), serverIds).entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Verdict.Refused)
                .findFirst()
                .map(entry -> Problem.withoutJobs(entry.getKey(), (Verdict.Refused) entry.getValue()));
    }

    /** The procedure makes another plan, and that one is approved, or not, by itself. */
    private void voidPlan(DelegateExecution execution, @Nullable String serverId, String why) {
        RunVariables.PLAN_VOID.on(execution).set(serverId == null ? why : serverId + ": " + why);
        steps.note(execution, serverId, why + " Nothing has been changed; the plan is made anew.");
    }

    /** One server at a time. */
    private void ask(DelegateExecution execution, Problem problem) {
        if (ServersOfRun.list(RunVariables.SERVERS_INDISPENSABLE.from(execution))
                .contains(problem.serverId())) {
            steps.skipRefused(execution, problem.whyIndispensable());
        } else {
            steps.skipAllowed(execution);
        }
        steps.describeProblem(execution, problem.serverId(), problem.code(), problem.sentence());
    }
}
