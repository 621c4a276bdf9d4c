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
     * The server that a name in one server's own files means, by the inventory, and where that does not know the name, by
     * what the servers say that they are called. Empty where it can't be told, also where two servers say the same.
     *
     * @param speaker the id of the server whose files have the name
     */
    public Optional<Server> serverNamed(String name, String speaker) {
        Optional<Server> itself = environment.server(speaker);
        return itself.flatMap(server -> environment.serverNamed(name, server))
                .or(() -> itself.isPresent() ? Optional.empty() : environment.serverNamed(name))
                .or(() -> saysSoItself(HostName.of(name)));
    }

    /** The only server that is called so by its own account. */
    public Optional<Server> saysSoItself(HostName name) {
        List<Server> found = name.isLoopback()
                ? List.of()
                : environment.servers().stream()
                        .filter(server -> server(server.id()).ownNames().stream()
                                .map(HostName::of)
                                .anyMatch(own -> own.equals(name) || own.isShortOrLongOf(name)))
                        .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Whom this server's configuration names as the Controller; empty where it can't be told. */
    public Optional<Server> controllerNamedBy(String serverId) {
        String address = server(serverId).controllerAddress();
        return address == null || address.isBlank() ? Optional.empty() : serverNamed(address, serverId);
    }

    /** The readings of those servers that name a Controller, in the inventory's order. */
    public List<ServerReading> namingController() {
        return environment.servers().stream()
                .map(server -> server(server.id()))
                .filter(read -> read.controllerAddress() != null
                        && !read.controllerAddress().isBlank())
                .toList();
    }

    /** The server that more than half of those that name a Controller name, however they spell it. */
    public Optional<Server> controllerByAddress() {
        List<ServerReading> naming = namingController();
        return naming.stream()
                .flatMap(read -> controllerNamedBy(read.serverId()).stream())
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(votes -> votes.getValue() * 2 > naming.size())
                .findFirst()
                .map(Map.Entry::getKey);
    }

    /**
     * Who is the Controller: the server that more than half of the readable servers name, by whichever of its names; where
     * that gives no majority, the only server with an enabled Controller service. Empty where neither tells.
     */
    public Optional<Server> controller() {
        Optional<Server> byAddress = controllerByAddress();
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

    /** The groups that are known to be passive, in the inventory's order. */
    public List<String> passiveGroups() {
        return groupsThatAre(GroupReading.State.PASSIVE);
    }

    /** The groups of which it can't be read whether they are active, in the inventory's order. */
    public List<String> unknownGroups() {
        return groupsThatAre(GroupReading.State.UNKNOWN);
    }

    private List<String> groupsThatAre(GroupReading.State state) {
        return environment.groups().stream()
                .filter(group -> group(group).state() == state)
                .toList();
    }

    /** Whether a group is active, and what that rests on. */
    public GroupReading group(String group) {
        List<Server> members = environment.serversOf(group);
        List<String> enabled = members.stream()
                .filter(this::hasEnabledScheduler)
                .map(Server::id)
                .toList();
        if (!enabled.isEmpty()) {
            return new GroupReading(
                    group, GroupReading.State.ACTIVE, "Scheduler is enabled on " + String.join(", ", enabled));
        }
        String unread = members.stream()
                .filter(server -> !isSchedulerRead(server))
                .map(server -> server.id() + ": " + whyNotRead(server))
                .collect(Collectors.joining("; "));
        return members.stream().anyMatch(this::isSchedulerRead)
                ? new GroupReading(
                        group,
                        GroupReading.State.PASSIVE,
                        "Scheduler is not enabled"
                                + (unread.isEmpty() ? "" : ", as far as it can be read (" + unread + ")"))
                : new GroupReading(group, GroupReading.State.UNKNOWN, "nothing of it can be read (" + unread + ")");
    }

    /** The unknown groups with the reason of each, as the end of a sentence. */
    public String unknownGroupsAndWhy() {
        return unknownGroups().stream()
                .map(group -> group + ": " + group(group).reason())
                .collect(Collectors.joining("; "));
    }

    private boolean isSchedulerRead(Server server) {
        return server(server.id()).service(PlatformService.SCHEDULER).startType() != StartType.UNKNOWN;
    }

    private String whyNotRead(Server server) {
        ServerReading read = server(server.id());
        return read.reachable() ? read.service(PlatformService.SCHEDULER).detail() : nonNull(read.problem());
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
            return reading.problemCode() == RefusalCode.SERVER_SLOW
                    ? new Verdict.Refused(RefusalCode.SERVER_SLOW, nonNull(reading.problem()))
                    : new Verdict.Refused(RefusalCode.SERVER_UNREACHABLE, reading.outOfReach());
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
            boolean slow = members.stream().anyMatch(s -> server(s.id()).problemCode() == RefusalCode.SERVER_SLOW);
            return new Verdict.Refused(
                    slow ? RefusalCode.SERVER_SLOW : RefusalCode.SERVER_UNREACHABLE,
                    "none of the servers of group '" + group + "' can be read: "
                            + members.stream()
                                    .map(s -> s.id() + ": "
                                            + nonNull(server(s.id()).problem()))
                                    .collect(Collectors.joining("; ")));
        }
        GroupReading read = group(group);
        if (read.state() == GroupReading.State.UNKNOWN) {
            return Verdict.allowed("whether it is active is not known: " + read.reason());
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
