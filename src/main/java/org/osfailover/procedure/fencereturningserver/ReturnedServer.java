package org.osfailover.procedure.fencereturningserver;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.GroupReading;
import org.osfailover.farm.HostName;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.StartType;
import org.osfailover.run.Fence;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;

/**
 * What a server that has come back is, as the others are now: the roles may have moved on since it was fenced, or the run
 * that left it behind may have been aborted. It names the Controller that the others name, and has the role that they give
 * it. Where that can't be told, its Controller is stopped, the safest of what may be wrong, and a person is asked.
 *
 * @param mustNotRun what is stopped and disabled there
 * @param mustRun what is enabled and started there, on a person's word
 * @param controllerAddress what is written there; empty where its configuration stays as it is
 * @param isReachable whether it could be read itself
 * @param hasToStop whether something that must not run is not known to be stopped and disabled
 * @param why what the standing rests on, as a sentence; what to ask, where it is unclear
 */
record ReturnedServer(
        Standing standing,
        Set<PlatformService> mustNotRun,
        Set<PlatformService> mustRun,
        Optional<String> controllerAddress,
        String why,
        boolean isReachable,
        boolean hasToStop) {

    enum Standing {
        CLEAR,
        /** A run is moving the Controller: it is known once that has written its address, or has ended. */
        WAITS,
        /** A person has to say. */
        UNCLEAR
    }

    /**
     * What is known when it is judged.
     *
     * @param farm all servers, the returned one too
     * @param move the run that is moving the Controller now; null where none is
     * @param leftOut whether a run is under way that goes on without the server
     * @param left the run that has left the fence behind
     * @param said what a person says
     */
    record Situation(
            Fence fence,
            Server server,
            FarmReading farm,
            @Nullable Run move,
            boolean leftOut,
            Optional<Run> left,
            RoleQuestion said) {

        List<ServerReading> othersNaming() {
            return farm.namingController().stream()
                    .filter(read -> !read.serverId().equals(server.id()))
                    .toList();
        }

        List<String> controllersElsewhere() {
            return farm.serversWithController().stream()
                    .map(Server::id)
                    .filter(id -> !id.equals(server.id()))
                    .toList();
        }
    }

    static ReturnedServer of(Situation now) {
        Role role = role(now);
        Set<PlatformService> mustNotRun = EnumSet.noneOf(PlatformService.class);
        mustNotRun.addAll(role.mustNotRun());
        if (mustNotRun.contains(PlatformService.CONTROLLER)
                && role.controllerAddress().isPresent()
                && now.fence().services().contains(PlatformService.RABBITMQ.name())) {
            mustNotRun.add(PlatformService.RABBITMQ);
        }
        if (schedulerMustNotRun(now)) {
            mustNotRun.add(PlatformService.SCHEDULER);
        }
        if (now.leftOut()) {
            // what that run has to stop here does not run: it is about to give it to another (safety rule 3)
            now.fence().services().stream().map(PlatformService::valueOf).forEach(mustNotRun::add);
        }
        ServerReading own = now.farm().server(now.server().id());
        return new ReturnedServer(
                role.standing(),
                mustNotRun,
                role.mustRun(),
                role.controllerAddress(),
                role.why(),
                own.reachable(),
                mustNotRun.stream().anyMatch(service -> !own.service(service).isStoppedAndDisabled()));
    }

    /** What follows for the one service that must run once. */
    private record Role(
            Standing standing,
            Set<PlatformService> mustNotRun,
            Set<PlatformService> mustRun,
            Optional<String> controllerAddress,
            String why) {}

    /** Its part in there being one Controller. */
    private static Role role(Situation now) {
        List<ServerReading> naming = now.othersNaming();
        if (naming.isEmpty()) {
            return unclear(now, "no other server can be read");
        }
        Optional<Server> named = named(now, naming);
        if (named.filter(now.server()::equals).isPresent()) {
            return theController(now);
        }
        Optional<String> address = named.map(controller -> spelling(now, naming, controller))
                .or(() -> unknownNameOfTheOnlyController(now, naming));
        if (address.isEmpty()) {
            return unclear(now, "the others don't tell which server is the Controller: " + who(naming));
        }
        return now.move() != null && !isWhereTheMoveGoes(now, address.get())
                ? disabled(
                        Standing.WAITS,
                        "run " + now.move().id() + " is moving the Controller, and the others name " + address.get()
                                + " until it has written another address")
                : new Role(
                        Standing.CLEAR,
                        EnumSet.of(PlatformService.CONTROLLER),
                        Set.of(),
                        address,
                        "the others name " + address.get() + " as the Controller");
    }

    /** The others name this very server. */
    private static Role theController(Situation now) {
        List<String> elsewhere = now.controllersElsewhere();
        Run move = now.move();
        if (move != null && !isWhereTheMoveGoes(now, now.server().address())) {
            return disabled(
                    Standing.WAITS,
                    "run " + move.id() + " is moving the Controller away from it, and the others still name it");
        }
        if (!elsewhere.isEmpty()) {
            return unclear(
                    now, "the others name it as the Controller, but one is enabled on " + String.join(", ", elsewhere));
        }
        ServerReading own = now.farm().server(now.server().id());
        ServiceReading service = own.service(PlatformService.CONTROLLER);
        // one that can't be read is not disabled: no other is enabled, so nothing speaks against the role it is given
        if (!service.isInService() && service.startType() != StartType.UNKNOWN) {
            return unclear(
                    now,
                    "the others name it as the Controller, but its Deployment Controller is not enabled here ("
                            + service.startType() + "), and none is on any server that"
                            + " can be read");
        }
        boolean namesItself = now.farm()
                .controllerNamedBy(now.server().id())
                .filter(now.server()::equals)
                .isPresent();
        return new Role(
                Standing.CLEAR,
                Set.of(),
                Set.of(),
                namesItself ? Optional.empty() : Optional.of(spelling(now, now.othersNaming(), now.server())),
                "the others name it as the Controller, and no other is enabled");
    }

    /** Whom more than half of the others name. */
    private static Optional<Server> named(Situation now, List<ServerReading> naming) {
        return mostNamed(
                naming, read -> now.farm().controllerNamedBy(read.serverId()).orElse(null));
    }

    /** What more than half of them say; nothing of what is null. */
    private static <T> Optional<T> mostNamed(List<ServerReading> naming, Function<ServerReading, @Nullable T> said) {
        Map<T, Integer> votes = new LinkedHashMap<>();
        for (ServerReading read : naming) {
            T its = said.apply(read);
            if (its != null) {
                votes.merge(its, 1, Integer::sum);
            }
        }
        return votes.entrySet().stream()
                .filter(vote -> vote.getValue() * 2 > naming.size())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** A name that nobody knows, where all who can be asked have one Controller: it is that one's, whatever it is. */
    private static Optional<String> unknownNameOfTheOnlyController(Situation now, List<ServerReading> naming) {
        if (now.controllersElsewhere().size() != 1) {
            return Optional.empty();
        }
        boolean noneKnown = naming.stream()
                .allMatch(read -> now.farm().controllerNamedBy(read.serverId()).isEmpty());
        return noneKnown
                ? mostNamed(naming, read -> HostName.of(name(read))).flatMap(name -> naming.stream()
                        .map(ReturnedServer::name)
                        .filter(spelled -> HostName.of(spelled).equals(name))
                        .findFirst())
                : Optional.empty();
    }

    /** As most of those spell it who mean this server; a {@code localhost} is good on its own server only. */
    private static String spelling(Situation now, List<ServerReading> naming, Server meant) {
        return naming.stream()
                .filter(read -> now.farm()
                        .controllerNamedBy(read.serverId())
                        .filter(meant::equals)
                        .isPresent())
                .map(ReturnedServer::name)
                .filter(name -> now.farm().environment().serverNamed(name).isPresent()
                        || !HostName.of(name).isLoopback())
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(meant.address());
    }

    private static boolean isWhereTheMoveGoes(Situation now, String address) {
        Run move = now.move();
        String planned = now.fence().controllerAddress();
        return move != null
                && planned != null
                && now.fence().runId().equals(move.id())
                && now.farm().environment().isSameServer(address, now.server(), planned);
    }

    private static Role unclear(Situation now, String why) {
        if (now.said() == RoleQuestion.NOT_CONTROLLER) {
            return disabled(Standing.CLEAR, "a person says that it is not the Controller; " + why);
        }
        if (now.said() == RoleQuestion.CONTROLLER && now.controllersElsewhere().isEmpty() && now.move() == null) {
            return new Role(
                    Standing.CLEAR,
                    Set.of(),
                    EnumSet.of(PlatformService.CONTROLLER),
                    Optional.empty(),
                    "a person says that it is the Controller; " + why);
        }
        return disabled(
                now.move() == null ? Standing.UNCLEAR : Standing.WAITS,
                now.said() == RoleQuestion.CONTROLLER
                                && !now.controllersElsewhere().isEmpty()
                        ? "it can't be made the Controller beside " + String.join(", ", now.controllersElsewhere())
                                + ", which has an enabled one; " + why
                        : why);
    }

    private static Role disabled(Standing standing, String why) {
        return new Role(standing, EnumSet.of(PlatformService.CONTROLLER), Set.of(), Optional.empty(), why);
    }

    /**
     * Never two groups, and none that is not meant: where no other can be read as active, the run that left the server
     * behind says, unless it was given up and every other group is known to be passive.
     */
    private static boolean schedulerMustNotRun(Situation now) {
        String group = now.server().group();
        if (group == null || activeWithout(now, group)) {
            return false;
        }
        List<GroupReading> others = now.farm().environment().groups().stream()
                .filter(other -> !other.equals(group))
                .map(now.farm()::group)
                .toList();
        if (others.stream().anyMatch(other -> other.state() == GroupReading.State.ACTIVE)) {
            return true;
        }
        boolean givenUp = now.left()
                .map(Run::outcome)
                .filter(outcome -> outcome == RunOutcome.ABORTED || outcome == RunOutcome.FAILED)
                .isPresent();
        boolean othersPassive = others.stream().allMatch(other -> other.state() == GroupReading.State.PASSIVE);
        return now.fence().services().contains(PlatformService.SCHEDULER.name()) && !(givenUp && othersPassive);
    }

    /** Whether another server of its group has an enabled Scheduler. */
    private static boolean activeWithout(Situation now, String group) {
        return now.farm().environment().serversOf(group).stream()
                .filter(member -> !member.equals(now.server()))
                .map(member -> now.farm().server(member.id()).service(PlatformService.SCHEDULER))
                .anyMatch(scheduler -> scheduler.startType().isEnabled() && scheduler.isInService());
    }

    private static String who(List<ServerReading> naming) {
        return naming.stream()
                .map(read -> read.serverId() + " names " + name(read))
                .collect(Collectors.joining(", "));
    }

    private static String name(ServerReading read) {
        return String.valueOf(read.controllerAddress()).strip();
    }
}
