package org.osfailover.procedure.undorun;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.BeforeRuns;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Reads the farm once more: every server that can be read is as it was before the run. */
@Component("verifyUndoDelegate")
class VerifyUndoDelegate implements JavaDelegate {

    private final Steps steps;
    private final FarmReadings readings;
    private final BeforeRuns beforeRuns;
    private final Runs runs;

    VerifyUndoDelegate(Steps steps, FarmReadings readings, BeforeRuns beforeRuns, Runs runs) {
        this.steps = steps;
        this.readings = readings;
        this.beforeRuns = beforeRuns;
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        if (steps.isTakenAsGiven(execution, null, "whether every server is as it was before the run")) {
            return;
        }
        FarmReading reading = readings.now(steps.environment(execution), steps.step(execution), Set.of());
        Set<String> leftOut = runs.skipped(RunVariables.RUN_ID.from(execution));
        UndoPlan left = UndoPlan.of(
                beforeRuns.of(UndoVariables.UNDO_RUN.from(execution)).stream()
                        .filter(server -> !leftOut.contains(server.server()))
                        .toList(),
                reading);
        if (!left.isEmpty()) {
            steps.skipAllowed(execution);
            throw steps.failed(
                    execution,
                    null,
                    RefusalCode.NOT_IN_WANTED_STATE,
                    "Not yet as before the run: "
                            + Stream.concat(
                                            Stream.of(left.toStop(), left.toEnableFirst(), left.toStart())
                                                    .flatMap(java.util.List::stream)
                                                    .map(change -> change.entry() + " is "
                                                            + change.now().startType() + " and "
                                                            + change.now().state()),
                                            left.toPoint().stream()
                                                    .map(server -> server + " names "
                                                            + reading.server(server)
                                                                    .controllerAddress()))
                                    .collect(Collectors.joining("; ")));
        }
        steps.note(
                execution,
                null,
                "Every server that can be read is as it was before run " + UndoVariables.UNDO_RUN.from(execution));
    }
}
