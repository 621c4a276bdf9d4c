package org.osfailover.procedure.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What a run leaves behind on a server that it goes on without: a process that waits for the server's return. */
@Component
public class PendingFences {

    private static final String NOBODY = "nobody";

    private final Fences fences;
    private final Steps steps;
    private final FenceBegin begin;
    private final RuntimeService runtime;

    PendingFences(Fences fences, Steps steps, FenceBegin begin, @Lazy ProcessEngine engine) {
        this.begin = begin;
        this.fences = fences;
        this.steps = steps;
        this.runtime = engine.getRuntimeService();
    }

    /** Why the server can't be fenced in this run; empty where it can. */
    public Optional<String> refusal(DelegateExecution execution, String serverId) {
        if (serverId.isBlank()) {
            return Optional.of("It is about no single server.");
        }
        return isNewController(execution, serverId) ? Optional.of(wayOn(execution, serverId)) : Optional.empty();
    }

    /** Whether the run makes this server the Controller. */
    public boolean isNewController(DelegateExecution execution, String serverId) {
        return ofRoot(execution, RunVariables.NEW_CONTROLLER.name())
                .filter(serverId::equals)
                .isPresent();
    }

    /** Whether the run makes a server the Controller, whichever. */
    public boolean movesController(DelegateExecution execution) {
        return ofRoot(execution, RunVariables.NEW_CONTROLLER.name())
                .filter(id -> !id.isBlank())
                .isPresent();
    }

    /** What remains where the server that becomes the Controller can't be brought back, and what that entails. */
    public String wayOn(DelegateExecution execution, String serverId) {
        String others = steps.environment(execution).servers().stream()
                .filter(server -> server.canBeController() && !server.id().equals(serverId))
                .map(Server::id)
                .collect(Collectors.joining(" or "));
        return "The run makes this server the Controller, and can't go on without it. Choose RETRY where it can be brought"
                + " back. Where it can't: choose ABORT, and start move-controller in mode EMERGENCY with another server"
                + " as 'newController'" + (others.isEmpty() ? "" : " (" + others + ")") + " and lostServers = "
                + serverId + ". Then " + serverId
                + " is asked about once, fenced, and disabled at its return; what this"
                + " run has stopped stays stopped, and what it has written stays written, until that move writes the"
                + " other address on every server.";
    }

    /** The run goes on without the server; its fence begins to wait, in the same transaction. */
    public void leaveBehind(
            DelegateExecution execution, String serverId, String method, String person, String comment) {
        if (renewed(execution, serverId, method, person, comment)) {
            return;
        }
        Fence fence = fences.attest(
                RunVariables.RUN_ID.from(execution),
                serverId,
                method,
                person,
                comment,
                services(execution, serverId),
                address(execution));
        begin.beginToWait(fence, fence.environment(), RunVariables.MODE.from(execution));
    }

    /** A fence that waits for the server already learns what this run decides; there is never a second one. */
    private boolean renewed(
            DelegateExecution execution, String serverId, String method, String person, String comment) {
        Optional<Fence> waiting = fences.pendingOf(RunVariables.ENVIRONMENT.from(execution), serverId);
        waiting.ifPresent(fence ->
                fences.renew(fence.id(), method, person, comment, services(execution, serverId), address(execution)));
        return waiting.isPresent();
    }

    /** The run goes on without a server that an earlier run's fence waits for: at its return this run's roles count. */
    public void adopt(DelegateExecution execution, Fence fence) {
        if (!steps.isRehearsal(execution)) {
            renewed(execution, fence.server(), Fence.NONE_ATTESTED, NOBODY, "");
        }
    }

    /**
     * The run ends, and nobody can be waited for: the server keeps the role that the others give it at its return, and
     * none where they give it none.
     *
     * @return whether it is new: a fence that waits for the server already stays as it is
     */
    public boolean leaveByItself(DelegateExecution execution, String serverId, String why) {
        if (waitsFor(execution, serverId)) {
            return false;
        }
        Fence fence = fences.attest(
                RunVariables.RUN_ID.from(execution), serverId, Fence.NONE_ATTESTED, NOBODY, why, List.of(), null);
        begin.beginToWait(fence, fence.environment(), RunVariables.MODE.from(execution));
        return true;
    }

    /** A server that is left out and can't be reached keeps a fence, though nobody has said how it was fenced. */
    public void keepOutOfReach(DelegateExecution execution, String serverId, String person) {
        if (!steps.server(execution, serverId).read().reachable()) {
            leaveBehind(execution, serverId, Fence.NONE_ATTESTED, person, "it could not be reached, and was left out");
        }
    }

    /** A server that was named as lost and is left out keeps a fence, though nobody has said how it was fenced. */
    public void keepNamed(DelegateExecution execution, String serverId, String person) {
        boolean named = fences.open(RunVariables.ENVIRONMENT.from(execution)).stream()
                .anyMatch(fence -> fence.state() == Fence.State.NAMED
                        && fence.server().equals(serverId)
                        && fence.runId().equals(RunVariables.RUN_ID.from(execution)));
        if (named) {
            leaveBehind(execution, serverId, Fence.NONE_ATTESTED, person, "named as lost at the start, and left out");
        }
    }

    /** Whether a fence waits for the server: it is disabled at its return, before anything else. */
    public boolean waitsFor(DelegateExecution execution, String serverId) {
        return fences.pendingOf(RunVariables.ENVIRONMENT.from(execution), serverId)
                .isPresent();
    }

    /** It is contacted after all. */
    public void withdraw(DelegateExecution execution, String serverId) {
        fences.withdraw(RunVariables.RUN_ID.from(execution), serverId);
    }

    /** The Controller's address that the run writes; null where it writes none. */
    private @Nullable String address(DelegateExecution execution) {
        return ofRoot(execution, RunVariables.CONTROLLER_ADDRESS.name())
                .filter(address -> !address.isBlank())
                .orElse(null);
    }

    /** What the run stops there, by its plan; what a server that it goes on without is stopped of at its return. */
    public List<String> services(DelegateExecution execution, String serverId) {
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
        // an undo's list has the services
        ofRoot(execution, "servicesToStop").stream()
                .flatMap(list -> ServersOfRun.list(list).stream())
                .filter(entry -> entry.startsWith(serverId + "/"))
                .map(entry -> entry.substring(serverId.length() + 1))
                .filter(service -> !services.contains(service))
                .forEach(services::add);
        return services;
    }

    /** A text variable of the procedure's own instance. */
    public Optional<String> ofRoot(DelegateExecution execution, String name) {
        return Optional.ofNullable(runtime.createProcessInstanceQuery()
                        .processInstanceId(execution.getProcessInstanceId())
                        .singleResult())
                .map(instance -> instance.getRootProcessInstanceId())
                .map(root -> runtime.getVariable(root, name))
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }
}
