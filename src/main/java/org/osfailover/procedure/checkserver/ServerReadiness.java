package org.osfailover.procedure.checkserver;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.platform.Reachability;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.springframework.stereotype.Component;

/** Whether one server is ready: what its own check says, and whether it reaches what it needs of the others. */
@Component
class ServerReadiness {

    /** So old may a reading be that says of a server that it can't be reached. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private final Environments environments;
    private final PlatformServers servers;
    private final Fences fences;
    private final FarmReadings readings;
    private final Clock clock;

    ServerReadiness(
            Environments environments, PlatformServers servers, Fences fences, FarmReadings readings, Clock clock) {
        this.readings = readings;
        this.clock = clock;
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
            Set<String> fenced =
                    fences.open(environmentId).stream().map(Fence::server).collect(Collectors.toSet());
            findings.addAll(ports(new PortsOfServer(environment, server.get(), platform, fenced, lately(environment))));
        }
        return findings.stream()
                .map(finding -> new FarmFinding(serverId, finding))
                .toList();
    }

    /** How the servers were a short while ago, where that is known. */
    private Map<String, ServerReading> lately(Environment environment) {
        return readings.newest(environment.id())
                .filter(reading -> reading.readAt().isAfter(clock.instant().minus(YOUNG)))
                .map(reading -> environment.servers().stream()
                        .map(server -> reading.server(server.id()))
                        .collect(Collectors.toMap(ServerReading::serverId, read -> read)))
                .orElse(Map.of());
    }

    private static List<CheckFinding> ports(PortsOfServer ports) {
        List<Reachability> tried = ports.tried();
        List<CheckFinding> findings = new ArrayList<>();
        tried.stream()
                .filter(reached -> !(reached instanceof Reachability.Reached))
                .map(missed -> CheckFinding.warning(
                        Code.PORTS,
                        missed.sentence(),
                        "Open the port in the firewalls between the two, or start the service there"))
                .forEach(findings::add);
        ports.notTried()
                .forEach(sentence -> findings.add(CheckFinding.warning(
                        Code.PORTS,
                        sentence,
                        "Repair that server first, then check again; where it is lost, name it so")));
        return findings.isEmpty() && !tried.isEmpty()
                ? List.of(CheckFinding.ok(Code.PORTS, "It reaches every port that it needs of the others"))
                : findings;
    }
}
