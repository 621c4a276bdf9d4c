package org.osfailover.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The deviations in the logical database. */
@Component
@Transactional
public class JdbcDeviations implements Deviations {

    /** The processes in which a run goes on, or ends, without a server that has a fence. */
    private static final List<String> GOES_ON_WITHOUT = List.of("decide-on-server/", "prepare-run/", "abort-run/");

    private final JdbcClient jdbc;
    private final Clock clock;

    @Autowired
    public JdbcDeviations(JdbcClient jdbc) {
        this(jdbc, Clock.systemUTC());
    }

    JdbcDeviations(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public List<Deviation> of(String environmentId, boolean closedToo) {
        return jdbc.sql("select * from fo_deviation where environment_id = ? "
                        + (closedToo ? "" : "and closed_at is null ") + "order by id desc")
                .param(environmentId)
                .query((row, n) -> deviation(row))
                .list();
    }

    @Override
    public Optional<Deviation> find(long id) {
        return jdbc.sql("select * from fo_deviation where id = ?")
                .param(id)
                .query((row, n) -> deviation(row))
                .optional();
    }

    @Override
    public boolean close(long id, String person, String reason) {
        return jdbc.sql("update fo_deviation set closed_at = ?, closed_by = ?, close_reason = ? "
                                + "where id = ? and closed_at is null")
                        .param(Timestamps.of(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                        .param(StoredText.brief(person))
                        .param(StoredText.of(reason))
                        .param(id)
                        .update()
                > 0;
    }

    @Override
    public boolean handOver(long id, String owner) {
        return jdbc.sql("update fo_deviation set owner = ? where id = ? and closed_at is null")
                        .param(StoredText.brief(owner))
                        .param(id)
                        .update()
                > 0;
    }

    @Override
    public void closeFenced(String runId, String serverId, String reason) {
        Optional<Instant> begun = jdbc.sql("select begun_at from fo_fence where id = ?")
                .param(PendingFence.id(runId, serverId))
                .query((row, n) -> Timestamps.read(row, "begun_at"))
                .optional();
        of(environmentOf(runId), false).stream()
                .filter(open -> serverId.equals(open.server()))
                // later runs, too, went on without the server that this fence has waited for
                .filter(open -> open.run().equals(runId)
                        || begun.filter(since -> !open.at().isBefore(since)).isPresent())
                .filter(open -> GOES_ON_WITHOUT.stream().anyMatch(open.step()::startsWith))
                .forEach(open -> close(open.id(), "the fence", reason));
    }

    private String environmentOf(String runId) {
        return jdbc.sql("select environment_id from fo_run where id = ?")
                .param(runId)
                .query(String.class)
                .single();
    }

    private static Deviation deviation(ResultSet row) throws SQLException {
        return new Deviation(
                row.getLong("id"),
                row.getString("run_id"),
                row.getString("environment_id"),
                row.getString("server_id"),
                Timestamps.read(row, "at"),
                row.getString("step"),
                row.getString("sentence"),
                row.getString("owner"),
                Timestamps.readNullable(row, "closed_at"),
                row.getString("closed_by"),
                row.getString("close_reason"));
    }
}
