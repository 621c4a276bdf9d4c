package org.osfailover.run;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The runs in the logical database, beside the engine's tables. */
@Component
public final class JdbcRuns implements Runs {

    /** No command holds it: what is not printable is shown otherwise. */
    private static final String BETWEEN_COMMANDS = "\n\u241e\n";

    /** What a fence does is kept with its run, and goes on when the run has ended: no end of the run waits for it. */
    private static final String NOT_A_FENCES = " and step not like 'fence-returning-server/%'";

    private static final DateTimeFormatter FOR_PEOPLE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate callersTransaction;
    private final TransactionTemplate ownTransaction;
    private final EnvironmentLocks locks;

    @Autowired
    public JdbcRuns(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this(jdbc, transactions, Clock.system(ZoneId.systemDefault()));
    }

    JdbcRuns(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        callersTransaction = new TransactionTemplate(transactions);
        ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        locks = new EnvironmentLocks(jdbc, ownTransaction);
    }

    @Override
    public Run start(NewRun run) throws EnvironmentLockedException {
        Started started = inCallersTransaction(() -> startUnlessLocked(run));
        if (started.locked() != null) {
            throw started.locked();
        }
        return found(started.runId());
    }

    /** Exactly one of the two: an exception that passed through the caller's transaction would doom it. */
    private record Started(String runId, @Nullable EnvironmentLockedException locked) {}

    private Started startUnlessLocked(NewRun run) {
        Optional<String> owner;
        try {
            owner = locks.lockRow(run.environment());
        } catch (PessimisticLockingFailureException e) {
            return new Started(
                    "",
                    new EnvironmentLockedException(
                            "Environment '" + run.environment() + "' is just being locked by another start. "
                                    + "Look at its runs, and start again if none of them is under way.",
                            ""));
        }
        if (owner.isPresent() && run.takesLock()) {
            return new Started("", lockedBy(run.environment(), owner.get()));
        }
        Instant now = now();
        String id = nextId(run.environment(), LocalDate.ofInstant(now, clock.getZone()));
        insert(id, run, now);
        if (run.takesLock()) {
            locks.take(run.environment(), id, now);
        }
        insertEvent(
                id,
                RunEvent.Kind.STARTED,
                "start",
                null,
                run.startedBy(),
                (run.rehearsal() ? "Rehearsal of " : "") + run.procedure() + " started by " + run.startedBy() + ": "
                        + run.reason());
        return new Started(id, null);
    }

    private EnvironmentLockedException lockedBy(String environment, String holderId) {
        Run holder = found(holderId);
        return new EnvironmentLockedException(
                "Environment '" + environment + "' is locked by run " + holder.id() + " (" + holder.procedure()
                        + "), which " + holder.startedBy() + " started at "
                        + FOR_PEOPLE.format(holder.startedAt().atZone(clock.getZone()))
                        + ". One run at a time changes an environment: let that run end, or complete its open tasks. "
                        + "Only if its process is gone (deleted in Cockpit), an administrator frees the lock with "
                        + "POST /api/environments/" + environment + "/lock/takeover.",
                holder.id());
    }

