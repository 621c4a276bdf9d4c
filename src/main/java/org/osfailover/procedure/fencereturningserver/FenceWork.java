package org.osfailover.procedure.fencereturningserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment;
import org.osfailover.farm.HostName;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Progress;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.support.Variable;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.stereotype.Component;

/** What a fence does on its server. Everything reads first, so that it may be done again after whatever went wrong. */
@Component
class FenceWork {

    /** What a person has said, as long as the work goes on that follows from it: it is never good for a later return. */
    private static final Variable<String> WORD = Variable.string("returnedServerWord");

    private final Steps steps;
    private final Fences fences;
    private final ReturnedServers returned;

    FenceWork(Steps steps, Fences fences, ReturnedServers returned) {
        this.steps = steps;
        this.fences = fences;
        this.returned = returned;
    }

    Fence fence(DelegateExecution execution) {
        String id = RunVariables.RUN_ID.from(execution);
        return fences.find(id).orElseThrow(() -> new IllegalStateException("there is no fence " + id));
    }

    /** What the server is, as it has just come back or a person has just answered. */
    ReturnedServer wantedNow(DelegateExecution execution) {
        WORD.on(execution)
                .set(DecideOnReturnedServerListener.ROLE.optional(execution).orElse(RoleQuestion.LOOK_AGAIN.name()));
        DecideOnReturnedServerListener.ROLE.on(execution).remove();
        return wanted(execution);
    }

    /**
     * What must not run there is stopped and disabled, whatever else is not clear; what must run by a person's word is
     * enabled and started. The first thing that fails is the answer.
     */
    Outcome disable(DelegateExecution execution, ReturnedServer wanted) {
        PlatformServer server = server(execution);
        List<String> done = new ArrayList<>();
        for (PlatformService service : wanted.mustNotRun()) {
            Outcome disabled = server.disable(service);
            Outcome outcome = disabled.isSuccess() ? server.stop(service) : disabled;
            if (!outcome.isSuccess()) {
                return outcome;
            }
            done.add(service.shortName() + " stopped and disabled");
        }
        for (PlatformService service : wanted.mustRun()) {
            Outcome enabled = server.setAutomatic(service);
            Outcome outcome = enabled.isSuccess() ? server.start(service) : enabled;
            if (!outcome.isSuccess()) {
                return outcome;
            }
            done.add(service.shortName() + " enabled and started");
        }
        return new Outcome.Changed((done.isEmpty() ? "Nothing has to be stopped here" : String.join(", ", done))
                + ", since " + wanted.why());
    }

    /** The present Controller's address is written and brought into force; called again until that has ended. */
    Progress point(DelegateExecution execution) {
        ReturnedServer wanted = wanted(execution);
        if (wanted.standing() != ReturnedServer.Standing.CLEAR) {
            return new Progress.Ended(changedMeanwhile(wanted));
        }
        Optional<String> address = wanted.controllerAddress();
        PlatformServer server = server(execution);
        if (address.isEmpty()) {
            return new Progress.Ended(new Outcome.AlreadyDone("The Controller's address stays as it is here"));
        }
        Progress written = server.begin(new LongTask.WriteControllerAddress(address.get(), Optional.empty()));
        if (!(written instanceof Progress.Ended ended) || !ended.outcome().isSuccess()) {
            return written;
        }
        return server.begin(new LongTask.ApplyConfiguration());
    }

    private static Outcome changedMeanwhile(ReturnedServer wanted) {
        return new Outcome.Refused(
                RefusalCode.NOT_IN_WANTED_STATE,
                "What it is has become unclear while it was worked on: " + wanted.why() + ". It is looked at again");
    }

    /** What is still not as it must be; empty where all is. */
    Optional<String> notYet(DelegateExecution execution, ReturnedServer wanted) {
        if (wanted.standing() != ReturnedServer.Standing.CLEAR) {
            return Optional.of(changedMeanwhile(wanted).sentence());
        }
        ServerReading read = server(execution).read();
        if (!read.reachable()) {
            return Optional.of("It can't be read whether it is disabled: " + read.problem());
        }
        Set<String> running = wanted.mustNotRun().stream()
                .filter(service -> !read.service(service).isStoppedAndDisabled())
                .map(PlatformService::shortName)
                .collect(Collectors.toSet());
        if (!running.isEmpty()) {
            return Optional.of("Not stopped and disabled: " + String.join(", ", running));
        }
        Optional<PlatformService> standing = wanted.mustRun().stream()
                .filter(service -> !read.service(service).isInService())
                .findFirst();
        if (standing.isPresent()) {
            return standing.map(service -> service.shortName() + " must be enabled and running, and is "
                    + read.service(service).startType() + " and "
                    + read.service(service).state());
        }
        return wanted.controllerAddress()
                .filter(address -> !isNamed(address, read))
                .map(address -> "Its configuration must name " + address + " as the Controller and names "
                        + read.controllerAddress());
    }

    private static boolean isNamed(String address, ServerReading read) {
        String name = read.controllerAddress();
        return name != null && HostName.of(name).equals(HostName.of(address));
    }

    String report(ReturnedServer wanted) {
        return "The server came back. Stopped and disabled, and read back as such: "
                + (wanted.mustNotRun().isEmpty() ? "nothing had to be" : names(wanted.mustNotRun()))
                + (wanted.mustRun().isEmpty() ? "" : ". Enabled and running: " + names(wanted.mustRun()))
                + ". The Controller that it names: "
                + wanted.controllerAddress().orElse("as before")
                + ", since " + wanted.why();
    }

    private static String names(Set<PlatformService> services) {
        return services.stream().map(PlatformService::shortName).collect(Collectors.joining(", "));
    }

    /** What the server is now, as the other servers and the people say. */
    ReturnedServer wanted(DelegateExecution execution) {
        Fence fence = fence(execution);
        Environment environment = steps.environment(execution);
        Server server = environment
                .server(fence.server())
                .orElseThrow(
                        () -> new IllegalStateException(
                                "server '" + fence.server()
                                        + "' has gone from the inventory while its fence waits: put it back, or confirm that it is gone"));
        return returned.of(
                fence,
                environment,
                server,
                steps.step(execution),
                WORD.optional(execution).map(RoleQuestion::valueOf).orElse(RoleQuestion.LOOK_AGAIN));
    }

    private PlatformServer server(DelegateExecution execution) {
        return steps.server(execution, RunVariables.SERVER_ID.from(execution));
    }
}
