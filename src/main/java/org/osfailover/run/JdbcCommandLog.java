package org.osfailover.run;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The commands in the logical database, each written in transactions of its own. It is also the last gate: a changing
 * command whose run does not hold its environment's lock is not begun.
 */
@Component
public final class JdbcCommandLog implements CommandLog, SmartInitializingSingleton {

    /** What is only read, outside of any run, is not kept: an environment may be looked at every few seconds. */
    private static final long NOT_KEPT = -1;

    private static final Logger log = LoggerFactory.getLogger(JdbcCommandLog.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Instant programStartedAt;
    private final TransactionTemplate ownTransaction;
    private final EnvironmentLocks locks;
    private final WholeOutputs wholeOutputs;
    private final PlannedCommands planned;

    @Autowired
    public JdbcCommandLog(JdbcClient jdbc, PlatformTransactionManager transactions, PlannedCommands planned) {
        this(jdbc, transactions, planned, Clock.system(ZoneId.systemDefault()));
    }

    JdbcCommandLog(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this(jdbc, transactions, new PlannedCommands(), clock);
    }

    JdbcCommandLog(JdbcClient jdbc, PlatformTransactionManager transactions, PlannedCommands planned, Clock clock) {
        this.planned = planned;
        this.jdbc = jdbc;
        this.clock = clock;
        programStartedAt = now();
        ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        locks = new EnvironmentLocks(jdbc, ownTransaction);
        wholeOutputs = new WholeOutputs(jdbc);
    }

    @Override
    public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
        return begin(step, environmentId, serverId, command, changing, null);
    }

    @Override
    public long beginJob(RunStep step, String environmentId, String serverId, String job, String command) {
        return begin(step, environmentId, serverId, command, true, job);
    }

    private long begin(
            RunStep step,
            String environmentId,
            String serverId,
            String command,
            boolean changing,
            @Nullable String job) {
        if (step.planningToken().isPresent()) {
            if (changing) {
                planned.add(step.planningToken().get(), command);
            }
            return NOT_KEPT;
        }
        if (!changing && (step.runId() == null || RunStep.WATCH.equals(step.step()))) {
            return NOT_KEPT;
        }
        Long id = ownTransaction.execute(status -> {
            if (changing) {
                checkMayChange(step, environmentId, serverId, command);
            }
            return insert(step, environmentId, serverId, command, changing, job);
        });
        if (id == null) {
            throw new IllegalStateException("The command was not recorded and is not sent: " + command);
        }
        return id;
    }

    private void checkMayChange(RunStep step, String environmentId, String serverId, String command) {
        String id = step.runId();
        if (id == null) {
            throw refused(environmentId, serverId, command, "it belongs to no run");
        }
        if (isRehearsal(id)) {
            if (step.rehearsal()) {
                return;
            }
            throw refused(environmentId, serverId, command, "run " + id + " is a rehearsal, which changes no server");
        }
        if (step.rehearsal()) {
            return;
        }
        Optional<String> owner = locks.ownerOf(environmentId);
        if (owner.filter(id::equals).isPresent() && mayNotChange(id)) {
            throw refused(environmentId, serverId, command, "run " + id + " is being aborted: nothing new begins");
        }
        if (owner.filter(id::equals).isPresent() || isFenceOf(id, environmentId, serverId)) {
            return;
        }
        throw refused(
                environmentId,
                serverId,
                command,
                "run " + id + " does not hold the environment's lock ("
                        + owner.map(o -> "run " + o + " does").orElse("nobody does") + ")");
    }

