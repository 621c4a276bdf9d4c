package org.osfailover.procedure.abortrun;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.procedure.support.LongTasks;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Variable;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** After an abort: whether commands that had begun are still under way. The lock is kept until none is. */
@Component("letCommandsEndDelegate")
class LetCommandsEndDelegate implements JavaDelegate {

    private static final Variable<Boolean> COMMANDS_UNDER_WAY = Variable.bool("commandsUnderWay");

    private final Runs runs;
    private final LongTasks longTasks;

    LetCommandsEndDelegate(Runs runs, LongTasks longTasks) {
        this.runs = runs;
        this.longTasks = longTasks;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String runId = RunVariables.RUN_ID.from(execution);
        runs.jobsUnderWay(runId).forEach(job -> longTasks.letEnd(execution, job));
        COMMANDS_UNDER_WAY.on(execution).set(runs.commandsUnderWay(runId) > 0);
    }
}
