package org.osfailover.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.ContactGate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The fences in the logical database; and the one gate that keeps everybody else away from a fenced server. */
@Component
@Transactional
public class JdbcFences implements Fences, ContactGate {

    private final JdbcClient jdbc;
    private final Clock clock;

    @Autowired
    public JdbcFences(JdbcClient jdbc) {
        this(jdbc, Clock.systemUTC());
    }

    JdbcFences(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void name(String runId, String environmentId, String serverId) {
        insert(runId, environmentId, serverId, Fence.State.NAMED);
    }

    private void insert(String runId, String environmentId, String serverId, Fence.State state) {
        jdbc.sql("insert into fo_fence (id, run_id, environment_id, server_id, state, services, begun_at) "
                        + "values (?, ?, ?, ?, ?, '', ?)")
                .param(PendingFence.id(runId, serverId))
                .param(runId)
                .param(environmentId)
                .param(serverId)
                .param(state.name())
                .param(Timestamps.of(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .update();
    }

    @Override
    public void withdraw(String runId, String serverId) {
        jdbc.sql("update fo_fence set state = 'WITHDRAWN', ended_at = ? where id = ? and state = 'NAMED'")
                .param(Timestamps.of(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .param(PendingFence.id(runId, serverId))
                .update();
    }

    @Override
    public Fence attest(
            String runId,
            String serverId,
            String method,
            String person,
            String comment,
            List<String> services,
            @Nullable String controllerAddress) {
        String id = PendingFence.id(runId, serverId);
        Optional<Fence> known = find(id);
        if (known.filter(fence -> fence.state() == Fence.State.PENDING).isPresent()) {
            return known.get();
        }
        if (known.isEmpty()) {
            String environment = jdbc.sql("select environment_id from fo_run where id = ?")
                    .param(runId)
                    .query(String.class)
                    .single();
            insert(runId, environment, serverId, Fence.State.PENDING);
        }
        jdbc.sql("update fo_fence set state = 'PENDING', method = ?, attested_by = ?, attestation = ?, services = ?, "
                        + "controller_address = ?, ended_at = null, report = null where id = ?")
                .param(method)
                .param(StoredText.brief(person))
                .param(StoredText.of(comment))
                .param(String.join(",", services))
                .param(controllerAddress)
                .param(id)
                .update();
        return find(id).orElseThrow();
    }

    @Override
    public void renew(
            String fenceId,
            String method,
            String person,
            String comment,
            List<String> services,
            @Nullable String controllerAddress) {
        Fence known = find(fenceId).orElseThrow();
        boolean attests = !Fence.NONE_ATTESTED.equals(method) || !known.isAttested();
        String address = controllerAddress == null ? known.controllerAddress() : controllerAddress;
        jdbc.sql("update fo_fence set method = ?, attested_by = ?, attestation = ?, services = ?, "
                        + "controller_address = ? where id = ? and state = 'PENDING'")
                .param(attests ? method : known.method())
                .param(attests ? StoredText.brief(person) : known.attestedBy())
                .param(attests ? StoredText.of(comment) : known.attestation())
                .param(Stream.concat(known.services().stream(), services.stream())
                        .distinct()
                        .collect(Collectors.joining(",")))
                .param(address)
                .param(fenceId)
                .update();
    }

    @Override
    public Optional<Fence> find(String fenceId) {
        return jdbc.sql("select * from fo_fence where id = ?")
                .param(fenceId)
                .query((row, n) -> fence(row))
                .optional();
    }

    @Override
    public List<Fence> open(String environmentId) {
        return jdbc.sql("select * from fo_fence where environment_id = ? and state in ('NAMED', 'PENDING') "
                        + "order by begun_at, id")
                .param(environmentId)
                .query((row, n) -> fence(row))
                .list();
    }

    @Override
    public List<Fence> pending() {
        return jdbc.sql("select * from fo_fence where state = 'PENDING' order by begun_at, id")
                .query((row, n) -> fence(row))
                .list();
    }

    @Override
    public void end(String fenceId, String report) {
        jdbc.sql("update fo_fence set state = 'ENDED', ended_at = ?, report = ? where id = ? and state <> 'ENDED'")
                .param(Timestamps.of(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .param(StoredText.of(report))
                .param(fenceId)
                .update();
    }

    @Override
    public Optional<String> refusal(String environmentId, String serverId, RunStep step) {
        List<Fence> open = open(environmentId).stream()
                .filter(fence -> fence.server().equals(serverId))
                .toList();
        boolean isFenceItself = open.stream()
                .anyMatch(fence ->
                        fence.state() == Fence.State.PENDING && fence.id().equals(step.runId()));
        return open.stream().filter(fence -> !isFenceItself).findFirst().map(JdbcFences::whyNotContacted);
    }

    private static String whyNotContacted(Fence fence) {
        if (fence.state() == Fence.State.NAMED) {
            return "run " + fence.runId()
                    + " has named it as lost: it is not contacted until that run has decided on it";
        }
        return (fence.isAttested()
                        ? "it was fenced by " + fence.attestedBy() + " in run " + fence.runId()
                        : "run " + fence.runId()
                                + " went on or ended without it, and nobody has said that it is fenced")
                + ": nothing but its fence contacts it until it has been disabled at its return";
    }

    private static Fence fence(ResultSet row) throws SQLException {
        return new Fence(
                row.getString("id"),
                row.getString("run_id"),
                row.getString("environment_id"),
                row.getString("server_id"),
                Fence.State.valueOf(row.getString("state")),
                row.getString("method"),
                row.getString("attested_by"),
                row.getString("attestation"),
                Arrays.stream(row.getString("services").split(",", -1))
                        .filter(service -> !service.isBlank())
                        .toList(),
                row.getString("controller_address"),
                Timestamps.read(row, "begun_at"),
                Timestamps.readNullable(row, "ended_at"),
                row.getString("report"));
    }
}
