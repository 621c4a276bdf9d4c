package org.osfailover.procedure.verifyinvariants;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Invariants.Breach;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.procedure.support.PendingFences;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.run.EnabledRole;
import org.springframework.stereotype.Component;

/**
 * A role that a run has enabled on a server that can't be read, while another server has it now or gets it in this run: the
 * one that is not seen counts as running, until it is read or a fence waits for it (safety rules 1 and 3).
 */
@Component
class UnseenRoles {

    private final RolesOutOfSight roles;
    private final PendingFences fences;

    UnseenRoles(RolesOutOfSight roles, PendingFences fences) {
        this.roles = roles;
        this.fences = fences;
    }

    /** One that was to be stopped and runs: it was left out, and has come back since. */
    Optional<Breach> cameBack(DelegateExecution execution, FarmReading reading) {
        return reading.environment().servers().stream()
                .flatMap(server -> fences.services(execution, server.id()).stream()
                        .map(PlatformService::valueOf)
                        .filter(service -> service != PlatformService.RABBITMQ)
                        .map(service -> reading.server(server.id()).service(service))
                        .filter(ServiceReading::isInService)
                        .map(read -> new Breach(
                                server.id(),
                                "Its " + read.service().displayName()
                                        + " was to be stopped and disabled by now, and is "
                                        + read.startType() + " and " + read.state()
                                        + ": stop and disable it, then choose RETRY",
                                false)))
                .findFirst();
    }

    Optional<Breach> breach(DelegateExecution execution, FarmReading reading) {
        return roles.in(reading).stream()
                .filter(role -> !fences.waitsFor(execution, role.server()))
                .filter(role -> isElsewhere(execution, role, reading))
                .findFirst()
                .map(role -> new Breach(
                        role.server(),
                        "Its " + role.service().displayName() + " may run beside another one: run " + role.runId()
                                + " has enabled it, nobody has read it as disabled since, and it can't be read now: "
                                + reading.server(role.server()).problem()
                                + ". Bring the server back and choose RETRY, or fence it",
                        false));
    }

    private boolean isElsewhere(DelegateExecution execution, EnabledRole role, FarmReading reading) {
        if (role.service() == PlatformService.CONTROLLER) {
            boolean seen = reading.serversWithController().stream()
                    .anyMatch(server -> !server.id().equals(role.server()));
            return !fences.isNewController(execution, role.server()) && (seen || fences.movesController(execution));
        }
        return reading.environment()
                .server(role.server())
                .map(Server::group)
                .filter(group -> reading.activeGroups().stream().anyMatch(active -> !active.equals(group)))
                .isPresent();
    }
}
