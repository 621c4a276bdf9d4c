package org.osfailover.farm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one server, at one moment. Null is "could not be read" (or, for the serial number on the Java stack,
 * "this server can't tell").
 *
 * @param reachable whether somebody answered and let us in
 * @param problem why it was not reachable, or what of it could not be read; null where all is well
 * @param problemCode the reason as a code, null where reachable
 * @param controllerAddress the Controller's address that the server's configuration has
 * @param settingsKeyHash a hash of the key that encrypts the settings ({@code private.key}), made on the server; the key
 *     itself is never read
 * @param cacheServiceHost the cache invalidation service's host in the same configuration
 * @param ownNames what the server says that it is called; empty where it does not say
 * @param connectionSettings the settings of the connections to the databases, as hashes made where the values are
 */
public record ServerReading(
        String serverId,
        Instant readAt,
        boolean reachable,
        @Nullable RefusalCode problemCode,
        @Nullable String problem,
        @Nullable String version,
        @Nullable String serialNumber,
        @Nullable String controllerAddress,
        @Nullable String cacheServiceHost,
        @Nullable String settingsKeyHash,
        List<String> ownNames,
        ConnectionSettings connectionSettings,
        Map<PlatformService, ServiceReading> services) {

    /** One whose connection settings were not read. */
    public ServerReading(
            String serverId,
            Instant readAt,
            boolean reachable,
            @Nullable RefusalCode problemCode,
            @Nullable String problem,
            @Nullable String version,
            @Nullable String serialNumber,
            @Nullable String controllerAddress,
            @Nullable String cacheServiceHost,
            @Nullable String settingsKeyHash,
            List<String> ownNames,
            Map<PlatformService, ServiceReading> services) {
        this(
                serverId,
                readAt,
                reachable,
                problemCode,
                problem,
                version,
                serialNumber,
                controllerAddress,
                cacheServiceHost,
                settingsKeyHash,
                ownNames,
                ConnectionSettings.unread("they were not read"),
                services);
    }

    /** One that does not say what it is called. */
    public ServerReading(
            String serverId,
            Instant readAt,
            boolean reachable,
            @Nullable RefusalCode problemCode,
            @Nullable String problem,
            @Nullable String version,
            @Nullable String serialNumber,
            @Nullable String controllerAddress,
            @Nullable String cacheServiceHost,
            @Nullable String settingsKeyHash,
            Map<PlatformService, ServiceReading> services) {
        this(
                serverId,
                readAt,
                reachable,
                problemCode,
                problem,
                version,
                serialNumber,
                controllerAddress,
                cacheServiceHost,
                settingsKeyHash,
                List.of(),
                services);
    }

    /** One whose settings key was not read. */
    public ServerReading(
            String serverId,
            Instant readAt,
            boolean reachable,
            @Nullable RefusalCode problemCode,
            @Nullable String problem,
            @Nullable String version,
            @Nullable String serialNumber,
            @Nullable String controllerAddress,
            @Nullable String cacheServiceHost,
            Map<PlatformService, ServiceReading> services) {
        this(
                serverId,
                readAt,
                reachable,
                problemCode,
                problem,
                version,
                serialNumber,
                controllerAddress,
                cacheServiceHost,
                null,
                services);
    }

    public ServerReading {
        ownNames = List.copyOf(ownNames);
        services = Map.copyOf(services);
    }

    /** The reading of one service; unknown where it was not read. */
    public ServiceReading service(PlatformService service) {
        ServiceReading reading = services.get(service);
        return reading != null ? reading : ServiceReading.unknown(service, "not read");
    }

    /** Why nothing is known of it, for people, with its name once and without a full stop: many reasons name it already. */
    public String outOfReach() {
        String why = problem == null ? "" : problem.strip();
        String plain = why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
        if (plain.isEmpty()) {
            return serverId + " can't be reached";
        } else if (plain.startsWith(serverId + " ") || plain.startsWith(serverId + ":")) {
            return plain;
        }
        boolean saysSo = plain.contains("can't be reached") || problemCode != RefusalCode.SERVER_UNREACHABLE;
        return serverId + (saysSo ? ": " : " can't be reached: ") + plain;
    }

    /** A server that could not be read at all. */
    public static ServerReading unreachable(String serverId, Instant readAt, RefusalCode code, String problem) {
        return new ServerReading(serverId, readAt, false, code, problem, null, null, null, null, Map.of());
    }
}
