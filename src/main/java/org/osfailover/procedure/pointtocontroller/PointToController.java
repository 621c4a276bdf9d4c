package org.osfailover.procedure.pointtocontroller;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Server;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;

/** What the steps share: the address, and that the new Controller itself can't be left out. */
final class PointToController {

    private PointToController() {}

    static String address(DelegateExecution execution, Steps steps) {
        String address = RunVariables.CONTROLLER_ADDRESS.from(execution);
        Optional<Server> server = steps.environment(execution).server(RunVariables.SERVER_ID.from(execution));
        boolean itself = server.filter(known -> steps.environment(execution)
                        .serverNamed(address, known)
                        .filter(known::equals)
                        .isPresent())
                .isPresent();
        if (itself) {
            steps.skipRefused(
                    execution,
                    "It is the new Controller; the run can't go on without it. Put it right and choose RETRY, or choose"
                            + " ABORT.");
        } else {
            steps.skipAllowed(execution);
        }
        return address;
    }

    /** What is written here. */
    static LongTask.WriteControllerAddress writing(DelegateExecution execution, Steps steps) {
        return new LongTask.WriteControllerAddress(address(execution, steps), cacheServiceHost(execution));
    }

    /** Where the cache invalidation service is from now on; empty where it stays. */
    private static Optional<String> cacheServiceHost(DelegateExecution execution) {
        return RunVariables.CACHE_SERVICE_HOST.optional(execution).filter(host -> !host.isBlank());
    }
}
