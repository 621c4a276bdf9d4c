package org.osfailover.farm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment.RabbitMqPlacement;

/**
 * By which names the servers call the cache invalidation service's host. Where the inventory says that it is on the
 * Controller, a name that is not known to be the Controller's is warned of, and never taken for anything; what is elsewhere
 * has names of its own. {@code localhost} in a farm is wrong wherever it is (source: server.hsconf reference).
 */
final class CacheServiceNames {

    private CacheServiceNames() {}

    static List<FarmFinding> findings(FarmReading reading, Set<String> leftOut) {
        return reading.environment().servers().stream()
                .map(server -> reading.server(server.id()))
                .filter(read -> read.reachable() && !leftOut.contains(read.serverId()))
                .flatMap(read -> finding(reading, read).map(found -> new FarmFinding(read.serverId(), found)).stream())
                .toList();
    }

    private static Optional<CheckFinding> finding(FarmReading reading, ServerReading read) {
        String name = read.cacheServiceHost();
        Environment environment = reading.environment();
        if (name == null || name.isBlank() || environment.rabbitMq() == RabbitMqPlacement.NONE) {
            return Optional.empty();
        }
        String says = "Its configuration names " + name.strip() + " as the cache invalidation service's host, ";
        if (HostName.of(name).isLoopback() && environment.servers().size() > 1) {
            return Optional.of(warning(
                    says + "which means every server itself",
                    "Write the address of the server that has RabbitMQ (Configuration Tool, Cache)"));
        }
        if (environment.rabbitMq() != RabbitMqPlacement.ON_CONTROLLER) {
            return Optional.empty();
        }
        Optional<Server> meant = reading.serverNamed(name, read.serverId());
        if (meant.isEmpty()) {
            return Optional.of(warning(
                    says
                            + "which is no name of a server of this environment, and the inventory says that RabbitMQ is on"
                            + " the Controller (rabbitMq: on-controller)",
                    "Find out which server that is, and add '" + name.strip()
                            + "' to its 'aliases:' in the inventory; or write rabbitMq: elsewhere"));
        }
        return reading.controller()
                .filter(controller -> !controller.equals(meant.get()))
                .map(controller -> warning(
                        says + "which is " + meant.get().id() + ", and the Controller is " + controller.id()
                                + ", where the inventory says that RabbitMQ is (rabbitMq: on-controller)",
                        "Correct the one that is wrong, before a move takes RabbitMQ along"));
    }

    private static CheckFinding warning(String sentence, String remedy) {
        return CheckFinding.warning(Code.NAMES, sentence, remedy);
    }
}
