package org.osfailover.procedure.undorun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.HostName;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.run.EnabledRole;
import org.osfailover.run.ServerBefore;

/**
 * What differs from before the run, and in which order it is put back: nothing new is enabled before what the run has
 * enabled is down, and a Controller's own configuration names it before it is started (safety rule 3, and the vendor's
 * corrected order).
 *
 * @param toStop services that were not in service before, and are now, or may be: their server can't be read
 * @param toEnableFirst Controller and RabbitMQ that were in service before
 * @param toStart the other services that were
 * @param toPoint servers that name another Controller than before, the Controller itself first
 * @param controller the Controller before the run; empty where that can't be told
 * @param byHand what can't be put back by the building blocks
 */
record UndoPlan(
        List<Change> toStop,
        List<Change> toEnableFirst,
        List<Change> toStart,
        List<Pointing> toPoint,
        Optional<Server> controller,
        List<String> byHand) {

    /**
     * One service on one server.
     *
     * @param start whether it ran before; one that was automatic and stopped is only set to automatic
     */
    record Change(String serverId, PlatformService service, ServiceReading before, ServiceReading now, boolean start) {

        /** As a list's entry. */
        String entry() {
            return serverId + "/" + service;
        }
    }

    /**
     * What one server's configuration had, and gets again.
     *
     * @param address the Controller's address as that server said it
     * @param cacheServiceHost empty where it has not changed
     */
    record Pointing(String serverId, String address, Optional<String> cacheServiceHost) {}

    boolean isEmpty() {
        return toStop.isEmpty() && toEnableFirst.isEmpty() && toStart.isEmpty() && toPoint.isEmpty();
    }

    /** Every change of a service, in the order in which they are made. */
    Stream<Change> changes() {
        return Stream.of(toStop, toEnableFirst, toStart).flatMap(List::stream);
    }

    /**
     * Compares.
     *
     * @param before the servers that could be read before the run
     * @param outOfSight what runs have enabled on servers that can't be read now
     */
    static UndoPlan of(List<ServerBefore> before, FarmReading now, List<EnabledRole> outOfSight) {
        Environment environment = now.environment();
        Optional<Server> controller = controllerOf(before, environment);
        List<Change> toStop = new ArrayList<>();
        List<Change> first = new ArrayList<>();
        List<Change> toStart = new ArrayList<>();
        List<String> byHand = new ArrayList<>();
        List<Pointing> toPoint = new ArrayList<>();
        for (ServerBefore server : before) {
            Optional<Server> known = environment.server(server.server());
            ServerReading read = now.server(server.server());
            if (known.isEmpty() || !read.reachable()) {
                continue;
            }
            for (PlatformService service : PlatformService.values()) {
                ServiceBefore compared = ServiceBefore.of(server, service, read.service(service));
                compared.byHand().ifPresent(byHand::add);
                compared.toStop().ifPresent(toStop::add);
                boolean isFirst = service == PlatformService.CONTROLLER || service == PlatformService.RABBITMQ;
                compared.toStart().ifPresent((isFirst ? first : toStart)::add);
            }
            pointing(server, known.get(), environment, read, controller, byHand).ifPresent(toPoint::add);
        }
        outOfSight.stream()
                .flatMap(role -> withRabbitMq(role, environment))
                .filter(role -> !wasInService(before, role))
                .map(role -> outOfSight(before, now, role))
                .forEach(toStop::add);
        toPoint.sort((one, other) -> Boolean.compare(is(controller, other.serverId()), is(controller, one.serverId())));
        return new UndoPlan(toStop, first, toStart, toPoint, controller, byHand);
    }

    /** The same, with the servers that can't be read now: one that is back before it is decided on is pointed, too. */
    UndoPlan withUnread(List<ServerBefore> before, FarmReading now) {
        List<Pointing> all = new ArrayList<>(toPoint);
        if (all.isEmpty()) {
            return this;
        }
        before.stream()
                .filter(server -> !now.server(server.server()).reachable() && server.controllerAddress() != null)
                .flatMap(server -> now.environment().server(server.server()).stream()
                        .map(known -> new Pointing(
                                known.id(),
                                ownWords(
                                        String.valueOf(server.controllerAddress()),
                                        known,
                                        now.environment(),
                                        controller),
                                Optional.empty())))
                .forEach(all::add);
        return new UndoPlan(toStop, toEnableFirst, toStart, all, controller, byHand);
    }

    private static boolean is(Optional<Server> controller, String serverId) {
        return controller.filter(server -> server.id().equals(serverId)).isPresent();
    }

    /** Where RabbitMQ lives on the Controller, a run that has enabled one there may have created the other, too. */
    private static Stream<EnabledRole> withRabbitMq(EnabledRole role, Environment environment) {
        return role.service() == PlatformService.CONTROLLER
                        && environment.rabbitMq() == Environment.RabbitMqPlacement.ON_CONTROLLER
                ? Stream.of(role, new EnabledRole(role.server(), PlatformService.RABBITMQ, role.runId(), role.at()))
                : Stream.of(role);
    }

    private static boolean wasInService(List<ServerBefore> before, EnabledRole role) {
        return before.stream()
                .filter(server -> server.server().equals(role.server()))
                .anyMatch(server -> server.service(role.service()).isInService());
    }

    private static Change outOfSight(List<ServerBefore> before, FarmReading now, EnabledRole role) {
        ServiceReading then = before.stream()
                .filter(server -> server.server().equals(role.server()))
                .map(server -> server.service(role.service()))
                .findFirst()
                .orElseGet(() -> ServiceReading.unknown(role.service(), "not read before the run"));
        return new Change(
                role.server(), role.service(), then, now.server(role.server()).service(role.service()), false);
    }

    /** Whom more than half of the servers named before; else the only one whose Controller was in service. */
    private static Optional<Server> controllerOf(List<ServerBefore> before, Environment environment) {
        List<Server> named = before.stream()
                .flatMap(server -> environment
                        .server(server.server())
                        .flatMap(speaker -> named(environment, server.controllerAddress(), speaker))
                        .stream())
                .toList();
        Optional<Server> majority = named.stream()
                .filter(server -> named.stream().filter(server::equals).count() * 2 > named.size())
                .findFirst();
        if (majority.isPresent()) {
            return majority;
        }
        List<Server> inService = before.stream()
                .filter(server -> server.service(PlatformService.CONTROLLER).isInService())
                .flatMap(server -> environment.server(server.server()).stream())
                .toList();
        return inService.size() == 1 ? Optional.of(inService.get(0)) : Optional.empty();
    }

    private static Optional<Server> named(Environment environment, @Nullable String name, Server speaker) {
        return name == null || name.isBlank() ? Optional.empty() : environment.serverNamed(name, speaker);
    }

    /** What is written on this server; empty where it names the same Controller and cache service as before. */
    private static Optional<Pointing> pointing(
            ServerBefore before,
            Server server,
            Environment environment,
            ServerReading now,
            Optional<Server> controller,
            List<String> byHand) {
        String said = before.controllerAddress();
        if (said == null || said.isBlank()) {
            return Optional.empty();
        }
        String address = ownWords(said, server, environment, controller);
        String cacheBefore = before.cacheServiceHost();
        Optional<String> cache = Optional.ofNullable(cacheBefore)
                .filter(host -> !host.isBlank())
                .map(host -> ownWords(host, server, environment, controller))
                .filter(host -> !means(host, now.cacheServiceHost(), server, environment));
        boolean other =
                now.controllerAddress() != null && !means(address, now.controllerAddress(), server, environment);
        if (!other && cache.isEmpty()) {
            return Optional.empty();
        }
        if (!address.equals(said.strip())) {
            byHand.add(
                    server.id() + " named " + said + " as the Controller, which there means the server itself: it gets "
                            + address + ", which means the Controller everywhere");
        }
        return Optional.of(new Pointing(server.id(), address, cache));
    }

    /** As the server said it; a name that means another server on each server is written on the Controller alone. */
    private static String ownWords(String said, Server server, Environment environment, Optional<Server> controller) {
        boolean meansOneself = environment.servers().stream()
                        .map(speaker -> environment.serverNamed(said, speaker))
                        .distinct()
                        .count()
                > 1;
        return meansOneself && !is(controller, server.id())
                ? controller.map(Server::address).orElse(said)
                : said.strip();
    }

    /** Whether both names mean the same, in that server's own files. */
    private static boolean means(String one, @Nullable String other, Server speaker, Environment environment) {
        if (other == null) {
            return false;
        }
        Optional<Server> meant = environment.serverNamed(one, speaker);
        return HostName.of(one).equals(HostName.of(other))
                || (meant.isPresent() && meant.equals(environment.serverNamed(other, speaker)));
    }
}
