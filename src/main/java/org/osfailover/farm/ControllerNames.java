package org.osfailover.farm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osfailover.farm.CheckFinding.Code;

/**
 * By which names the servers call the Controller: one that the inventory does not know can't be told from another server's
 * once nobody answers to it, and two spellings make the platform list one machine twice (vendor:
 * env-deploy-controller-twice).
 */
final class ControllerNames {

    private ControllerNames() {}

    static List<FarmFinding> findings(FarmReading reading, Set<String> leftOut) {
        List<ServerReading> naming = reading.namingController().stream()
                .filter(read -> !leftOut.contains(read.serverId()))
                .toList();
        List<FarmFinding> found = new ArrayList<>();
        naming.forEach(read ->
                unknown(reading, read).ifPresent(finding -> found.add(new FarmFinding(read.serverId(), finding))));
        spellings(reading, naming).ifPresent(finding -> found.add(new FarmFinding(null, finding)));
        return found;
    }

    private static Optional<CheckFinding> unknown(FarmReading reading, ServerReading read) {
        String name = String.valueOf(read.controllerAddress()).strip();
        Environment environment = reading.environment();
        boolean known = environment
                .server(read.serverId())
                .flatMap(speaker -> environment.serverNamed(name, speaker))
                .isPresent();
        if (known) {
            return Optional.empty();
        }
        return Optional.of(reading.serverNamed(name, read.serverId())
                .map(server -> CheckFinding.warning(
                        Code.NAMES,
                        "Its configuration names " + name
                                + " as the Controller, a name that the inventory does not have;" + " it is taken for "
                                + server.id() + " only since that server says that it is called so",
                        "Add '" + name + "' to the 'aliases:' of " + server.id()
                                + " in the inventory: when that server is down, it can't be asked"))
                .orElseGet(() -> CheckFinding.warning(
                        Code.NAMES,
                        "Its configuration names " + name + " as the Controller, which is no name of a server of this"
                                + " environment",
                        "Find out which server that is, and add '" + name + "' to its 'aliases:' in the inventory")));
    }

    /** One server by several names. What a server's own {@code localhost} means is clear, and still another spelling. */
    private static Optional<CheckFinding> spellings(FarmReading reading, List<ServerReading> naming) {
        Map<String, Set<String>> byServer = new LinkedHashMap<>();
        Map<String, String> shown = new LinkedHashMap<>();
        for (ServerReading read : naming) {
            String name = String.valueOf(read.controllerAddress()).strip();
            String canonical = HostName.of(name).canonical();
            shown.putIfAbsent(canonical, name);
            reading.controllerNamedBy(read.serverId())
                    .ifPresent(server -> byServer.computeIfAbsent(server.id(), id -> new TreeSet<>())
                            .add(canonical));
        }
        return byServer.entrySet().stream()
                .filter(server -> server.getValue().size() > 1)
                .findFirst()
                .map(server -> CheckFinding.warning(
                        Code.NAMES,
                        "The servers spell one Controller, " + server.getKey() + ", in different ways: "
                                + server.getValue().stream().map(shown::get).collect(Collectors.joining(", ")),
                        "Write the same on all of them: the platform may list the machine twice otherwise. A move of the"
                                + " Controller does it"));
    }
}
