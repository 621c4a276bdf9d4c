package org.osfailover.procedure.movecontroller;

import java.util.Locale;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.platform.Reachability;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.Health;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.springframework.stereotype.Component;

/** Whether one server works with the new Controller: what it serves, and whom it reaches. */
@Component
class FrontEndChecks {

    private final Steps steps;

    FrontEndChecks(Steps steps) {
        this.steps = steps;
    }

    /**
     * What the new Controller's Service Center says of itself. A serial number that is neither the server's nor another
     * server's is noted alone: whether a server's registry always has the one that is in force is not known.
     */
    Optional<String> controller(DelegateExecution execution, FarmReading reading, PlatformInfo.Answered info) {
        ServerReading controller = reading.server(RunVariables.NEW_CONTROLLER.from(execution));
        String own = controller.serialNumber();
        if (own != null && !same(own, info.serialNumber())) {
            for (Server server : reading.environment().servers()) {
                String other = reading.server(server.id()).serialNumber();
                if (other != null && same(other, info.serialNumber())) {
                    return Optional.of("Service Center works with serial number " + info.serialNumber()
                            + ", which is that of server " + server.id() + "; the new Controller's is " + own
                            + ": the environment has not taken the new Controller over. Restart its OutSystems services,"
                            + " then choose RETRY");
                }
            }
            steps.note(
                    execution,
                    controller.serverId(),
                    "Service Center works with serial number " + info.serialNumber() + ", the server's registry has "
                            + own + ": compare them with the licence in Service Center, Administration, Licensing");
        }
        Health components =
                steps.serviceCenterAt(execution, controller.serverId()).readComponents();
        return components instanceof Health.NotWell notWell ? Optional.of(notWell.sentence()) : Optional.empty();
    }

    /**
     * The first thing that is not as it must be on that front-end. What can't be told is noted: this program may have no way
     * to the front-end's web server.
     */
    Optional<String> frontEnd(DelegateExecution execution, ServerReading server, PlatformInfo.Answered controller) {
        ServiceCenter here = steps.serviceCenterAt(execution, server.serverId());
        Health ping = here.ping();
        if (ping instanceof Health.NotWell) {
            return Optional.of("Its web server does not serve the platform's applications: " + ping.sentence());
        }
        PlatformInfo info = here.readPlatformInfo();
        if (info instanceof PlatformInfo.Unavailable unavailable) {
            String why = ping instanceof Health.Unknown ? ping.sentence() : unavailable.reason();
            return notTold(execution, server, "it serves the platform with the same version and serial number", why);
        }
        PlatformInfo.Answered answered = (PlatformInfo.Answered) info;
        if (!answered.version().equals(controller.version())) {
            return Optional.of("The platform's version must be the same everywhere; here it is " + answered.version()
                    + ", on the new Controller " + controller.version());
        }
        return same(answered.serialNumber(), controller.serialNumber())
                ? Optional.empty()
                : Optional.of("The serial number must be the same everywhere; here it is " + answered.serialNumber()
                        + ", on the new Controller " + controller.serialNumber());
    }

    /** Whether the server reaches the new Controller, and the cache invalidation service where there is one. */
    Optional<String> connections(DelegateExecution execution, ServerReading server) {
        boolean isController = server.serverId().equals(RunVariables.NEW_CONTROLLER.from(execution));
        Optional<String> controller = isController
                ? Optional.empty()
                : reached(
                        execution, server, PlatformService.CONTROLLER, RunVariables.CONTROLLER_ADDRESS.from(execution));
        boolean hasCacheService = steps.environment(execution).rabbitMq() != RabbitMqPlacement.NONE;
        return controller.isPresent() || !hasCacheService
                ? controller
                : reached(execution, server, PlatformService.RABBITMQ, server.cacheServiceHost());
    }

    private Optional<String> reached(
            DelegateExecution execution, ServerReading server, PlatformService service, @Nullable String host) {
        if (host == null || host.isBlank()) {
            return notTold(
                    execution, server, "it reaches " + service.displayName(), "its configuration names no host for it");
        }
        String what = "it reaches " + service.displayName() + " on " + host;
        Reachability result = steps.server(execution, server.serverId()).reaches(service, host);
        if (result instanceof Reachability.NotReached && needsDecision(server, service)) {
            return Optional.of("It must reach every service it works with: " + result.sentence()
                    + ". Look at firewalls between both");
        }
        return result instanceof Reachability.Reached
                ? Optional.empty()
                : notTold(execution, server, what, result.sentence());
    }

    /**
     * A Deployment Service initialises only when it has connected to the Controller (source: the vendor's page on starting
     * the services); a port that seems closed beside that is another port, or a firewall's rule for other programs. Whether
     * applications reach the cache invalidation service is seen in them alone: that is for a person to look at, later.
     */
    private static boolean needsDecision(ServerReading server, PlatformService service) {
        return service == PlatformService.CONTROLLER
                && server.service(PlatformService.DEPLOYER).state() != ServiceState.INITIALISED;
    }

    private Optional<String> notTold(DelegateExecution execution, ServerReading server, String what, String why) {
        steps.note(
                execution, server.serverId(), "Look yourself whether " + what + ", it can't be told from here: " + why);
        return Optional.empty();
    }

    private static boolean same(String one, String other) {
        return bare(one).equals(bare(other));
    }

    private static String bare(String serial) {
        return serial.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    }
}
