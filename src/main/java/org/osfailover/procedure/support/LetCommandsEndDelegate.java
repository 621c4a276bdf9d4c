package org.osfailover.procedure.support;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** After an abort: whether commands that had begun are still under way. The lock is kept until none is. */
@Component("letCommandsEndDelegate")
class LetCommandsEndDelegate implements JavaDelegate {

    static final Variable<Boolean> COMMANDS_UNDER_WAY = Variable.bool("commandsUnderWay");

    private final Runs runs;

    LetCommandsEndDelegate(Runs runs) {
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        COMMANDS_UNDER_WAY.on(execution).set(runs.commandsUnderWay(RunVariables.RUN_ID.from(execution)) > 0);
    }
}
