package org.osfailover.procedure.checkserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.stereotype.Component;

/** Whether one server is ready: what its own check says, and whether it reaches what it needs of the others. */
@Component
class ServerReadiness {

    private final Environments environments;
    private final PlatformServers servers;
    private final Fences fences;

    ServerReadiness(Environments environments, PlatformServers servers, Fences fences) {
        this.fences = fences;
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
            findings.addAll(ports(environment, server.get(), platform, lost(environmentId)));
        }
        return findings.stream()
                .map(finding -> new FarmFinding(serverId, finding))
                .toList();
    }

    /** Servers that are named as lost, or fenced: whether they are reached is known, and not tried. */
    private Set<String> lost(String environmentId) {
        return fences.open(environmentId).stream().map(Fence::server).collect(Collectors.toSet());
    }

    private static boolean isLost(Environment environment, String address, Set<String> lost) {
        return environment
                .serverByAddress(address)
                .filter(there -> lost.contains(there.id()))
                .isPresent();
    }

    /** A front-end needs the Controller and the cache invalidation service; the Controller every Deployment Service. */
    private static List<CheckFinding> ports(
            Environment environment, Server server, PlatformServer platform, Set<String> lost) {
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
                        .filter(other -> !other.equals(server) && other.group() != null && !lost.contains(other.id()))
                        .forEach(other -> tried.addAll(platform.reachesAll(PlatformService.DEPLOYER, other.address())));
            } else if (!isLost(environment, controller, lost)) {
                tried.addAll(platform.reachesAll(PlatformService.CONTROLLER, controller));
            }
        }
        String cache = read.cacheServiceHost();
        if (cache != null
                && !cache.isBlank()
                && !isLost(environment, cache, lost)
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
