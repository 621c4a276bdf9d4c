package org.osfailover.procedure.fencereturningserver;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.platform.Progress;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.springframework.stereotype.Component;

/** Writes the present Controller's address on the returned server and brings it into force; looks again until that has ended. */
@Component("pointReturnedServerDelegate")
class PointReturnedServerDelegate implements JavaDelegate {

    private static final Variable<Boolean> CONFIGURATION_IN_FORCE = Variable.bool("configurationInForce");

    private final Steps steps;
    private final FenceWork fence;

    PointReturnedServerDelegate(Steps steps, FenceWork fence) {
        this.steps = steps;
        this.fence = fence;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Progress progress = fence.point(execution);
        CONFIGURATION_IN_FORCE.on(execution).set(progress instanceof Progress.Ended);
        RunVariables.PROGRESS.on(execution).set(RunVariables.fitting(progress.sentence()));
        if (progress instanceof Progress.Ended ended) {
            steps.conclude(execution, RunVariables.SERVER_ID.from(execution), ended.outcome());
        }
    }
}
