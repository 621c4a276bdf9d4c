package org.osfailover.procedure.support;

import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunMode;
import org.osfailover.run.PlanStep;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Keeps a procedure's plan with its run and says whether somebody has to approve it. */
@Component
public class Plans {

    private final Runs runs;

    Plans(Runs runs) {
        this.runs = runs;
    }

    /** Keeps the plan and the state it was made for, and sets {@code approvalNeeded}. */
    public void keep(DelegateExecution execution, FarmReading reading, Draft plan) {
        Environment environment = reading.environment();
        RunMode mode = RunMode.valueOf(RunVariables.MODE.from(execution));
        runs.savePlan(RunVariables.RUN_ID.from(execution), plan.steps);
        RunVariables.PLANNED_STATE.on(execution).set(PlannedState.of(reading));
        RunVariables.APPROVAL_NEEDED.on(execution).set(environment.approval().in(mode) != Approval.NONE);
    }

    /** A plan being written. */
    public static final class Draft {
        private final List<PlanStep> steps = new ArrayList<>();

        public Draft machine(String step, @Nullable String server, String sentence) {
            steps.add(new PlanStep(step, server, sentence, false, null));
            return this;
        }

        public Draft person(String step, String sentence) {
            steps.add(new PlanStep(step, null, sentence, true, null));
            return this;
        }

        /** Something the approver must know. */
        public Draft warning(String step, @Nullable String server, String sentence, String warning) {
            steps.add(new PlanStep(step, server, sentence, false, warning));
            return this;
        }
    }
}
