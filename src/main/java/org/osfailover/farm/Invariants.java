package org.osfailover.farm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must be true after every step and at every other time, as far as the servers can be read (safety rules 3 and 6). */
public final class Invariants {

    /**
     * Something that must not be.
     *
     * @param serverId the server to look at first; null where it is no single server's
     * @param acceptable whether a person may go on with it
     */
    public record Breach(@Nullable String serverId, String sentence, boolean acceptable) {}

    private Invariants() {}

    /**
     * The breaches that a reading shows, the gravest first. What can't be read is no breach.
     *
     * @param leftOut servers that a run goes on without: their addresses are not compared
     * @param addressSettled whether every server must name the same Controller by now
     */
    public static List<Breach> of(FarmReading reading, Set<String> leftOut, boolean addressSettled) {
        List<Breach> breaches = new ArrayList<>();
        List<Server> controllers = reading.serversWithController();
        if (controllers.size() > 1) {
            breaches.add(new Breach(
                    controllers.get(1).id(),
                    "There must be one Controller, and on " + names(controllers)
                            + " the Deployment Controller service is enabled or running: stop and disable it where it"
                            + " must not be, then choose RETRY",
                    false));
        }
        List<String> active = reading.activeGroups();
        if (active.size() > 1) {
            breaches.add(new Breach(
                    null,
                    "One group may have an enabled Scheduler, and " + String.join(", ", active)
                            + " have: disable it on all but one of them, then choose RETRY",
                    false));
        }
        if (addressSettled) {
            addresses(reading, leftOut).ifPresent(breaches::add);
        }
        return breaches;
    }

    private static java.util.Optional<Breach> addresses(FarmReading reading, Set<String> leftOut) {
        List<ServerReading> read = reading.environment().servers().stream()
                .map(server -> reading.server(server.id()))
                .filter(server -> server.reachable() && !leftOut.contains(server.serverId()))
                .filter(server -> server.controllerAddress() != null
                        && !server.controllerAddress().isBlank())
                .toList();
        // two spellings of one server's name are no two Controllers; a name that nobody knows is compared as it is
        List<Object> different = read.stream()
                .map(server -> reading.controllerNamedBy(server.serverId())
                        .<Object>map(Server::id)
                        .orElseGet(() -> HostName.of(String.valueOf(server.controllerAddress()))))
                .distinct()
                .toList();
        return different.size() <= 1
                ? java.util.Optional.empty()
                : java.util.Optional.of(new Breach(
                        null,
                        "Every server must name the same Controller, and they differ: "
                                + read.stream()
                                        .map(server -> server.serverId() + " names " + server.controllerAddress())
                                        .collect(Collectors.joining(", ")),
                        true));
    }

    private static String names(List<Server> servers) {
        return servers.stream().map(Server::id).collect(Collectors.joining(" and "));
    }
}