    private boolean isRehearsal(String runId) {
        return jdbc.sql("select rehearsal from fo_run where id = ?")
                .param(runId)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private boolean mayNotChange(String runId) {
        // locks the row until the command is recorded: an abort comes before it, or sees it as under way
        return jdbc.sql("select no_more_changes from fo_run where id = ? for update")
                .param(runId)
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    private boolean isFenceOf(String id, String environmentId, String serverId) {
        return PendingFence.parse(id)
                .filter(fence -> fence.serverId().equals(serverId))
                .filter(fence -> isRunOn(fence.runId(), environmentId))
                .isPresent();
    }

    private boolean isRunOn(String runId, String environmentId) {
        return jdbc.sql("select count(*) from fo_run where id = ? and environment_id = ?")
                        .param(runId)
                        .param(environmentId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private static IllegalStateException refused(String environment, String server, String command, String why) {
        return new IllegalStateException(
                "Not sent, because " + why + ": " + command + " (" + environment + " " + server + ")");
    }

    private @Nullable Long insert(
            RunStep step,
            String environmentId,
            String serverId,
            String command,
            boolean changing,
            @Nullable String job) {
        String runId = step.runId();
        KeyHolder key = new GeneratedKeyHolder();
        jdbc.sql(
                        "insert into fo_command (run_id, environment_id, server_id, step, command, changing, started_at, job_id) "
                                + "values (?, ?, ?, ?, ?, ?, ?, ?)")
                .param(runId == null ? null : PendingFence.runOf(runId))
                .param(environmentId)
                .param(StoredText.brief(serverId))
                .param(StoredText.brief(step.step()))
                .param(StoredText.output(command))
                .param(changing)
                .param(Timestamps.of(now()))
                .param(job)
                .update(key, "id");
        return key.getKeyAs(Long.class);
    }

    @Override
    public void end(long id, String outcome, @Nullable Integer exitCode, String output) {
        if (id == NOT_KEPT) {
            return;
        }
        String shown = StoredText.output(output);
        boolean truncated = output.length() > StoredText.OUTPUT_LIMIT;
        ownTransaction.executeWithoutResult(status -> {
            jdbc.sql("update fo_command set ended_at = ?, outcome = ?, exit_code = ?, output = ?, truncated = ? "
                            + "where id = ?")
                    .param(Timestamps.of(now()))
                    .param(outcome)
                    .param(exitCode)
                    .param(shown)
                    .param(truncated)
                    .param(id)
                    .update();
            if (truncated) {
                wholeOutputs.keep(id, StoredText.whole(output));
            }
        });
    }

    @Override
    public void progress(long id, String output) {
        if (id == NOT_KEPT) {
            return;
        }
        ownTransaction.executeWithoutResult(
                status -> jdbc.sql("update fo_command set output = ? where id = ? and ended_at is null")
                        .param(StoredText.output(output))
                        .param(id)
                        .update());
    }

    @Override
    public Optional<JobRecord> lastOf(RunStep step, String serverId, String job) {
        return jdbc.sql("select id, ended_at, exit_code, output from fo_command "
                        + "where run_id = ? and server_id = ? and job_id = ? order by id desc fetch first 1 row only")
                .param(step.runId() == null ? null : PendingFence.runOf(step.runId()))
                .param(StoredText.brief(serverId))
                .param(job)
                .query((row, number) -> new JobRecord(
                        row.getLong("id"),
                        row.getObject("ended_at") != null,
                        row.getObject("exit_code", Integer.class),
                        Objects.requireNonNullElse(row.getString("output"), "")))
                .optional();
    }

    /**
     * Closes the commands that an earlier life of the program has begun and not ended: what became of them is not known.
     * Before the engine's job executor starts; one program a database is assumed. A job goes on without the program: its
     * record stays open, and whoever looks at the job next ends it.
     *
     * @return how many there were
     */
    int closeOrphans() {
        Integer closed = ownTransaction.execute(
                status -> jdbc.sql("update fo_command set ended_at = ?, outcome = 'CONNECTION_LOST', "
                                + "output = coalesce(output || cast(? as text), '') || cast(? as text) "
                                + "where ended_at is null and job_id is null and started_at < ?")
                        .param(Timestamps.of(now()))
                        .param("\n")
                        .param("The program ended before this command did; what it did on the server is not known.")
                        .param(Timestamps.of(programStartedAt))
                        .update());
        return closed == null ? 0 : closed;
    }

    @Override
    public void afterSingletonsInstantiated() {
        int closed = closeOrphans();
        if (closed > 0) {
            log.warn("{} commands were under way when the program ended; they are recorded as CONNECTION_LOST", closed);
        }
    }

    /** Databases keep microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
