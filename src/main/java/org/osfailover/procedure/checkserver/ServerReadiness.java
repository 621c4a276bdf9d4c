package org.osfailover.procedure.checkserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.StartType;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.platform.Reachability;
import org.springframework.stereotype.Component;

/** Whether one server is ready: what its own check says, and whether it reaches what it needs of the others. */
@Component
class ServerReadiness {

    private final Environments environments;
    private final PlatformServers servers;

    ServerReadiness(Environments environments, PlatformServers servers) {
        this.environments = environments;
        this.servers = servers;
    }

    List<FarmFinding> of(String environmentId, String serverId) {
        Environment environment = environments
                .find(environmentId)
                .orElseThrow(() -> new IllegalStateException(
                        "environment '" + environmentId + "' has gone from the inventory while it is checked"));
        Optional<Server> server = environment.server(serverId);
        if (server.isEmpty()) {
            return List.of();
        }
        PlatformServer platform = servers.on(environment, server.get(), RunStep.reading("check-readiness"));
        List<CheckFinding> findings = new ArrayList<>(platform.check());
        if (findings.stream().noneMatch(found -> found.severity() == CheckFinding.Severity.ERROR)) {
            findings.addAll(ports(environment, server.get(), platform));
        }
        return findings.stream()
                .map(finding -> new FarmFinding(serverId, finding))
                .toList();
    }

    /** A front-end needs the Controller and the cache invalidation service; the Controller every Deployment Service. */
    private static List<CheckFinding> ports(Environment environment, Server server, PlatformServer platform) {
        ServerReading read = platform.read();
        String controller = read.controllerAddress();
        List<Reachability> tried = new ArrayList<>();
        if (controller != null && !controller.isBlank()) {
            boolean isController = environment
                    .serverNamed(controller, server)
                    .filter(server::equals)
                    .isPresent();
            if (isController) {
                environment.servers().stream()
                        .filter(other -> !other.equals(server) && other.group() != null)
                        .forEach(other -> tried.addAll(platform.reachesAll(PlatformService.DEPLOYER, other.address())));
            } else {
                tried.addAll(platform.reachesAll(PlatformService.CONTROLLER, controller));
            }
        }
        String cache = read.cacheServiceHost();
        if (cache != null
                && !cache.isBlank()
                && read.service(PlatformService.DEPLOYER).startType() != StartType.ABSENT) {
            tried.addAll(platform.reachesAll(PlatformService.RABBITMQ, cache));
        }
        List<CheckFinding> findings = tried.stream()
                .filter(reached -> !(reached instanceof Reachability.Reached))
                .map(missed -> CheckFinding.warning(
                        Code.PORTS,
                        missed.sentence(),
                        "Open the port in the firewalls between the two, or start the service there"))
                .toList();
        return findings.isEmpty() && !tried.isEmpty()
                ? List.of(CheckFinding.ok(Code.PORTS, "It reaches every port that it needs of the others"))
                : findings;
    }
}
