package org.osfailover.procedure.fencereturningserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Progress;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** What a fence does on its server. Everything reads first, so that it may be done again after whatever went wrong. */
@Component
class FenceWork {

    private final Steps steps;
    private final Fences fences;
    private final FarmReadings readings;
    private final Runs runs;

    FenceWork(Steps steps, Fences fences, FarmReadings readings, Runs runs) {
        this.runs = runs;
        this.steps = steps;
        this.fences = fences;
        this.readings = readings;
    }

    Fence fence(DelegateExecution execution) {
        String id = RunVariables.RUN_ID.from(execution);
        return fences.find(id).orElseThrow(() -> new IllegalStateException("there is no fence " + id));
    }

    /** What must not run there is stopped and disabled; the first thing that fails is the answer. */
    Outcome disable(DelegateExecution execution) {
        PlatformServer server = server(execution);
        List<String> done = new ArrayList<>();
        for (PlatformService service : wanted(execution).mustNotRun()) {
            Outcome disabled = server.disable(service);
            Outcome outcome = disabled.isSuccess() ? server.stop(service) : disabled;
            if (!outcome.isSuccess()) {
                return outcome;
            }
            done.add(service.shortName());
        }
        return new Outcome.Changed(
                done.isEmpty()
                        ? "Nothing has to be stopped here: the roles that the others show are this server's"
                        : "Stopped and disabled: " + String.join(", ", done));
    }

    /** The present Controller's address is written and brought into force; called again until that has ended. */
    Progress point(DelegateExecution execution) {
        Optional<String> address = wanted(execution).controllerAddress();
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

    /** What is still not as it must be; empty where all is. */
    Optional<String> notYet(DelegateExecution execution) {
        ReturnedServer wanted = wanted(execution);
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
        return wanted.controllerAddress()
                .filter(address -> !address.equalsIgnoreCase(read.controllerAddress()))
                .map(address -> "Its configuration must name " + address + " as the Controller and names "
                        + read.controllerAddress());
    }

    String report(DelegateExecution execution) {
        ReturnedServer wanted = wanted(execution);
        return "The server came back. Stopped and disabled, and read back as such: "
                + (wanted.mustNotRun().isEmpty()
                        ? "nothing had to be"
                        : wanted.mustNotRun().stream()
                                .map(PlatformService::shortName)
                                .collect(Collectors.joining(", ")))
                + ". The Controller that it names: "
                + wanted.controllerAddress().orElse("as before");
    }

    private ReturnedServer wanted(DelegateExecution execution) {
        Fence fence = fence(execution);
        Environment environment = steps.environment(execution);
        Server server = environment
                .server(fence.server())
                .orElseThrow(
                        () -> new IllegalStateException(
                                "server '" + fence.server()
                                        + "' has gone from the inventory while its fence waits: put it back, or confirm that it is gone"));
        FarmReading others = readings.now(environment, steps.step(execution), Set.of(fence.server()));
        boolean runUnderWay = runs.holderOf(environment.id())
                .filter(run -> runs.skipped(run.id()).contains(server.id()))
                .isPresent();
        return ReturnedServer.of(fence, server, others).neverTwo(fence, server, others, runUnderWay);
    }

    private PlatformServer server(DelegateExecution execution) {
        return steps.server(execution, RunVariables.SERVER_ID.from(execution));
    }
}
