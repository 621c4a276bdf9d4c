package org.osfailover.procedure.fencereturningserver;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.run.Fence;

/**
 * What must not run on a server that has come back, and which Controller it has to name, as the others are now: the roles
 * may have moved on since it was fenced.
 *
 * @param mustNotRun what is stopped and disabled there
 * @param controllerAddress what is written there; empty where its configuration stays as it is
 */
record ReturnedServer(Set<PlatformService> mustNotRun, Optional<String> controllerAddress) {

    /** @param others the environment without the returned server */
    static ReturnedServer of(Fence fence, Server server, FarmReading others) {
        Optional<Server> controller = others.controller();
        Optional<String> planned = Optional.ofNullable(fence.controllerAddress())
                .filter(address -> !sameAddress(address, server.address()));
        // the others name the returned server only until the run that has left it behind has written the new address
        Optional<String> address = controller
                .filter(present -> !present.id().equals(server.id()))
                .map(Server::address)
                .or(() -> planned);
        Set<PlatformService> mustNotRun = EnumSet.noneOf(PlatformService.class);
        if (address.isPresent() || controller.isEmpty()) {
            mustNotRun.add(PlatformService.CONTROLLER);
        }
        List<String> active = others.activeGroups();
        boolean passive = server.group() != null && !active.contains(server.group());
        if (passive && (!active.isEmpty() || fence.services().contains(PlatformService.SCHEDULER.name()))) {
            mustNotRun.add(PlatformService.SCHEDULER);
        }
        if (fence.services().contains(PlatformService.RABBITMQ.name()) && address.isPresent()) {
            mustNotRun.add(PlatformService.RABBITMQ);
        }
        return new ReturnedServer(mustNotRun, address);
    }

    /**
     * The same where another server has the role already, whomever the addresses name, or where a run that goes on without
     * this server is about to give it to another: what that run has to stop here does not run (safety rule 3).
     */
    ReturnedServer neverTwo(Fence fence, Server server, FarmReading others, boolean runUnderWay) {
        Set<PlatformService> must = EnumSet.noneOf(PlatformService.class);
        must.addAll(mustNotRun);
        if (!others.serversWithController().isEmpty()) {
            must.add(PlatformService.CONTROLLER);
        }
        if (!runUnderWay) {
            return new ReturnedServer(must, controllerAddress);
        }
        fence.services().stream().map(PlatformService::valueOf).forEach(must::add);
        return new ReturnedServer(
                must,
                Optional.ofNullable(fence.controllerAddress())
                        .filter(address -> !sameAddress(address, server.address()))
                        .or(() -> controllerAddress));
    }

    private static boolean sameAddress(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
