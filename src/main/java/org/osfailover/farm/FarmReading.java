package org.osfailover.farm;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was read of all servers of an environment at about the same time, and what follows from it: who is the
 * Controller, which groups are active, and what may be done.
 *
 * @param servers one reading a server, by server id
 */
public record FarmReading(Environment environment, Instant readAt, Map<String, ServerReading> servers) {

    public FarmReading {
        servers = Map.copyOf(servers);
    }

    /** The reading of one server; "not read" where there is none. */
    public ServerReading server(String serverId) {
        ServerReading reading = servers.get(serverId);
        return reading != null
                ? reading
                : ServerReading.unreachable(serverId, readAt, RefusalCode.SERVER_UNREACHABLE, "it was not read");
    }

    /**
     * Who is the Controller: the server whose address more than half of the readable servers have in force; where that
     * gives no majority, the only server with an enabled Controller service. Empty where neither tells.
     */
    public Optional<Server> controller() {
        List<String> inForce = servers.values().stream()
                .map(ServerReading::controllerAddress)
                .filter(address -> address != null && !address.isBlank())
                .map(address -> address.trim())
                .toList();
        Optional<Server> byAddress = inForce.stream()
                .collect(Collectors.groupingBy(a -> a.toLowerCase(java.util.Locale.ROOT), Collectors.counting()))
                .entrySet()
                .stream()
                .filter(e -> e.getValue() * 2 > inForce.size())
                .findFirst()
                .flatMap(e -> environment.serverByAddress(e.getKey()));
        if (byAddress.isPresent()) {
            return byAddress;
        }
        List<Server> enabled = serversWithController();
        return enabled.size() == 1 ? Optional.of(enabled.get(0)) : Optional.empty();
    }

    /**
     * The servers whose Controller service runs, or would after a restart, in the inventory's order. More than one is what
     * safety rule 3 forbids, whichever of them the addresses name.
     */
    public List<Server> serversWithController() {
        return environment.servers().stream()
                .filter(s -> server(s.id()).service(PlatformService.CONTROLLER).isInService())
                .toList();
    }

    /**
     * The groups that have an enabled Scheduler, in the inventory's order. A manual one that is stopped does not count: it
     * does not run timers, and will not after a reboot.
     */
    public List<String> activeGroups() {
        return environment.groups().stream()
                .filter(group -> environment.serversOf(group).stream().anyMatch(this::hasEnabledScheduler))
                .toList();
    }

    private boolean hasEnabledScheduler(Server server) {
        ServiceReading scheduler = server(server.id()).service(PlatformService.SCHEDULER);
        return scheduler.startType().isEnabled() && scheduler.isInService();
    }

    /** The groups that could be activated: those that are not active. */
    public List<String> passiveGroups() {
        List<String> active = activeGroups();
        return environment.groups().stream().filter(g -> !active.contains(g)).toList();
    }

    /** Whether this server may become the Controller, and why (not). */
    public Verdict eligibleAsController(Server server) {
        if (!server.canBeController()) {
            return Verdict.refused("the inventory says that it can't be a Controller (canBeController: false)");
        }
        if (controller().filter(server::equals).isPresent()) {
            return Verdict.refused("it is the Controller already");
        }
        ServerReading reading = server(server.id());
        if (!reading.reachable()) {
            return new Verdict.Refused(
                    RefusalCode.SERVER_UNREACHABLE, "it can't be reached: " + nonNull(reading.problem()));
        }
        ServiceReading service = reading.service(PlatformService.CONTROLLER);
        if (service.startType() == StartType.ABSENT) {
            return new Verdict.Refused(
                    RefusalCode.SERVICE_ABSENT,
                    "it has no " + PlatformService.CONTROLLER.displayName()
                            + ": install the platform's server there first");
        }
        String version = reading.version();
        Optional<String> farmVersion = usualVersion();
        if (version != null && farmVersion.isPresent() && !farmVersion.get().equals(version)) {
            return Verdict.refused(
                    "its platform version " + version + " is not the environment's, " + farmVersion.get());
        }
        return FarmComparison.serversWith(FarmComparison.of(this, java.util.Set.of()), CheckFinding.Code.SETTINGS_KEY)
                        .contains(server.id())
                ? Verdict.refused("its private.key is not that of the other servers: it can't read the environment's"
                        + " settings")
                : Verdict.allowed("it can become the Controller");
    }

    /**
     * Whether this group may be activated, and why (not). An active group may where another one is active as well, or
     * where only a part of it is (a run was aborted halfway): that is the way back to one group.
     */
    public Verdict canBeActivated(String group) {
        List<Server> members = environment.serversOf(group);
        if (members.isEmpty()) {
            return Verdict.refused("there is no group '" + group + "' in " + environment.id() + "; its groups are "
                    + String.join(", ", environment.groups()));
        }
        List<String> active = activeGroups();
        boolean partly = active.contains(group)
                && members.stream().anyMatch(s -> server(s.id()).reachable() && !hasEnabledScheduler(s));
        boolean withOthers = active.contains(group) && active.size() > 1;
        if (active.contains(group) && !partly && !withOthers) {
            return Verdict.refused("group '" + group + "' is active already (its Scheduler is enabled)");
        }
        if (members.stream().noneMatch(s -> server(s.id()).reachable())) {
            return new Verdict.Refused(
                    RefusalCode.SERVER_UNREACHABLE,
                    "none of the servers of group '" + group + "' can be read: "
                            + members.stream()
                                    .map(s -> s.id() + ": "
                                            + nonNull(server(s.id()).problem()))
                                    .collect(Collectors.joining("; ")));
        }
        if (withOthers) {
            return Verdict.allowed("more than one group is active (" + String.join(", ", active)
                    + "): activating it deactivates the others");
        }
        return Verdict.allowed(
                partly
                        ? "only some of its Schedulers are enabled: activating it completes it"
                        : "it is passive and can be activated");
    }

    /** The version that most readable servers have. */
    public Optional<String> usualVersion() {
        return servers.values().stream()
                .map(ServerReading::version)
                .filter(v -> v != null)
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    private static String nonNull(@Nullable String text) {
        return text == null ? "no reason known" : text;
    }
}
