package org.osfailover.procedure.undorun;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.AcceptedDifferences;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.PendingFences;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.BeforeRuns;
import org.osfailover.run.EnabledRole;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Reads the farm once more: every server that can be read is as it was before the run, and no other one may run a role. */
@Component("verifyUndoDelegate")
class VerifyUndoDelegate implements JavaDelegate {

    private final Steps steps;
    private final FarmReadings readings;
    private final BeforeRuns beforeRuns;
    private final Runs runs;
    private final RolesOutOfSight roles;
    private final PendingFences fences;

    VerifyUndoDelegate(
            Steps steps,
            FarmReadings readings,
            BeforeRuns beforeRuns,
            Runs runs,
            RolesOutOfSight roles,
            PendingFences fences) {
        this.steps = steps;
        this.readings = readings;
        this.beforeRuns = beforeRuns;
        this.runs = runs;
        this.roles = roles;
        this.fences = fences;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (steps.isTakenAsGiven(execution, null, "whether every server is as it was before the run")) {
            return;
        }
        Set<String> accepted = AcceptedDifferences.of(execution);
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), Set.of());
        List<EnabledRole> unfenced = roles.in(reading).stream()
                .filter(role -> !fences.waitsFor(execution, role.server()))
                .toList();
        UndoPlan left = UndoPlan.of(beforeRuns.of(UndoVariables.UNDO_RUN.from(execution)), reading, unfenced);
        refuseWhatMayRun(execution, left, reading);
        Map<String, String> differences = differences(left, reading, runs.skipped(RunVariables.RUN_ID.from(execution)));
        differences.keySet().removeAll(accepted);
        if (!differences.isEmpty()) {
            AcceptedDifferences.ask(execution, differences.keySet());
            steps.skipAllowed(execution);
            throw steps.failed(
                    execution,
                    null,
                    RefusalCode.NOT_IN_WANTED_STATE,
                    "Not yet as before the run: " + String.join("; ", differences.values()));
        }
        steps.note(
                execution,
                null,
                "Every server that can be read is as it was before run " + UndoVariables.UNDO_RUN.from(execution)
                        + (accepted.isEmpty() ? "" : ", but for what was accepted"));
    }

    /** The undo can't end while a server may run what the run has enabled there, unless a person has fenced it. */
    private void refuseWhatMayRun(DelegateExecution execution, UndoPlan left, FarmReading reading) {
        Optional<UndoPlan.Change> unseen = left.toStop().stream()
                .filter(change -> !reading.server(change.serverId()).reachable())
                .findFirst();
        unseen.ifPresent(change -> {
            steps.skipRefused(
                    execution,
                    "A server that can't be reached is not a stopped server. Bring it back and choose RETRY, fence it"
                            + " (FENCED), or choose ABORT.");
            throw steps.failed(
                    execution,
                    change.serverId(),
                    RefusalCode.SERVER_UNREACHABLE,
                    "Its " + change.service().displayName() + " may run, and it can't be read: "
                            + reading.server(change.serverId()).problem());
        });
    }

    private static Map<String, String> differences(UndoPlan left, FarmReading reading, Set<String> leftOut) {
        Map<String, String> differences = new LinkedHashMap<>();
        left.changes()
                .filter(change -> !leftOut.contains(change.serverId()))
                .forEach(change -> differences.put(
                        change.entry(),
                        change.entry() + " is " + change.now().startType() + " and "
                                + change.now().state()));
        left.toPoint().stream()
                .filter(pointing -> !leftOut.contains(pointing.serverId()))
                .forEach(pointing -> differences.put(
                        pointing.serverId(),
                        pointing.serverId() + " names "
                                + reading.server(pointing.serverId()).controllerAddress()));
        return differences;
    }
}
