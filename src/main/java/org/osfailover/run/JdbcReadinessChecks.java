package org.osfailover.run;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.FarmFinding;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The checks in the logical database. Of those without a run the newest is kept, and no other. */
@Component
@Transactional(propagation = Propagation.REQUIRES_NEW)
public class JdbcReadinessChecks implements ReadinessChecks {

    private final JdbcClient jdbc;
    private final Clock clock;

    @Autowired
    public JdbcReadinessChecks(JdbcClient jdbc) {
        this(jdbc, Clock.systemUTC());
    }

    JdbcReadinessChecks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void begin(String checkId, String environmentId, @Nullable String runId) {
        delete(checkId);
        // a run that is being started is not seen by this transaction: its id alone is kept
        jdbc.sql("insert into fo_readiness_check (id, environment_id, run_id, begun_at) values (?, ?, ?, ?)")
                .param(checkId)
                .param(environmentId)
                .param(runId)
                .param(Timestamps.of(now()))
                .update();
    }

    @Override
    public void keep(String checkId, @Nullable String serverId, List<FarmFinding> findings) {
        if (serverId == null) {
            jdbc.sql("delete from fo_finding where check_id = ? and code in ('VERSION', 'SERIAL_NUMBER', "
                            + "'SETTINGS_KEY', 'CONNECTION_SETTINGS', 'KNOWN_FAULTS', 'CONTROLLER', 'NAMES', "
                            + "'GROUPS', 'SERVICE_CENTER', 'PROGRAM', 'OPEN_ITEMS')")
                    .param(checkId)
                    .update();
        } else {
            jdbc.sql("delete from fo_finding where check_id = ? and server_id = ?")
                    .param(checkId)
                    .param(serverId)
                    .update();
        }
        findings.forEach(
                found -> jdbc.sql("insert into fo_finding (check_id, server_id, code, severity, sentence, remedy) "
                                + "values (?, ?, ?, ?, ?, ?)")
                        .param(checkId)
                        .param(found.server())
                        .param(found.finding().code().name())
                        .param(found.finding().severity().name())
                        .param(StoredText.of(found.finding().sentence()))
                        .param(StoredText.of(found.finding().remedy()))
                        .update());
    }

    @Override
    public void end(String checkId, String roles) {
        jdbc.sql("update fo_readiness_check set ended_at = ?, roles = ? where id = ?")
                .param(Timestamps.of(now()))
                .param(StoredText.of(roles))
                .param(checkId)
                .update();
        jdbc.sql("select id from fo_readiness_check where run_id is null and id <> ? and environment_id = "
                        + "(select environment_id from fo_readiness_check where id = ?)")
                .param(checkId)
                .param(checkId)
                .query(String.class)
                .list()
                .forEach(this::delete);
    }

    private void delete(String checkId) {
        jdbc.sql("delete from fo_finding where check_id = ?").param(checkId).update();
        jdbc.sql("delete from fo_readiness_check where id = ?").param(checkId).update();
    }

    @Override
    public List<FarmFinding> findings(String checkId) {
        return jdbc.sql("select * from fo_finding where check_id = ? order by id")
                .param(checkId)
                .query((row, n) -> new FarmFinding(
                        row.getString("server_id"),
                        new CheckFinding(
                                CheckFinding.Code.valueOf(row.getString("code")),
                                CheckFinding.Severity.valueOf(row.getString("severity")),
                                row.getString("sentence"),
                                row.getString("remedy"))))
                .list();
    }

    @Override
    public Optional<ReadinessCheck> newest(String environmentId) {
        return jdbc.sql("select * from fo_readiness_check where environment_id = ? and ended_at is not null "
                        + "order by ended_at desc fetch first 1 row only")
                .param(environmentId)
                .query((row, n) -> new ReadinessCheck(
                        row.getString("id"),
                        environmentId,
                        row.getString("run_id"),
                        Timestamps.read(row, "begun_at"),
                        Objects.requireNonNullElse(row.getString("roles"), ""),
                        findings(row.getString("id"))))
                .optional();
    }

    @Override
    public List<FarmFinding> ofRun(String runId) {
        return jdbc.sql(
                        "select id from fo_readiness_check where run_id = ? order by begun_at desc fetch first 1 row only")
                .param(runId)
                .query(String.class)
                .optional()
                .map(this::findings)
                .orElse(List.of());
    }

    /** Databases keep microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