    private String nextId(String environment, LocalDate day) {
        String prefix = environment + "-" + day + "-";
        int last = jdbc
                .sql("select id from fo_run where environment_id = ?")
                .param(environment)
                .query(String.class)
                .list()
                .stream()
                .filter(id -> id.startsWith(prefix))
                .map(id -> id.substring(prefix.length()))
                .filter(number -> number.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
        return prefix + (last + 1);
    }

    private void insert(String id, NewRun run, Instant now) {
        Instant incident = run.incidentStartedAt();
        jdbc.sql("insert into fo_run (id, procedure_key, environment_id, mode, rehearsal, reason, change_ticket, "
                        + "started_by, started_at, incident_started_at, process_instance_id) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(id)
                .param(run.procedure())
                .param(run.environment())
                .param(run.mode().name())
                .param(run.rehearsal())
                .param(StoredText.of(run.reason()))
                .param(StoredText.ofNullable(run.changeTicket()))
                .param(StoredText.brief(run.startedBy()))
                .param(Timestamps.of(now))
                .param(Timestamps.of(incident == null ? now : incident))
                .param(run.processInstanceId())
                .update();
    }

    @Override
    public void end(String runId, RunOutcome outcome, String sentence) {
        inCallersTransaction(() -> {
            Optional<Run> run = find(runId);
            if (run.isEmpty() || run.get().endedAt() != null) {
                return false;
            }
            Optional<String> owner = locks.lockRow(run.get().environment());
            int ended = jdbc.sql("update fo_run set ended_at = ?, outcome = ?, outcome_sentence = ? "
                            + "where id = ? and ended_at is null")
                    .param(Timestamps.of(now()))
                    .param(outcome.name())
                    .param(StoredText.of(sentence))
                    .param(runId)
                    .update();
            if (owner.filter(runId::equals).isPresent()) {
                locks.free(run.get().environment());
            }
            // named as lost, and nobody has decided on them: they are contacted again
            jdbc.sql("update fo_fence set state = 'WITHDRAWN' where run_id = ? and state = 'NAMED'")
                    .param(runId)
                    .update();
            if (ended > 0) {
                insertEvent(runId, RunEvent.Kind.ENDED, "end", null, null, sentence);
            }
            return true;
        });
    }

    @Override
    public Optional<Run> find(String runId) {
        return jdbc.sql("select * from fo_run where id = ?")
                .param(runId)
                .query((row, n) -> run(row))
                .optional();
    }

    @Override
    public List<Run> newest(int count) {
        return jdbc.sql("select * from fo_run order by started_at desc, id desc limit ?")
                .param(count)
                .query((row, n) -> run(row))
                .list();
    }

    @Override
    public Optional<Run> holderOf(String environmentId) {
        return locks.ownerOf(environmentId).flatMap(this::find);
    }

    @Override
    public boolean holdsLock(String runId) {
        return count("select count(*) from fo_environment_lock where run_id = ?", runId) > 0;
    }

    @Override
    public void allowNoMoreChanges(String runId) {
        ownTransaction.executeWithoutResult(status -> jdbc.sql("update fo_run set no_more_changes = true where id = ?")
                .param(runId)
                .update());
    }

    @Override
    public void switchMode(String runId, RunMode mode) {
        ownTransaction.executeWithoutResult(status -> jdbc.sql("update fo_run set mode = ? where id = ?")
                .param(mode.name())
                .param(runId)
                .update());
    }

    @Override
    public void takeOver(String environmentId, String person, String reason) {
        inCallersTransaction(() -> {
            locks.lockRow(environmentId).ifPresent(owner -> free(environmentId, owner, person, reason));
            return true;
        });
    }

    @Override
    public boolean takeOverFrom(Run run, String person, String reason) {
        return inCallersTransaction(() -> {
            boolean holds =
                    locks.lockRow(run.environment()).filter(run.id()::equals).isPresent();
            if (holds) {
                free(run.environment(), run.id(), person, reason);
            }
            return holds;
        });
    }

    private void free(String environmentId, String runId, String person, String reason) {
        String sentence = person + " freed the lock of environment '" + environmentId + "', whose run " + runId
                + " was gone: " + reason;
        insertEvent(runId, RunEvent.Kind.DEVIATION, "lock", null, person, sentence);
        end(runId, RunOutcome.FAILED, sentence);
        locks.free(environmentId);
    }

    @Override
    public void record(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence) {
        String keptWith = PendingFence.runOf(runId);
        boolean recorded = Boolean.TRUE.equals(ownTransaction.execute(status -> {
            if (find(keptWith).isEmpty()) {
                return false;
            }
            insertEvent(keptWith, kind, step, server, person, sentence);
            return true;
        }));
        if (!recorded) {
            recordBesideItsRun(keptWith, kind, step, server, person, sentence);
        }
    }

    @Override
    public void recordWithCaller(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence) {
        inCallersTransaction(() -> {
            recordBesideItsRun(PendingFence.runOf(runId), kind, step, server, person, sentence);
            return true;
        });
    }

    /** Nobody else sees a run that the caller's own transaction has just begun: its events come and go with it. */
    private void recordBesideItsRun(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence) {
        found(runId);
        insertEvent(runId, kind, step, server, person, sentence);
    }

    private void insertEvent(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence) {
        jdbc.sql("insert into fo_run_event (run_id, at, kind, step, server_id, person, sentence) "
                        + "values (?, ?, ?, ?, ?, ?, ?)")
                .param(runId)
                .param(Timestamps.of(now()))
                .param(kind.name())
                .param(StoredText.brief(step))
                .param(StoredText.briefNullable(server))
                .param(StoredText.briefNullable(person))
                .param(StoredText.of(sentence))
                .update();
        if (kind == RunEvent.Kind.DEVIATION) {
            openDeviation(runId, step, server, person, sentence);
        }
    }

    /** Each is an open item until somebody closes it: see {@link Deviations}. */
    private void openDeviation(
            String runId, String step, @Nullable String server, @Nullable String person, String sentence) {
        Run run = found(runId);
        jdbc.sql("insert into fo_deviation (run_id, environment_id, server_id, at, step, sentence, owner) "
                        + "values (?, ?, ?, ?, ?, ?, ?)")
                .param(runId)
                .param(run.environment())
                .param(StoredText.briefNullable(server))
                .param(Timestamps.of(now()))
                .param(StoredText.brief(step))
                .param(StoredText.of(sentence))
                .param(StoredText.brief(person == null ? run.startedBy() : person))
                .update();
    }

    @Override
    public List<RunEvent> events(String runId) {
        return jdbc.sql("select * from fo_run_event where run_id = ? order by id")
                .param(runId)
                .query((row, n) -> new RunEvent(
                        row.getLong("id"),
                        Timestamps.read(row, "at"),
                        RunEvent.Kind.valueOf(row.getString("kind")),
                        row.getString("step"),
                        row.getString("server_id"),
                        row.getString("person"),
                        row.getString("sentence")))
                .list();
    }

    @Override
    public void savePlan(String runId, List<PlanStep> plan) {
        inCallersTransaction(() -> {
            jdbc.sql("delete from fo_plan_step where run_id = ?").param(runId).update();
            int number = 0;
            for (PlanStep step : plan) {
                insert(runId, ++number, step);
            }
            jdbc.sql("update fo_run set plan_hash = ? where id = ?")
                    .param(PlanHash.of(plan))
                    .param(runId)
                    .update();
            return true;
        });
    }

    private void insert(String runId, int number, PlanStep step) {
        jdbc.sql("insert into fo_plan_step (run_id, line_number, step, server_id, sentence, waits_for_person, warning, "
                        + "element, commands, outcome, already_done, state_before, state_after, last_took_seconds) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(runId)
                .param(number)
                .param(StoredText.of(step.step()))
                .param(StoredText.briefNullable(step.server()))
                .param(StoredText.of(step.sentence()))
                .param(step.waitsForPerson())
                .param(StoredText.ofNullable(step.warning()))
                .param(step.element())
                .param(StoredText.of(String.join(BETWEEN_COMMANDS, step.commands())))
                .param(StoredText.ofNullable(step.outcome()))
                .param(step.alreadyDone())
                .param(StoredText.ofNullable(step.before()))
                .param(StoredText.ofNullable(step.after()))
                .param(step.lastTookSeconds())
                .update();
    }

    @Override
    public List<PlanStep> plan(String runId) {
        return jdbc.sql("select * from fo_plan_step where run_id = ? order by line_number")
                .param(runId)
                .query((row, n) -> new PlanStep(
                        row.getString("step"),
                        row.getString("server_id"),
                        row.getString("sentence"),
                        row.getBoolean("waits_for_person"),
                        row.getString("warning"),
                        row.getString("element"),
                        commands(row),
                        row.getString("outcome"),
                        row.getBoolean("already_done"),
                        row.getString("state_before"),
                        row.getString("state_after"),
                        row.getObject("last_took_seconds", Long.class)))
                .list();
    }

    private static List<String> commands(ResultSet row) throws SQLException {
        String commands = row.getString("commands");
        return commands == null || commands.isEmpty() ? List.of() : List.of(commands.split(BETWEEN_COMMANDS, -1));
    }

    @Override
    public List<RecordedCommand> commands(String runId) {
        return jdbc.sql("select * from fo_command where run_id = ? order by id")
                .param(runId)
                .query((row, n) -> new RecordedCommand(
                        row.getLong("id"),
                        row.getString("server_id"),
                        row.getString("step"),
                        row.getString("command"),
                        row.getBoolean("changing"),
                        Timestamps.read(row, "started_at"),
                        Timestamps.readNullable(row, "ended_at"),
                        row.getString("outcome"),
                        row.getObject("exit_code", Integer.class),
                        row.getString("output"),
                        row.getBoolean("truncated")))
                .list();
    }

    @Override
    public Optional<CommandOutput> output(String runId, long commandId) {
        return jdbc.sql("select output, truncated from fo_command where run_id = ? and id = ?")
                .param(runId)
                .param(commandId)
                .query((row, n) -> {
                    String shown = row.getString("output");
                    CommandOutput all = row.getBoolean("truncated")
                            ? out -> new WholeOutputs(jdbc).copy(commandId, out)
                            : out -> out.write((shown == null ? "" : shown).getBytes(StandardCharsets.UTF_8));
                    return all;
                })
                .optional();
    }

    @Override
    public int commandsUnderWay(String runId) {
        return count("select count(*) from fo_command where run_id = ? and ended_at is null" + NOT_A_FENCES, runId);
    }

    @Override
    public List<JobUnderWay> jobsUnderWay(String runId) {
        return jdbc.sql("select server_id, job_id from fo_command where run_id = ? and job_id is not null "
                        + "and ended_at is null" + NOT_A_FENCES + " order by id")
                .param(runId)
                .query((row, number) -> new JobUnderWay(row.getString("server_id"), row.getString("job_id")))
                .list();
    }

    @Override
    public void giveUp(String runId, JobUnderWay job, String why) {
        jdbc.sql("update fo_command set ended_at = ?, outcome = 'CONNECTION_LOST', output = ? "
                        + "where run_id = ? and server_id = ? and job_id = ? and ended_at is null")
                .param(Timestamps.of(now()))
                .param("[" + why + "]")
                .param(runId)
                .param(job.server())
                .param(job.job())
                .update();
    }

    @Override
    public boolean isBeingAborted(String runId) {
        return count("select count(*) from fo_run where id = ? and no_more_changes = true and ended_at is null", runId)
                > 0;
    }

    @Override
    public int giveUp(String runId, String serverId, String why) {
        return jdbc.sql("update fo_command set ended_at = ?, outcome = 'CONNECTION_LOST', output = ? "
                        + "where run_id = ? and server_id = ? and ended_at is null" + NOT_A_FENCES)
                .param(Timestamps.of(now()))
                .param("[" + why + "]")
                .param(runId)
                .param(serverId)
                .update();
    }

    /** While one is under way the last change is now: what is read meanwhile is old at once. */
    @Override
    public Optional<Instant> lastChange(String environmentId) {
        if (count(
                        "select count(*) from fo_command where environment_id = ? and changing = true and ended_at is null",
                        environmentId)
                > 0) {
            return Optional.of(now());
        }
        return jdbc
                .sql("select max(ended_at) as changed_at from fo_command where environment_id = ? and changing = true "
                        + "and outcome <> 'REHEARSED'")
                .param(environmentId)
                .query((row, n) -> Optional.ofNullable(Timestamps.readNullable(row, "changed_at")))
                .list()
                .stream()
                .findFirst()
                .flatMap(changedAt -> changedAt);
    }

    @Override
    public void skip(String runId, String serverId) {
        inCallersTransaction(() -> {
            if (!skipped(runId).contains(serverId)) {
                jdbc.sql("insert into fo_run_server_skipped (run_id, server_id) values (?, ?)")
                        .param(runId)
                        .param(serverId)
                        .update();
            }
            return true;
        });
    }

    @Override
    public Set<String> skipped(String runId) {
        return new LinkedHashSet<>(
                jdbc.sql("select server_id from fo_run_server_skipped where run_id = ? order by server_id")
                        .param(runId)
                        .query(String.class)
                        .list());
    }

    private Run found(String runId) {
        return find(runId).orElseThrow(() -> new IllegalArgumentException("There is no run '" + runId + "'"));
    }

    private int count(String sql, String parameter) {
        return jdbc.sql(sql).param(parameter).query(Integer.class).single();
    }

    /** Databases keep microseconds. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private <T> T inCallersTransaction(Supplier<T> work) {
        T result = callersTransaction.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("A transaction without a result");
        }
        return result;
    }

    private static Run run(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Run(
                row.getString("id"),
                row.getString("procedure_key"),
                row.getString("environment_id"),
                RunMode.valueOf(row.getString("mode")),
                row.getBoolean("rehearsal"),
                row.getString("reason"),
                row.getString("change_ticket"),
                row.getString("started_by"),
                Timestamps.read(row, "started_at"),
                Timestamps.read(row, "incident_started_at"),
                Timestamps.readNullable(row, "ended_at"),
                outcome == null ? null : RunOutcome.valueOf(outcome),
                row.getString("outcome_sentence"),
                row.getString("process_instance_id"));
    }
}
