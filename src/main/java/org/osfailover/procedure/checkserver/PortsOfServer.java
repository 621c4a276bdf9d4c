package org.osfailover.procedure.checkserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.Environment;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.StartType;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Reachability;

/**
 * The ports that one server needs of the others. A front-end needs the Controller and the cache invalidation service; the
 * Controller every Deployment Service. What is known to be out of reach costs each server a deadline, and tells nothing:
 * it is not tried.
 */
final class PortsOfServer {

    private final Environment environment;
    private final Server server;
    private final PlatformServer platform;
    private final Set<String> fenced;
    private final Map<String, ServerReading> lately;
    private final List<Reachability> tried = new ArrayList<>();
    private final List<String> notTried = new ArrayList<>();

    /**
     * Tries them.
     *
     * @param fenced servers of which is known, and told elsewhere, that they are lost
     * @param lately how the servers were a short while ago, where that is known
     */
    PortsOfServer(
            Environment environment,
            Server server,
            PlatformServer platform,
            Set<String> fenced,
            Map<String, ServerReading> lately) {
        this.environment = environment;
        this.server = server;
        this.platform = platform;
        this.fenced = fenced;
        this.lately = lately;
        tryAll(platform.read());
    }

    List<Reachability> tried() {
        return tried;
    }

    /** Sentences about those that were left out. */
    List<String> notTried() {
        return notTried;
    }

    private void tryAll(ServerReading read) {
        String controller = read.controllerAddress();
        if (controller != null && !controller.isBlank()) {
            boolean isController = environment
                    .serverNamed(controller, server)
                    .filter(server::equals)
                    .isPresent();
            if (isController) {
                environment.servers().stream()
                        .filter(other -> !other.equals(server) && other.group() != null)
                        .forEach(other -> tryAt(PlatformService.DEPLOYER, other.address(), Optional.of(other)));
            } else {
                tryAt(PlatformService.CONTROLLER, controller, environment.serverNamed(controller, server));
            }
        }
        String cache = read.cacheServiceHost();
        if (cache != null
                && !cache.isBlank()
                && read.service(PlatformService.DEPLOYER).startType() != StartType.ABSENT) {
            tryAt(PlatformService.RABBITMQ, cache, environment.serverNamed(cache, server));
        }
    }

    private void tryAt(PlatformService service, String address, Optional<Server> there) {
        String id = there.map(Server::id).orElse("");
        ServerReading read = lately.get(id);
        if (fenced.contains(id)) {
            return;
        } else if (read == null || id.equals(server.id())) {
            tried.addAll(platform.reachesAll(service, address));
        } else if (read.problemCode() == RefusalCode.SERVER_UNREACHABLE) {
            notTried.add(service.displayName() + " at " + address + " was not tried from here, since this program can't"
                    + " reach server " + id + " either: " + read.problem());
        } else if (!isPassive(service, read)) {
            tried.addAll(platform.reachesAll(service, address));
        }
    }

    /** A front-end of the passive group: its Deployment Service is disabled, and nothing is to listen there. */
    private static boolean isPassive(PlatformService service, ServerReading read) {
        StartType startType = read.service(service).startType();
        return service == PlatformService.DEPLOYER
                && read.reachable()
                && (startType == StartType.DISABLED || startType == StartType.ABSENT);
    }
}
