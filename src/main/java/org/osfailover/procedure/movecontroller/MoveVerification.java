package org.osfailover.procedure.movecontroller;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.support.AcceptedDifferences;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.springframework.stereotype.Component;

/** What must be true after the move. A server that the run has gone on without is looked at only for a Controller. */
@Component
class MoveVerification {

    /** What is not as it must be, and where. */
    record Finding(String serverId, String sentence, boolean skippable) {

        private static final int BEGINNING = 40;

        /** The same for the same thing, read again: the end of a sentence says how it is at the moment. */
        String key() {
            String about = sentence.substring(0, Math.min(BEGINNING, sentence.length()));
            return serverId + " " + about.replaceAll("\\d+", "#").replaceAll("\\s+", " ");
        }
    }

    private final Steps steps;
    private final FarmReadings readings;
    private final Runs runs;
    private final FrontEndChecks checks;

    MoveVerification(Steps steps, FarmReadings readings, Runs runs, FrontEndChecks checks) {
        this.steps = steps;
        this.readings = readings;
        this.runs = runs;
        this.checks = checks;
    }

    /** After the address was written: a second Controller, or the first server whose configuration names another. */
    Optional<Finding> afterPointing(DelegateExecution execution) {
        FarmReading reading = read(execution);
        return firstNotAccepted(
                execution,
                Stream.of(() -> secondController(execution, reading), () -> differingAddress(execution, reading)));
    }

    /** The first thing that is not as it must be at the end, and that nobody has accepted. */
    Optional<Finding> firstFinding(DelegateExecution execution) {
        FarmReading reading = read(execution);
        return firstNotAccepted(
                execution,
                Stream.of(
                        () -> secondController(execution, reading),
                        () -> differingAddress(execution, reading),
                        () -> newController(execution, reading).stream(),
                        () -> serviceCenter(execution, reading),
                        () -> idleScheduler(execution, reading)));
    }

    /** Looks no further than to the first: what comes later may take long, and is looked at again anyway. */
    private static Optional<Finding> firstNotAccepted(
            DelegateExecution execution, Stream<Supplier<Stream<Finding>>> inOrder) {
        Set<String> accepted = AcceptedDifferences.of(execution);
        Optional<Finding> first = inOrder.flatMap(Supplier::get)
                .filter(finding -> !finding.skippable() || !accepted.contains(finding.key()))
                .findFirst();
        first.filter(Finding::skippable)
                .ifPresent(finding -> AcceptedDifferences.ask(execution, List.of(finding.key())));
        return first;
    }

    private FarmReading read(DelegateExecution execution) {
        Set<String> notContacted = new HashSet<>(ServersOfRun.list(RunVariables.LOST_SERVERS.from(execution)));
        notContacted.retainAll(runs.skipped(RunVariables.RUN_ID.from(execution)));
        return readings.now(steps.environment(execution), steps.step(execution), notContacted);
    }

    private Stream<Finding> differingAddress(DelegateExecution execution, FarmReading reading) {
        String wanted = RunVariables.CONTROLLER_ADDRESS.from(execution);
        return takingPart(execution, reading)
                .filter(server -> !isNamed(reading, server, wanted))
                .map(server -> new Finding(
                        server.serverId(),
                        "The Controller's address must be " + wanted + " on every server; here it "
                                + (server.controllerAddress() == null
                                        ? "can't be read: " + server.problem()
                                        : "is " + server.controllerAddress()),
                        !server.serverId().equals(RunVariables.NEW_CONTROLLER.from(execution))));
    }

    /** Those that name the new Controller, but spell it differently: the platform may list it twice, and goes on. */
    String spelledDifferently(DelegateExecution execution) {
        String wanted = RunVariables.CONTROLLER_ADDRESS.from(execution);
        return takingPart(execution, read(execution))
                .filter(server -> server.controllerAddress() != null
                        && !wanted.equalsIgnoreCase(server.controllerAddress().strip()))
                .map(server -> server.serverId() + " as " + server.controllerAddress())
                .collect(Collectors.joining(", "));
    }

    /** By whichever of its names. */
    private static boolean isNamed(FarmReading reading, ServerReading server, String wanted) {
        String name = server.controllerAddress();
        return name != null
                && reading.environment()
                        .server(server.serverId())
                        .filter(speaker -> reading.environment().isSameServer(name, speaker, wanted))
                        .isPresent();
    }

