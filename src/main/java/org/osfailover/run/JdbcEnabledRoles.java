package org.osfailover.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServerReading;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The enabled roles in the logical database. */
@Component
@Transactional(propagation = Propagation.REQUIRES_NEW)
public class JdbcEnabledRoles implements EnabledRoles {

    /** Of these there must be one, or one group's (safety rule 3). */
    private static final Set<PlatformService> ROLES = Set.of(PlatformService.CONTROLLER, PlatformService.SCHEDULER);

    private final JdbcClient jdbc;
    private final Clock clock = Clock.systemUTC();

    public JdbcEnabledRoles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void mayBeEnabled(String runId, String environmentId, String serverId, PlatformService service) {
        if (!ROLES.contains(service)) {
            return;
        }
        forget(environmentId, serverId, service);
        jdbc.sql("insert into fo_enabled_role (environment_id, server_id, service, run_id, enabled_at) "
                        + "values (?, ?, ?, ?, ?)")
                .param(environmentId)
                .param(serverId)
                .param(service.name())
                .param(runId)
                .param(Timestamps.of(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .update();
    }

    @Override
    public void learn(FarmReading reading) {
        String environment = reading.environment().id();
        for (EnabledRole role : of(environment)) {
            ServerReading read = reading.server(role.server());
            // what was enabled after the reading began is not what was read
            boolean younger = role.at().isAfter(reading.readAt());
            if (!younger && read.reachable() && read.service(role.service()).isStoppedAndDisabled()) {
                forget(environment, role.server(), role.service());
            }
        }
    }

    private void forget(String environmentId, String serverId, PlatformService service) {
        jdbc.sql("delete from fo_enabled_role where environment_id = ? and server_id = ? and service = ?")
                .param(environmentId)
                .param(serverId)
                .param(service.name())
                .update();
    }

    @Override
    public List<EnabledRole> of(String environmentId) {
        return jdbc.sql("select * from fo_enabled_role where environment_id = ? order by server_id, service")
                .param(environmentId)
                .query((row, n) -> role(row))
                .list();
    }

    private static EnabledRole role(ResultSet row) throws SQLException {
        return new EnabledRole(
                row.getString("server_id"),
                PlatformService.valueOf(row.getString("service")),
                row.getString("run_id"),
                Timestamps.read(row, "enabled_at"));
    }
}
