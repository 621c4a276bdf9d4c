package org.osfailover.procedure.support;

import org.camunda.bpm.engine.RuntimeService;
import org.osfailover.run.Run;
import org.springframework.stereotype.Component;

/** Asks the engine. */
@Component
class EngineRunLiveness implements RunLiveness {

    private final RuntimeService runtime;

    EngineRunLiveness(RuntimeService runtime) {
        this.runtime = runtime;
    }

    @Override
    public boolean isAlive(Run run) {
        return run.processInstanceId() != null
                && runtime.createProcessInstanceQuery()
                                .processInstanceId(run.processInstanceId())
                                .count()
                        > 0;
    }
}
