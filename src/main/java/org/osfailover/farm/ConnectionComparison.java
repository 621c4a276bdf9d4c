package org.osfailover.farm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osfailover.farm.CheckFinding.Code;

/**
 * Whether the servers' connection settings are those of the Controller: a front-end that differs never initialises, and says
 * so only after it was restarted. Names and servers are said, never a value.
 */
final class ConnectionComparison {

    /** Where the vendor is known to compare; of the other databases it is only known that they should be the same. */
    private static final String COMPARED_BY_VENDOR = "PlatformDatabaseConfiguration/";

    private static final String REMEDY = "Compare the two files' connection settings (server.hsconf), take over the"
            + " Controller's with the vendor's Configuration Tool, and keep this server's own OutgoingIPAddress";

    private ConnectionComparison() {}

    /** @param read the servers that could be read and are not left out */
    static List<FarmFinding> findings(FarmReading reading, List<ServerReading> read) {
        List<FarmFinding> found = new ArrayList<>();
        List<ServerReading> told = new ArrayList<>();
        for (ServerReading server : read) {
            String problem = server.connectionSettings().problem();
            if (problem == null) {
                told.add(server);
            } else {
                found.add(warning(
                        server,
                        "Its connection settings can't be compared with the Controller's: " + problem,
                        "Compare them by hand"));
            }
        }
        Optional<ServerReading> measure = measure(reading, told);
        measure.ifPresent(with -> told.stream()
                .filter(server -> !server.serverId().equals(with.serverId()))
                .forEach(server -> compare(reading, server, with).ifPresent(found::add)));
        if (found.isEmpty() && measure.isPresent()) {
            found.add(new FarmFinding(null, CheckFinding.ok(Code.CONNECTION_SETTINGS, same(told))));
        }
        return found;
    }

    /** The Controller, and where it does not tell, the server whose settings most have. */
    private static Optional<ServerReading> measure(FarmReading reading, List<ServerReading> told) {
        Optional<ServerReading> controller = reading.controller().flatMap(server -> told.stream()
                .filter(read -> read.serverId().equals(server.id()))
                .findFirst());
        return controller.or(
                () -> told.stream().collect(Collectors.groupingBy(ServerReading::connectionSettings)).values().stream()
                        .max(java.util.Comparator.comparingInt(Collection::size))
                        .map(same -> same.get(0)));
    }

    private static Optional<FarmFinding> compare(FarmReading reading, ServerReading server, ServerReading with) {
        ConnectionSettings its = server.connectionSettings();
        ConnectionSettings theirs = with.connectionSettings();
        boolean isController = reading.controller()
                .filter(controller -> controller.id().equals(with.serverId()))
                .isPresent();
        String whose = isController ? "the Controller's (" + with.serverId() + ")" : "those of " + with.serverId();
        if (!its.salt().equals(theirs.salt())) {
            return Optional.of(warning(
                    server,
                    "Its connection settings can't be compared with " + whose + ": its private.key is another",
                    "Make private.key the same, and check again"));
        }
        Set<String> different = new TreeSet<>(its.hashes().keySet());
        different.addAll(theirs.hashes().keySet());
        different.removeAll(its.encrypted());
        different.removeAll(theirs.encrypted());
        different.removeIf(
                name -> Objects.equals(its.hashes().get(name), theirs.hashes().get(name)));
        if (different.isEmpty()) {
            return Optional.empty();
        }
        String sentence = "These connection settings are not " + whose + ", letter case included: "
                + String.join(", ", different);
        return Optional.of(
                different.stream().anyMatch(name -> name.startsWith(COMPARED_BY_VENDOR))
                        ? new FarmFinding(
                                server.serverId(),
                                CheckFinding.error(
                                        Code.CONNECTION_SETTINGS,
                                        sentence + ". With that, its services don't initialise when they are next"
                                                + " started (\"connection string is different from the Deployment"
                                                + " Controller's\")",
                                        REMEDY))
                        : warning(server, sentence, REMEDY));
    }

    private static String same(List<ServerReading> told) {
        Set<String> encrypted = union(told, settings -> settings.encrypted());
        return "The connection settings are the same on every server that was read"
                + (encrypted.isEmpty()
                        ? ""
                        : "; unknown of those that are encrypted and can't be compared: "
                                + String.join(", ", encrypted));
    }

    private static Set<String> union(List<ServerReading> told, Function<ConnectionSettings, Set<String>> names) {
        return told.stream()
                .map(ServerReading::connectionSettings)
                .map(names)
                .flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static FarmFinding warning(ServerReading server, String sentence, String remedy) {
        return new FarmFinding(server.serverId(), CheckFinding.warning(Code.CONNECTION_SETTINGS, sentence, remedy));
    }
}
