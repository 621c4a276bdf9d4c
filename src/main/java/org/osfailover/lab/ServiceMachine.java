package org.osfailover.lab;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;

/**
 * What the services of an environment do as time passes. Nothing runs in the background: whatever has become true since
 * the last look is worked out from the moments at which orders were given, before every look and every order.
 *
 * <p>Source of the rules (vendor, "manual start of services"): Log, Controller and SMS initialise alone; Deployment and
 * Scheduler connect to the configured Controller and, on failure, log an error and try again, forever.
 */
final class ServiceMachine {

    private static final int KEPT_EVENTS = 300;
    private static final String FAILURE = "Initialization error:";

    private final LabTimings timings;
    private final LabOptions options;

    ServiceMachine(LabTimings timings, LabOptions options) {
        this.timings = timings;
        this.options = options;
    }

    /** Works out what has happened until now. */
    void settle(LabEnvironment environment, Instant now) {
        for (LabServer server : environment.servers()) {
            server.state().services.forEach((service, state) -> {
                revive(server, state, now);
                if (!needsController(service)) {
                    initialise(environment, server, service, state, now);
                }
            });
        }
        for (LabServer server : environment.servers()) {
            server.state().services.forEach((service, state) -> {
                if (needsController(service)) {
                    initialise(environment, server, service, state, now);
                }
            });
        }
    }

    private void revive(LabServer server, FarmState.OfService state, Instant now) {
        Instant at = state.revivesAt;
        if (at != null && !at.isAfter(now)) {
            state.revivesAt = null;
            if (!state.wanted && state.startType.isEnabled() && server.state().poweredOn) {
                begin(server, state, at);
            }
        }
    }

    private void initialise(
            LabEnvironment environment,
            LabServer server,
            PlatformService service,
            FarmState.OfService state,
            Instant now) {
        if (!state.wanted || !server.state().poweredOn) {
            return;
        }
        Instant runningSince = runningSince(server, state);
        if (!state.startReported && runningSince.isAfter(now)) {
            return;
        }
        if (!state.startReported) {
            state.startReported = true;
            log(
                    server,
                    runningSince,
                    service,
                    "Information",
                    "Service started successfully. Waiting for initialization...");
        }
        if (state.initialisedAt != null) {
            return;
        }
        Instant at = initialisedAt(environment, server, service, state, runningSince);
        if (at != null && !at.isAfter(now)) {
            state.initialisedAt = at;
            log(server, at, service, "Information", "Service initialized successfully.");
        } else if (needsController(service)) {
            long tries = Duration.between(runningSince, now).toMillis()
                    / timings.retry().toMillis();
            Instant lastTry = runningSince.plus(timings.retry().multipliedBy(tries));
            Instant reported = state.lastFailureReported;
            if (reported == null || lastTry.isAfter(reported)) {
                state.lastFailureReported = lastTry;
                forgetFailures(server, service);
                log(
                        server,
                        lastTry,
                        service,
                        "Error",
                        FAILURE + " No connection could be made because the target machine actively refused it "
                                + state.controllerInForce + ":12000\nRetrying in 30 seconds");
            }
        }
    }

    /** When a service that was told to start runs, as far as is known now: a server may be slow today. */
    private Instant runningSince(LabServer server, FarmState.OfService state) {
        return state.changedAt.plus(timings.start()).plus(server.faults().startDelay());
    }

    private @Nullable Instant initialisedAt(
            LabEnvironment environment,
            LabServer server,
            PlatformService service,
            FarmState.OfService state,
            Instant runningSince) {
        if (service == PlatformService.CONTROLLER) {
            return isItself(server, state.controllerInForce) ? runningSince.plus(timings.initialise()) : null;
        }
        if (!needsController(service)) {
            return runningSince.plus(timings.initialise());
        }
        LabServer controller = isLocal(state.controllerInForce)
                ? server
                : environment.serverAt(state.controllerInForce).orElse(null);
        if (controller == null || !controller.state().poweredOn || isCutOff(server, controller)) {
            return null;
        }
        FarmState.OfService answering = controller.state().services.get(PlatformService.CONTROLLER);
        if (answering == null || !answering.wanted || answering.initialisedAt == null) {
            return null;
        }
        Instant earliest = answering.initialisedAt;
        if (!runningSince.isBefore(earliest)) {
            return runningSince;
        }
        long waited = Duration.between(runningSince, earliest).toMillis();
        long tries = (waited + timings.retry().toMillis() - 1) / timings.retry().toMillis();
        return runningSince.plus(timings.retry().multipliedBy(tries));
    }

