package org.osfailover.web;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.GroupReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.LeftBehind;

/**
 * An environment as it was read.
 *
 * @param controller the id of the server that is the Controller; null where it can't be told
 * @param activeGroups the groups that are known to be active
 * @param unknownGroups those of which nothing can be read; what is in neither list is passive
 * @param lockedBy the run that holds the environment's lock; null where none does
 * @param readAt when the servers were read
 * @param degraded whether a fence is pending or a deviation is open
 * @param pendingFences the servers that nothing but their fence contacts
 * @param leftBehind what aborted runs have left as it is, the newest first
 * @param inventoryProblems why the inventory's file, as it is now, is not in force; empty where it is
 */
record EnvironmentJson(
        String id,
        String name,
        String stack,
        @Nullable String controller,
        List<String> activeGroups,
        List<String> unknownGroups,
        @Nullable String lockedBy,
        Instant readAt,
        boolean degraded,
        List<String> pendingFences,
        int openDeviations,
        List<LeftBehind.Rest> leftBehind,
        List<String> inventoryProblems,
        List<GroupJson> groups,
        List<ServerJson> servers) {

    /** What runs have left behind: the servers that fences wait for, how many deviations are open, what was aborted. */
    record OpenItems(List<String> pendingFences, int openDeviations, List<LeftBehind.Rest> aborted) {}

    /** An environment as the inventory has it; nothing is read for it. */
    record Summary(
            String id, String name, String stack, @Nullable String lockedBy, List<GroupMembers> groups) {}

    record GroupMembers(String id, List<String> servers) {}

    /**
     * @param active whether it is known to be active
     * @param state what is known; "not active" may be unknown
     * @param reason what that rests on, or why it is unknown
     */
    record GroupJson(
            String id,
            boolean active,
            GroupReading.State state,
            String reason,
            List<String> servers,
            VerdictJson canBeActivated) {}

    record VerdictJson(boolean allowed, String reason) {
        static VerdictJson of(Verdict verdict) {
            return new VerdictJson(verdict.isAllowed(), verdict.reason());
        }
    }

    record ServiceJson(StartType startType, ServiceState state, String detail) {
        static ServiceJson of(ServiceReading reading) {
            return new ServiceJson(reading.startType(), reading.state(), reading.detail());
        }
    }

    /**
     * @param problem why the server can't be read, or not completely; null where there is nothing to say
     * @param lastKnown what was read when it last could be; null for a server that can be read, or never could
     */
    record ServerJson(
            String id,
            String address,
            List<String> aliases,
            @Nullable String group,
            boolean reachable,
            @Nullable String version,
            @Nullable String serialNumber,
            @Nullable String controllerAddress,
            Map<PlatformService, ServiceJson> services,
            VerdictJson eligibleAsController,
            @Nullable RefusalCode problemCode,
            @Nullable String problem,
            @Nullable LastKnownJson lastKnown) {}

    /** What is no longer known, with its age. */
    record LastKnownJson(
            Instant readAt,
            @Nullable String version,
            @Nullable String serialNumber,
            @Nullable String controllerAddress,
            Map<PlatformService, ServiceJson> services) {}

    static Summary summary(Environment environment, @Nullable String lockedBy) {
        return new Summary(
                environment.id(),
                environment.name(),
                stack(environment),
                lockedBy,
                environment.groups().stream()
                        .map(group -> new GroupMembers(group, members(environment, group)))
                        .toList());
    }

    static EnvironmentJson of(
            FarmReading reading,
            @Nullable String lockedBy,
            OpenItems openItems,
            List<String> inventoryProblems,
            Function<Server, @Nullable ServerReading> lastKnown) {
        Environment environment = reading.environment();
        List<String> active = reading.activeGroups();
        return new EnvironmentJson(
                environment.id(),
                environment.name(),
                stack(environment),
                reading.controller().map(Server::id).orElse(null),
                active,
                reading.unknownGroups(),
                lockedBy,
                reading.readAt(),
                !openItems.pendingFences().isEmpty() || openItems.openDeviations() > 0,
                openItems.pendingFences(),
                openItems.openDeviations(),
                openItems.aborted(),
                inventoryProblems,
                environment.groups().stream()
                        .map(group -> new GroupJson(
                                group,
                                active.contains(group),
                                reading.group(group).state(),
                                reading.group(group).reason(),
                                members(environment, group),
                                VerdictJson.of(reading.canBeActivated(group))))
                        .toList(),
                environment.servers().stream()
                        .map(server -> server(reading, server, lastKnown))
                        .toList());
    }

    private static ServerJson server(
            FarmReading farm, Server server, Function<Server, @Nullable ServerReading> lastKnown) {
        ServerReading reading = farm.server(server.id());
        ServerReading before = reading.reachable() ? null : lastKnown.apply(server);
        return new ServerJson(
                server.id(),
                server.address(),
                server.aliases(),
                server.group(),
                reading.reachable(),
                reading.version(),
                reading.serialNumber(),
                reading.controllerAddress(),
                services(farm.environment(), reading),
                VerdictJson.of(farm.eligibleAsController(server)),
                reading.problemCode(),
                reading.problem(),
                before == null ? null : lastKnown(farm.environment(), before));
    }

    private static LastKnownJson lastKnown(Environment environment, ServerReading reading) {
        return new LastKnownJson(
                reading.readAt(),
                reading.version(),
                reading.serialNumber(),
                reading.controllerAddress(),
                services(environment, reading));
    }

    /** What was read, and the services that every server is asked about, unknown where it did not say. */
    private static Map<PlatformService, ServiceJson> services(Environment environment, ServerReading reading) {
        Map<PlatformService, ServiceJson> services = new EnumMap<>(PlatformService.class);
        Arrays.stream(PlatformService.values())
                .filter(service -> reading.services().containsKey(service) || isAskedAbout(environment, service))
                .forEach(service -> services.put(service, ServiceJson.of(reading.service(service))));
        return services;
    }

    private static boolean isAskedAbout(Environment environment, PlatformService service) {
        return switch (service) {
            case CONTROLLER, DEPLOYER, SCHEDULER -> true;
            case RABBITMQ -> environment.rabbitMq() != Environment.RabbitMqPlacement.NONE;
            default -> false;
        };
    }

    private static List<String> members(Environment environment, String group) {
        return environment.serversOf(group).stream().map(Server::id).toList();
    }

    /** As the inventory writes it. */
    private static String stack(Environment environment) {
        return environment.stack().name().toLowerCase(Locale.ROOT);
    }
}
