package org.osfailover.procedure.support;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServerReading;
import org.osfailover.run.EnabledRole;
import org.osfailover.run.EnabledRoles;
import org.springframework.stereotype.Component;

/**
 * What runs have enabled on servers that can't be read now: nobody has seen it stopped since, so it counts as running, in
 * every procedure and at every end of a run (safety rules 1 and 3).
 */
@Component
public class RolesOutOfSight {

    private final EnabledRoles roles;
    private final Steps steps;

    RolesOutOfSight(EnabledRoles roles, Steps steps) {
        this.roles = roles;
        this.steps = steps;
    }

    /** The run is about to enable the service: from here on it has, whatever becomes of the command. */
    public void enabling(DelegateExecution execution, String serverId, PlatformService service) {
        if (!steps.isRehearsal(execution)) {
            roles.mayBeEnabled(
                    RunVariables.RUN_ID.from(execution), RunVariables.ENVIRONMENT.from(execution), serverId, service);
        }
    }

    /** What a reading of one server shows as stopped and disabled is that. */
    public void learn(Environment environment, ServerReading reading) {
        roles.learn(new FarmReading(environment, reading.readAt(), Map.of(reading.serverId(), reading)));
    }

    /** Those that this reading does not show, after what it does show was learnt. */
    public List<EnabledRole> in(FarmReading reading) {
        roles.learn(reading);
        return roles.of(reading.environment().id()).stream()
                // a server that has gone from the inventory is nobody's to decide on any more
                .filter(role -> reading.environment().server(role.server()).isPresent())
                .filter(role -> !reading.server(role.server()).reachable())
                .toList();
    }
}