    /** The service's state at a moment; the environment must be settled until then. */
    ServiceState stateOf(LabServer server, PlatformService service, Instant now) {
        FarmState.OfService state = server.state().services.get(service);
        if (state == null || !server.state().poweredOn) {
            return ServiceState.STOPPED;
        }
        if (!state.wanted) {
            boolean stopping = state.stuck || now.isBefore(state.changedAt.plus(timings.stop()));
            return stopping ? ServiceState.STOPPING : ServiceState.STOPPED;
        }
        if (!state.startReported && now.isBefore(runningSince(server, state))) {
            return ServiceState.STARTING;
        }
        return state.initialisedAt == null ? ServiceState.RUNNING : ServiceState.INITIALISED;
    }

    ServiceAnswer start(LabServer server, PlatformService service, Instant now) {
        FarmState.OfService state = server.state().services.get(service);
        if (state == null) {
            return ServiceAnswer.NOT_FOUND;
        }
        if (state.startType == StartType.DISABLED) {
            return ServiceAnswer.DISABLED;
        }
        if (state.wanted) {
            return ServiceAnswer.ALREADY_RUNNING;
        }
        begin(server, state, now);
        return ServiceAnswer.DONE;
    }

    ServiceAnswer stop(LabServer server, PlatformService service, Instant now) {
        FarmState.OfService state = server.state().services.get(service);
        if (state == null) {
            return ServiceAnswer.NOT_FOUND;
        }
        if (!state.wanted) {
            return ServiceAnswer.NOT_RUNNING;
        }
        if (server.faults().isPretendingToStop(service)) {
            return ServiceAnswer.DONE;
        }
        state.wanted = false;
        state.changedAt = now;
        state.initialisedAt = null;
        state.stuck = server.faults().isHangingOnStop(service);
        Duration revives = server.faults().revives(service);
        state.revivesAt = revives == null ? null : now.plus(timings.stop()).plus(revives);
        if (!state.stuck) {
            log(server, now.plus(timings.stop()), service, "Information", "Service stopped successfully.");
        }
        return ServiceAnswer.DONE;
    }

    private void begin(LabServer server, FarmState.OfService state, Instant now) {
        state.wanted = true;
        state.changedAt = now;
        state.initialisedAt = null;
        state.stuck = false;
        state.revivesAt = null;
        state.startReported = false;
        state.lastFailureReported = null;
        state.processId = ++server.state().nextProcessId;
        state.controllerInForce =
                options.configurationNeedsTool() ? server.state().appliedController : server.controllerAddress();
    }

    /** A service that tries for days would fill the log; its newest failure is enough. */
    private static void forgetFailures(LabServer server, PlatformService service) {
        server.state()
                .events
                .removeIf(e ->
                        e.source().equals(service.displayName()) && e.message().startsWith(FAILURE));
    }

    private static void log(LabServer server, Instant time, PlatformService service, String level, String message) {
        if (service == PlatformService.RABBITMQ) {
            return;
        }
        server.state().events.add(new LabEvent(time, service.displayName(), level, message));
        if (server.state().events.size() > KEPT_EVENTS) {
            server.state().events.remove(0);
        }
    }

    private static boolean needsController(PlatformService service) {
        return service == PlatformService.DEPLOYER || service == PlatformService.SCHEDULER;
    }

    private static boolean isItself(LabServer server, String address) {
        return isLocal(address) || address.equals(server.address());
    }

    private static boolean isLocal(String address) {
        return address.equals("localhost") || address.equals("127.0.0.1");
    }

    private static boolean isCutOff(LabServer one, LabServer other) {
        return one != other && (one.faults().isCutOff() || other.faults().isCutOff());
    }
}
