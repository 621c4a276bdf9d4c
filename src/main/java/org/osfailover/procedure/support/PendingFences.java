package org.osfailover.procedure.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.PlatformService;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What a run leaves behind on a server that it goes on without: a process that waits for the server's return. */
@Component
public class PendingFences {

    /** The message that begins a fence's process. */
    static final String SERVER_FENCED = "serverFenced";

    private static final String FENCE_PROCESS = "fence-returning-server";
    /** How a server was fenced that was named as lost and then left out: nobody has said so. */
    private static final String NONE_ATTESTED = "NONE_ATTESTED";

    private final Fences fences;
    private final Steps steps;
    private final RuntimeService runtime;

    PendingFences(Fences fences, Steps steps, @Lazy ProcessEngine engine) {
        this.fences = fences;
        this.steps = steps;
        this.runtime = engine.getRuntimeService();
    }

    /** Why the server can't be fenced in this run; empty where it can. */
    public Optional<String> refusal(DelegateExecution execution, String serverId) {
        if (serverId.isBlank()) {
            return Optional.of("It is about no single server.");
        }
        return ofRoot(execution, RunVariables.NEW_CONTROLLER.name())
                        .filter(serverId::equals)
                        .isPresent()
                ? Optional.of("The run makes this server the Controller, and can't go on without it. Choose RETRY, or"
                        + " choose ABORT and start again with another server.")
                : Optional.empty();
    }

    /** The run goes on without the server; its fence begins to wait, in the same transaction. */
    public void leaveBehind(
            DelegateExecution execution, String serverId, String method, String person, String comment) {
        Fence fence = fences.attest(
                RunVariables.RUN_ID.from(execution),
                serverId,
                method,
                person,
                comment,
                services(execution, serverId),
                ofRoot(execution, RunVariables.CONTROLLER_ADDRESS.name())
                        .filter(address -> !address.isBlank())
                        .orElse(null));
        boolean waits = runtime.createProcessInstanceQuery()
                        .processDefinitionKey(FENCE_PROCESS)
                        .processInstanceBusinessKey(fence.id())
                        .count()
                > 0;
        if (!waits) {
            runtime.createMessageCorrelation(SERVER_FENCED)
                    .processInstanceBusinessKey(fence.id())
                    .setVariables(Map.of(
                            RunVariables.RUN_ID.name(), fence.id(),
                            RunVariables.ENVIRONMENT.name(), fence.environment(),
                            RunVariables.ENVIRONMENT_NAME.name(), RunVariables.ENVIRONMENT_NAME.from(execution),
                            RunVariables.MODE.name(), RunVariables.MODE.from(execution),
                            RunVariables.SERVER_ID.name(), serverId))
                    .correlateStartMessage();
        }
    }

    /** A server that was named as lost and is left out keeps a fence, though nobody has said how it was fenced. */
    public void keepNamed(DelegateExecution execution, String serverId, String person) {
        boolean named = fences.open(RunVariables.ENVIRONMENT.from(execution)).stream()
                .anyMatch(fence -> fence.state() == Fence.State.NAMED
                        && fence.server().equals(serverId)
                        && fence.runId().equals(RunVariables.RUN_ID.from(execution)));
        if (named) {
            leaveBehind(execution, serverId, NONE_ATTESTED, person, "named as lost at the start, and left out");
        }
    }

    /** It is contacted after all. */
    public void withdraw(DelegateExecution execution, String serverId) {
        fences.withdraw(RunVariables.RUN_ID.from(execution), serverId);
    }

    /** What the run would have stopped there. */
    private List<String> services(DelegateExecution execution, String serverId) {
        List<String> services = new ArrayList<>();
        if (ofRoot(execution, "controllersToStop")
                .map(ServersOfRun::list)
                .filter(servers -> servers.contains(serverId))
                .isPresent()) {
            services.add(PlatformService.CONTROLLER.name());
            if (steps.environment(execution).rabbitMq() == RabbitMqPlacement.ON_CONTROLLER
                    && ofRoot(execution, RunVariables.CACHE_SERVICE_HOST.name())
                            .filter(host -> !host.isBlank())
                            .isPresent()) {
                services.add(PlatformService.RABBITMQ.name());
            }
        }
        if (ofRoot(execution, "serversToDeactivate")
                .map(ServersOfRun::list)
                .filter(servers -> servers.contains(serverId))
                .isPresent()) {
            services.add(PlatformService.SCHEDULER.name());
        }
        return services;
    }

    /** A text variable of the procedure's own instance. */
    private Optional<String> ofRoot(DelegateExecution execution, String name) {
        return Optional.ofNullable(runtime.createProcessInstanceQuery()
                        .processInstanceId(execution.getProcessInstanceId())
                        .singleResult())
                .map(instance -> instance.getRootProcessInstanceId())
                .map(root -> runtime.getVariable(root, name))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }
}
