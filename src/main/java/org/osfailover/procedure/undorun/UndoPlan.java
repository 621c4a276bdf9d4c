package org.osfailover.procedure.undorun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.StartType;
import org.osfailover.run.ServerBefore;

/**
 * What differs from before the run, and in which order it is put back: nothing new is enabled before what the run has
 * enabled is down, and nobody is pointed to a Controller that does not run (safety rule 3).
 *
 * @param toStop services that were not in service before, and are now
 * @param toEnableFirst Controller and RabbitMQ that were in service before
 * @param toStart the other services that were
 * @param toPoint servers that name another Controller than before, the Controller itself first
 * @param controllerAddress what they named; empty where no address has changed
 * @param byHand what can't be put back by the building blocks
 */
record UndoPlan(
        List<Change> toStop,
        List<Change> toEnableFirst,
        List<Change> toStart,
        List<String> toPoint,
        Optional<String> controllerAddress,
        Optional<String> cacheServiceHost,
        List<String> byHand) {

    /** One service on one server. */
    record Change(String serverId, PlatformService service, ServiceReading before, ServiceReading now) {

        /** As a list's entry. */
        String entry() {
            return serverId + "/" + service;
        }
    }

    boolean isEmpty() {
        return toStop.isEmpty() && toEnableFirst.isEmpty() && toStart.isEmpty() && toPoint.isEmpty();
    }

    static UndoPlan of(List<ServerBefore> before, FarmReading now) {
        List<Change> toStop = new ArrayList<>();
        List<Change> first = new ArrayList<>();
        List<Change> toStart = new ArrayList<>();
        List<String> byHand = new ArrayList<>();
        List<ServerBefore> pointed = new ArrayList<>();
        for (ServerBefore server : before) {
            ServerReading read = now.server(server.server());
            if (!read.reachable()) {
                continue;
            }
            for (PlatformService service : PlatformService.values()) {
                change(server, read, service, toStop, first, toStart, byHand);
            }
            String address = server.controllerAddress();
            if (address != null
                    && read.controllerAddress() != null
                    && !address.equalsIgnoreCase(read.controllerAddress())) {
                pointed.add(server);
            }
        }
        Optional<String> address = pointed.stream()
                .map(ServerBefore::controllerAddress)
                .filter(a -> a != null)
                .findFirst();
        Optional<String> controller =
                address.flatMap(now.environment()::serverByAddress).map(Server::id);
        List<String> toPoint = pointed.stream()
                .map(ServerBefore::server)
                .sorted((one, other) -> Boolean.compare(
                        controller.filter(other::equals).isPresent(),
                        controller.filter(one::equals).isPresent()))
                .toList();
        Optional<String> cache = pointed.stream()
                .filter(server -> server.cacheServiceHost() != null
                        && !server.cacheServiceHost()
                                .equals(now.server(server.server()).cacheServiceHost()))
                .map(server -> String.valueOf(server.cacheServiceHost()))
                .findFirst();
        return new UndoPlan(toStop, first, toStart, toPoint, address, cache, byHand);
    }

    private static void change(
            ServerBefore server,
            ServerReading read,
            PlatformService service,
            List<Change> toStop,
            List<Change> first,
            List<Change> toStart,
            List<String> byHand) {
        ServiceReading before = server.service(service);
        ServiceReading now = read.service(service);
        if (before.startType() == StartType.UNKNOWN || now.startType() == StartType.UNKNOWN) {
            return;
        }
        if (before.startType() == StartType.ABSENT && now.startType() != StartType.ABSENT) {
            byHand.add(service.displayName() + " was not installed on " + server.server()
                    + " before: it is stopped and disabled, and stays installed");
        }
        Change change = new Change(server.server(), service, before, now);
        if (before.startType() == StartType.MANUAL && now.startType() != StartType.MANUAL) {
            byHand.add("Set " + service.displayName() + " on " + server.server() + " to manual, as it was");
        } else if (before.isStoppedAndDisabled() && now.isInService()) {
            toStop.add(change);
        } else if (before.startType() == StartType.AUTOMATIC
                && before.state().isRunning()
                && !(now.startType() == StartType.AUTOMATIC && now.state().isRunning())) {
            (service == PlatformService.CONTROLLER || service == PlatformService.RABBITMQ ? first : toStart)
                    .add(change);
        }
    }
}
