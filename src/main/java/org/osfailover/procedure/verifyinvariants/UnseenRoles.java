package org.osfailover.procedure.verifyinvariants;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Invariants.Breach;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
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
            return !fences.isNewController(execution, role.server())
                    && (seen || fences.movesController(execution));
        }
        return reading.environment()
                .server(role.server())
                .map(Server::group)
                .filter(group -> reading.activeGroups().stream().anyMatch(active -> !active.equals(group)))
                .isPresent();
    }
}
