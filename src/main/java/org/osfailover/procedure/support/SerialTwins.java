package org.osfailover.procedure.support;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Server;

/**
 * Servers that tell the same serial number. A number is made from a machine's hardware (source: docs-support, how licensing
 * works), so that two with one number are a machine and its copy, or tell a number that is not their own: what is foreseen
 * from it can't be trusted, and an environment that is freed up for it may be the wrong one.
 */
public final class SerialTwins {

    private SerialTwins() {}

    /** The others that tell this server's number. */
    public static List<String> of(FarmReading reading, String serverId) {
        String number = normal(reading.server(serverId).serialNumber());
        return number.isEmpty()
                ? List.of()
                : reading.environment().servers().stream()
                        .map(Server::id)
                        .filter(id -> !id.equals(serverId)
                                && normal(reading.server(id).serialNumber()).equalsIgnoreCase(number))
                        .toList();
    }

    /** What people must know before they free up anything; empty where the number is this server's alone. */
    public static Optional<String> warning(FarmReading reading, String serverId) {
        List<String> twins = of(reading, serverId);
        return twins.isEmpty()
                ? Optional.empty()
                : Optional.of(serverId + " tells the same serial number as " + String.join(", ", twins) + " ("
                        + normal(reading.server(serverId).serialNumber())
                        + "): a copied machine, or a number that is not its own. Nothing should be freed up in the"
                        + " Licensing Portal before that is clear; the number may change again after a restart");
    }

    private static String normal(@Nullable String number) {
        return number == null ? "" : number.strip();
    }
}