    /** Safety rule 3 holds on servers that were left out, too, where they can be read. */
    private static Stream<Finding> secondController(DelegateExecution execution, FarmReading reading) {
        String target = RunVariables.NEW_CONTROLLER.from(execution);
        return reading.environment().servers().stream()
                .map(Server::id)
                .map(reading::server)
                .filter(server -> !server.serverId().equals(target))
                .filter(server -> server.service(PlatformService.CONTROLLER).isInService())
                .map(server -> new Finding(
                        server.serverId(),
                        "There must be one Controller, and its Deployment Controller service is enabled or running,"
                                + " too: stop and disable it, then choose RETRY",
                        false));
    }

    private Optional<Finding> newController(DelegateExecution execution, FarmReading reading) {
        String target = RunVariables.NEW_CONTROLLER.from(execution);
        ServiceReading controller = reading.server(target).service(PlatformService.CONTROLLER);
        return controller.state() == ServiceState.INITIALISED
                        && controller.startType().isEnabled()
                ? Optional.empty()
                : Optional.of(new Finding(
                        target,
                        "The new Controller must be enabled and initialised; it is " + controller.startType() + " and "
                                + controller.state() + " (" + controller.detail() + ")",
                        false));
    }

    /** Service Center on the new Controller; then what every front-end serves, and whom it reaches. */
    private Stream<Finding> serviceCenter(DelegateExecution execution, FarmReading reading) {
        String target = RunVariables.NEW_CONTROLLER.from(execution);
        PlatformInfo info = steps.serviceCenter(execution, target).readPlatformInfo();
        if (info instanceof PlatformInfo.Unavailable unavailable) {
            return Stream.of(new Finding(target, "Service Center does not answer: " + unavailable.reason(), false));
        }
        PlatformInfo.Answered answered = (PlatformInfo.Answered) info;
        Stream<Supplier<Stream<Finding>>> inOrder = Stream.of(
                () -> checks.controller(execution, reading, answered).stream()
                        .map(problem -> new Finding(target, problem, true)),
                () -> each(
                        execution,
                        reading,
                        server -> isFrontEnd(reading, server)
                                ? checks.frontEnd(execution, server, answered)
                                : Optional.empty()),
                () -> each(execution, reading, server -> checks.connections(execution, server)));
        return inOrder.flatMap(Supplier::get);
    }

    private Stream<Finding> each(
            DelegateExecution execution, FarmReading reading, Function<ServerReading, Optional<String>> check) {
        return takingPart(execution, reading).flatMap(server -> check.apply(server).stream()
                .map(problem -> new Finding(server.serverId(), problem, true)));
    }

    /** A server without a group is a Controller only, and serves no applications. */
    private static boolean isFrontEnd(FarmReading reading, ServerReading server) {
        return reading.environment()
                .server(server.serverId())
                .filter(known -> known.group() != null)
                .isPresent();
    }

    /**
     * Installing Service Center or a licence has left Scheduler standing in some versions of the platform (release notes:
     * RSUPT-474, RSAT-1398).
     */
    private Stream<Finding> idleScheduler(DelegateExecution execution, FarmReading reading) {
        return takingPart(execution, reading)
                .filter(server -> {
                    ServiceReading scheduler = server.service(PlatformService.SCHEDULER);
                    return scheduler.startType() == StartType.AUTOMATIC
                            && (scheduler.state() == ServiceState.STOPPED
                                    || scheduler.state() == ServiceState.STOPPING);
                })
                .map(server -> new Finding(
                        server.serverId(),
                        "Its Scheduler is enabled and must run; it is "
                                + server.service(PlatformService.SCHEDULER).state()
                                + ". In some versions of the platform it does not start again after Service Center or a"
                                + " licence was installed: start it, then choose RETRY",
                        true));
    }

    private Stream<ServerReading> takingPart(DelegateExecution execution, FarmReading reading) {
        Environment environment = steps.environment(execution);
        Set<String> skipped = runs.skipped(RunVariables.RUN_ID.from(execution));
        return environment.servers().stream()
                .map(Server::id)
                .filter(id -> !skipped.contains(id))
                .map(reading::server);
    }
}
