package org.osfailover.procedure.support;

import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.run.Fence;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Begins the process that waits for a fenced server; there is one for each fence. */
@Component
class FenceBegin {

    /** The message that begins a fence's process. */
    private static final String SERVER_FENCED = "serverFenced";

    private static final String FENCE_PROCESS = "fence-returning-server";

    private final ProcessEngine engine;
    private final Environments environments;

    FenceBegin(@Lazy ProcessEngine engine, Environments environments) {
        this.engine = engine;
        this.environments = environments;
    }

    void beginToWait(Fence fence, String environmentId, String mode) {
        boolean waits = engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processDefinitionKey(FENCE_PROCESS)
                        .processInstanceBusinessKey(fence.id())
                        .count()
                > 0;
        if (!waits) {
            String name =
                    environments.find(environmentId).map(Environment::name).orElse(environmentId);
            engine.getRuntimeService()
                    .createMessageCorrelation(SERVER_FENCED)
                    .processInstanceBusinessKey(fence.id())
                    .setVariables(Map.of(
                            RunVariables.RUN_ID.name(), fence.id(),
                            RunVariables.ENVIRONMENT.name(), fence.environment(),
                            RunVariables.ENVIRONMENT_NAME.name(), name,
                            RunVariables.MODE.name(), mode,
                            RunVariables.SERVER_ID.name(), fence.server()))
                    .correlateStartMessage();
        }
    }
}
