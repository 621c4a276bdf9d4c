package org.osfailover.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Approvals in the logical database. */
@Component
@Transactional
public class JdbcApprovals implements Approvals {

    private final JdbcClient jdbc;
    private final Clock clock;

    @Autowired
    public JdbcApprovals(JdbcClient jdbc) {
        this(jdbc, Clock.systemUTC());
    }

    JdbcApprovals(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void record(
            String runId, String planHash, String kind, String person, boolean approved, @Nullable String note) {
        jdbc.sql(
                        "insert into fo_approval (run_id, at, plan_hash, kind, person, approved, note) values (?, ?, ?, ?, ?, ?, ?)")
                .param(runId)
                .param(Timestamps.of(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .param(planHash)
                .param(kind)
                .param(StoredText.brief(person))
                .param(approved)
                .param(StoredText.ofNullable(note))
                .update();
    }

    @Override
    public List<Approval> of(String runId) {
        return jdbc.sql("select * from fo_approval where run_id = ? order by id")
                .param(runId)
                .query((row, n) -> new Approval(
                        Timestamps.read(row, "at"),
                        row.getString("plan_hash"),
                        row.getString("kind"),
                        row.getString("person"),
                        row.getBoolean("approved"),
                        row.getString("note")))
                .list();
    }

    @Override
    public String planHash(String runId) {
        return jdbc
                .sql("select plan_hash from fo_run where id = ?")
                .param(runId)
                .query((row, n) -> Optional.ofNullable(row.getString("plan_hash")))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    /** One building block on one server, as it took. */
    private record Span(String key, Instant from, Instant to) {}

    @Override
    public Map<String, Long> lastDurations(String procedure, String environmentId) {
        Optional<String> last = jdbc.sql(
                        "select id from fo_run where procedure_key = ? and environment_id = ? and rehearsal = false "
                                + "and outcome in ('COMPLETED', 'COMPLETED_WITH_DEVIATIONS') order by ended_at desc fetch first 1 row only")
                .param(procedure)
                .param(environmentId)
                .query(String.class)
                .optional();
        Map<String, Long> durations = new HashMap<>();
        if (last.isPresent()) {
            jdbc
                    .sql(
                            "select server_id, step, started_at, ended_at from fo_command where run_id = ? and ended_at is not null")
                    .param(last.get())
                    .query((row, n) -> new Span(
                            row.getString("step").replaceAll("/.*", "") + " " + row.getString("server_id"),
                            Timestamps.read(row, "started_at"),
                            Timestamps.read(row, "ended_at")))
                    .list()
                    .stream()
                    .collect(java.util.stream.Collectors.toMap(
                            Span::key,
                            span -> span,
                            (one, other) -> new Span(
                                    one.key(),
                                    one.from().isBefore(other.from()) ? one.from() : other.from(),
                                    one.to().isAfter(other.to()) ? one.to() : other.to())))
                    .forEach((key, span) -> durations.put(
                            key,
                            Objects.requireNonNull(Duration.between(span.from(), span.to()))
                                    .toSeconds()));
        }
        return durations;
    }
}
