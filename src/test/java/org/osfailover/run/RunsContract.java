package org.osfailover.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;
import org.osfailover.run.Runs.EnvironmentLockedException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What runs and the command log promise, whatever the database. */
abstract class RunsContract {

    private static final Instant NIGHT = Instant.parse("2026-11-22T02:10:05.123456789Z");

    private volatile Instant now = NIGHT;
    private TransactionTemplate transaction;
    private JdbcClient jdbc;
    private JdbcTransactionManager transactions;
    private JdbcRuns underTest;
    private JdbcCommandLog log;

    abstract DataSource dataSource();

    @BeforeEach
    void emptyDatabase() {
        DataSource dataSource = dataSource();
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .cleanDisabled(false)
                .locations("classpath:db/migration")
                .load();
        flyway.clean();
        flyway.migrate();
        jdbc = JdbcClient.create(dataSource);
        transactions = new JdbcTransactionManager(dataSource);
        transaction = new TransactionTemplate(transactions);
        underTest = new JdbcRuns(jdbc, transactions, new SettableClock());
        log = new JdbcCommandLog(jdbc, transactions, new SettableClock());
    }

    @Test
    void start_environmentFree_takesTheLockUnderAReadableId() throws Exception {
        Run run = underTest.start(newRun("production"));

        assertThat(run.id()).isEqualTo("production-2026-11-22-1");
        assertThat(run.startedAt()).isEqualTo(Instant.parse("2026-11-22T02:10:05.123456Z"));
        assertThat(run.incidentStartedAt()).isEqualTo(run.startedAt());
        assertThat(run.outcome()).isNull();
        assertThat(underTest.find(run.id())).contains(run);
        assertThat(underTest.holderOf("production")).contains(run);
        assertThat(underTest.holdsLock(run.id())).isTrue();
        assertThat(underTest.events(run.id())).singleElement().satisfies(event -> assertThat(event.sentence())
                .isEqualTo("move-controller started by anna: the Controller's server died"));
    }

    @Test
    void start_environmentLocked_isRefusedNamingTheHolderAndWhatToDo() throws Exception {
        Run holder = underTest.start(newRun("production"));

        EnvironmentLockedException refusal =
                catchThrowableOfType(EnvironmentLockedException.class, () -> underTest.start(newRun("production")));

        assertThat(refusal.holder()).isEqualTo(holder.id());
        assertThat(refusal)
                .hasMessageContaining("'production' is locked by run production-2026-11-22-1 (move-controller)")
                .hasMessageContaining("which anna started at 2026-11-22 03:10:05 +01:00")
                .hasMessageContaining("/api/environments/production/lock/takeover");
        assertThat(underTest.newest(10)).containsExactly(holder);
    }

    @Test
    void start_refused_leavesTheCallersTransactionUsable() throws Exception {
        underTest.start(newRun("production"));

        Run other = transaction.execute(status -> {
            assertThatThrownBy(() -> underTest.start(newRun("production")))
                    .isInstanceOf(EnvironmentLockedException.class);
            return startUnchecked("quality");
        });

        assertThat(underTest.holderOf("quality")).contains(other);
    }

    @Test
    void start_callerRollsBack_leavesNothing() {
        transaction.executeWithoutResult(status -> {
            Run run = startUnchecked("production");
            underTest.record(run.id(), RunEvent.Kind.STEP, "plan", null, null, "planned");
            status.setRollbackOnly();
        });

        assertThat(underTest.newest(10)).isEmpty();
        assertThat(underTest.holderOf("production")).isEmpty();
    }

    @Test
    void start_twoAtOnce_exactlyOneWins() throws Exception {
        int starters = 6;
        CyclicBarrier together = new CyclicBarrier(starters);
        ExecutorService pool = Executors.newFixedThreadPool(starters);
        try {
            Callable<Optional<String>> starter = () -> {
                together.await(10, TimeUnit.SECONDS);
                try {
                    underTest.start(newRun("production"));
                    return Optional.empty();
                } catch (EnvironmentLockedException e) {
                    return Optional.of(e.holder());
                }
            };
            List<Future<Optional<String>>> attempts =
                    pool.invokeAll(java.util.Collections.nCopies(starters, starter), 60, TimeUnit.SECONDS);

            List<Optional<String>> answers = new java.util.ArrayList<>();
            for (Future<Optional<String>> attempt : attempts) {
                answers.add(attempt.get());
            }

            assertThat(answers).filteredOn(Optional::isEmpty).hasSize(1);
            assertThat(answers).filteredOn(Optional::isPresent).allSatisfy(holder -> assertThat(holder)
                    .contains("production-2026-11-22-1"));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void start_whileAnotherStartIsUncommitted_waitsAndThenNamesIt() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> first = pool.submit(() -> transaction.executeWithoutResult(status -> {
                startUnchecked("production");
                started.countDown();
                await(mayCommit);
            }));
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            Future<EnvironmentLockedException> second = pool.submit(() -> catchThrowableOfType(
                    EnvironmentLockedException.class, () -> underTest.start(newRun("production"))));
            mayCommit.countDown();
            first.get(30, TimeUnit.SECONDS);

            assertThat(second.get(30, TimeUnit.SECONDS).holder()).isEqualTo("production-2026-11-22-1");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void ids_countPerEnvironmentAndDay() throws Exception {
        startAndEnd("production");
        startAndEnd("production");
        startAndEnd("production_x");
        now = NIGHT.plusSeconds(86_400);
        startAndEnd("production");

        assertThat(underTest.newest(10))
                .extracting(Run::id)
                .containsExactlyInAnyOrder(
                        "production-2026-11-22-1",
                        "production-2026-11-22-2",
                        "production_x-2026-11-22-1",
                        "production-2026-11-23-1");
        assertThat(underTest.newest(1)).extracting(Run::id).containsExactly("production-2026-11-23-1");
    }

    @Test
    void ids_dayIsThatOfTheSystemsZone() throws Exception {
        now = Instant.parse("2026-11-22T23:30:00Z");

        assertThat(underTest.start(newRun("production")).id()).isEqualTo("production-2026-11-23-1");
    }

    @Test
    void end_freesTheLockAndKeepsHowItEnded() throws Exception {
        Run run = underTest.start(newRun("production"));

        underTest.end(run.id(), RunOutcome.COMPLETED_WITH_DEVIATIONS, "fe2 was skipped");

        Run ended = underTest.find(run.id()).orElseThrow();
        assertThat(ended.outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
        assertThat(ended.outcomeSentence()).isEqualTo("fe2 was skipped");
        assertThat(ended.endedAt()).isNotNull();
        assertThat(underTest.holdsLock(run.id())).isFalse();
        assertThat(underTest.holderOf("production")).isEmpty();
        assertThat(underTest.events(run.id()))
                .extracting(RunEvent::kind)
                .containsExactly(RunEvent.Kind.STARTED, RunEvent.Kind.ENDED);
    }

    @Test
    void end_alreadyEnded_changesNothingAndNotTheNextRunsLock() throws Exception {
        Run run = underTest.start(newRun("production"));
        underTest.end(run.id(), RunOutcome.COMPLETED, "done");
        Run next = underTest.start(newRun("production"));

        underTest.end(run.id(), RunOutcome.FAILED, "again");

        assertThat(underTest.find(run.id()).orElseThrow().outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(underTest.holderOf("production")).contains(next);
    }

    @Test
    void end_callerRollsBack_theRunKeepsItsLock() throws Exception {
        Run run = underTest.start(newRun("production"));

        transaction.executeWithoutResult(status -> {
            underTest.end(run.id(), RunOutcome.COMPLETED, "done");
            status.setRollbackOnly();
        });

        assertThat(underTest.holdsLock(run.id())).isTrue();
        assertThat(underTest.find(run.id()).orElseThrow().outcome()).isNull();
    }

    @Test
    void takeOver_endsTheOldRunAsFailedWithADeviationAndFreesTheLock() throws Exception {
        Run run = underTest.start(newRun("production"));

        underTest.takeOver("production", "olga", "deleted in Cockpit by mistake");

        assertThat(underTest.find(run.id()).orElseThrow().outcome()).isEqualTo(RunOutcome.FAILED);
        assertThat(underTest.events(run.id()))
                .extracting(RunEvent::kind)
                .containsExactly(RunEvent.Kind.STARTED, RunEvent.Kind.DEVIATION, RunEvent.Kind.ENDED);
        assertThat(underTest.events(run.id()).get(1)).satisfies(deviation -> {
            assertThat(deviation.person()).isEqualTo("olga");
            assertThat(deviation.sentence()).contains("deleted in Cockpit by mistake");
        });
        assertThat(underTest.start(newRun("production")).id()).isEqualTo("production-2026-11-22-2");
    }

    @Test
    void takeOverFrom_anotherRunHasTheLockByNow_leavesItAlone() throws Exception {
        Run old = underTest.start(newRun("production"));
        underTest.end(old.id(), RunOutcome.COMPLETED, "done");
        Run next = underTest.start(newRun("production"));

        assertThat(underTest.takeOverFrom(old, "olga", "gone")).isFalse();
        assertThat(underTest.holderOf("production")).contains(next);
        assertThat(underTest.takeOverFrom(next, "olga", "gone")).isTrue();
        assertThat(underTest.holderOf("production")).isEmpty();
    }

    @Test
    void record_callerRollsBack_theEventStays() throws Exception {
        Run run = underTest.start(newRun("production"));

        transaction.executeWithoutResult(status -> {
            underTest.record(run.id(), RunEvent.Kind.PROBLEM, "stop", "fe1", null, "fe1 can't be reached");
            status.setRollbackOnly();
        });

        assertThat(underTest.events(run.id())).extracting(RunEvent::sentence).contains("fe1 can't be reached");
    }

    @Test
    void record_inTheTransactionThatEndsTheRun_doesNotBlock() throws Exception {
        Run run = underTest.start(newRun("production"));

        transaction.executeWithoutResult(status -> {
            underTest.end(run.id(), RunOutcome.COMPLETED, "done");
            underTest.record(run.id(), RunEvent.Kind.STEP, "verify", null, null, "verified");
        });

        assertThat(underTest.events(run.id())).extracting(RunEvent::sentence).contains("verified", "done");
    }

    @Test
    void record_unknownRun_isRefused() {
        assertThatThrownBy(() -> underTest.record("nowhere", RunEvent.Kind.STEP, "s", null, null, "x"))
                .hasMessageContaining("There is no run 'nowhere'");
    }

    @Test
    void plan_aLaterOneReplacesAnEarlierOne() throws Exception {
        Run run = underTest.start(newRun("production"));
        PlanStep stop = new PlanStep("1", "fe1", "Stop and disable the Controller on fe1", false, null);
        PlanStep license = new PlanStep("5", null, "Get a licence file", true, "may take a day");
        assertThat(underTest.plan(run.id())).isEmpty();

        underTest.savePlan(run.id(), List.of(license));
        underTest.savePlan(run.id(), List.of(stop, license));

        assertThat(underTest.plan(run.id())).containsExactly(stop, license);
    }

    @Test
    void skip_twice_isOne() throws Exception {
        Run run = underTest.start(newRun("production"));

        underTest.skip(run.id(), "fe2");
        underTest.skip(run.id(), "fe2");

        assertThat(underTest.skipped(run.id())).containsExactly("fe2");
    }

    @Test
    void job_staysOpenOverARestartAndIsFoundAgainByItsName() throws Exception {
        Run run = underTest.start(newRun("production"));
        RunStep step = step(run.id());
        assertThat(log.lastOf(step, "fe1", "job-1")).isEmpty();

        long id = log.beginJob(step, "production", "fe1", "job-1", "SCInstaller.exe");
        log.begin(step, "production", "fe1", "service outsystems stop SCHEDULER", true);
        log.progress(id, "[ 20%] Compiling");
        now = now.plusSeconds(1);
        JdbcCommandLog afterRestart = new JdbcCommandLog(jdbc, transactions, new SettableClock());

        assertThat(afterRestart.closeOrphans()).isEqualTo(1);
        assertThat(underTest.jobsUnderWay(run.id())).containsExactly(new Runs.JobUnderWay("fe1", "job-1"));
        assertThat(afterRestart.lastOf(step, "fe1", "job-1"))
                .contains(new CommandLog.JobRecord(id, false, null, "[ 20%] Compiling"));
        assertThat(afterRestart.lastOf(step, "fe2", "job-1")).isEmpty();

        afterRestart.end(id, "COMPLETED", 3, "failed");
        afterRestart.progress(id, "too late");

        assertThat(underTest.jobsUnderWay(run.id())).isEmpty();
        assertThat(afterRestart.lastOf(step, "fe1", "job-1")).contains(new CommandLog.JobRecord(id, true, 3, "failed"));
    }

    @Test
    void job_givenUp_isRecordedAsLostWithTheReason() throws Exception {
        Run run = underTest.start(newRun("production"));
        log.beginJob(step(run.id()), "production", "fe1", "job-1", "SCInstaller.exe");

        underTest.giveUp(run.id(), new Runs.JobUnderWay("fe1", "job-1"), "the server does not answer");

        assertThat(underTest.commandsUnderWay(run.id())).isZero();
        assertThat(underTest.commands(run.id())).singleElement().satisfies(command -> {
            assertThat(command.outcome()).isEqualTo("CONNECTION_LOST");
            assertThat(command.output()).contains("does not answer");
        });
    }

    @Test
    void command_isKeptAsItWentWhateverTheCallerRollsBack() throws Exception {
        Run run = underTest.start(newRun("production"));

        transaction.executeWithoutResult(status -> {
            long id = log.begin(step(run.id()), "production", "fe1", "service outsystems stop SCHEDULER", true);
            assertThat(underTest.commandsUnderWay(run.id())).isEqualTo(1);
            log.end(id, "COMPLETED", 0, "Stopping\0 SCHEDULER");
            status.setRollbackOnly();
        });

        assertThat(underTest.commandsUnderWay(run.id())).isZero();
        assertThat(underTest.commands(run.id())).singleElement().satisfies(command -> {
            assertThat(command.server()).isEqualTo("fe1");
            assertThat(command.command()).isEqualTo("service outsystems stop SCHEDULER");
            assertThat(command.changing()).isTrue();
            assertThat(command.outcome()).isEqualTo("COMPLETED");
            assertThat(command.exitCode()).isZero();
            assertThat(command.output()).isEqualTo("Stopping\uFFFD SCHEDULER");
            assertThat(command.endedAt()).isNotNull();
        });
    }

    @Test
    void command_underWayAndWithoutExitCode_isSaidSo() throws Exception {
        Run run = underTest.start(newRun("production"));
        long ended = log.begin(step(run.id()), "production", "fe1", "a", true);
        log.end(ended, "TIMED_OUT", null, "");
        log.begin(step(run.id()), "production", "fe1", "b", false);

        assertThat(underTest.commands(run.id()))
                .extracting(RecordedCommand::outcome)
                .containsExactly("TIMED_OUT", null);
        assertThat(underTest.commands(run.id()))
                .extracting(RecordedCommand::exitCode)
                .containsExactly(null, null);
    }

    @Test
    void command_longOutput_keepsItsBeginningAndItsEnd() throws Exception {
        Run run = underTest.start(newRun("production"));
        long id = log.begin(step(run.id()), "production", "fe1", "x", false);

        log.end(id, "COMPLETED", 0, "first" + "·".repeat(400_000) + "last");

        String kept = underTest.commands(run.id()).get(0).output();
        assertThat(kept).startsWith("first").endsWith("last").contains("characters left out");
        assertThat(kept).hasSizeLessThan(StoredText.OUTPUT_LIMIT + 100);
        assertThat(underTest.commands(run.id()).get(0).truncated()).isTrue();
        assertThat(whole(run, id)).isEqualTo("first" + "·".repeat(400_000) + "last");
    }

    @Test
    void command_outputThatDoesNotCompress_isKeptWholeInParts() throws Exception {
        Run run = underTest.start(newRun("production"));
        long id = log.begin(step(run.id()), "production", "fe1", "x", false);
        String noise = new java.util.Random(7)
                .ints(3_000_000, ' ', '~')
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();

        log.end(id, "COMPLETED", 0, noise);

        assertThat(whole(run, id)).isEqualTo(noise);
    }

    @Test
    void command_outputOverTheLimitOfTheStore_saysHowMuchIsMissing() throws Exception {
        Run run = underTest.start(newRun("production"));
        long id = log.begin(step(run.id()), "production", "fe1", "x", false);

        log.end(id, "COMPLETED", 0, "first" + "x".repeat(StoredText.WHOLE_LIMIT) + "last");

        assertThat(whole(run, id))
                .startsWith("first")
                .endsWith("last")
                .contains("… 9 characters left out …")
                .hasSizeLessThan(StoredText.WHOLE_LIMIT + 100);
    }

    @Test
    void command_shortOutput_isTheWholeOne() throws Exception {
        Run run = underTest.start(newRun("production"));
        long id = log.begin(step(run.id()), "production", "fe1", "x", false);

        assertThat(whole(run, id)).isEmpty();
        log.end(id, "COMPLETED", 0, "läuft");

        assertThat(underTest.commands(run.id()).get(0).truncated()).isFalse();
        assertThat(whole(run, id)).isEqualTo("läuft");
    }

    @Test
    void output_ofAnotherRunsCommand_isNotGiven() throws Exception {
        Run run = underTest.start(newRun("production"));
        Run other = underTest.start(newRun("quality"));
        long id = log.begin(step(run.id()), "production", "fe1", "x", false);

        assertThat(underTest.output(other.id(), id)).isEmpty();
        assertThat(underTest.output(run.id(), id + 1)).isEmpty();
    }

    @Test
    void progress_isShownWhileTheCommandRunsAndNotAfterwards() throws Exception {
        Run run = underTest.start(newRun("production"));
        long id = log.begin(step(run.id()), "production", "fe1", "install", true);

        transaction.executeWithoutResult(status -> {
            log.progress(id, "10 %");
            status.setRollbackOnly();
        });

        assertThat(underTest.commands(run.id()).get(0).output()).isEqualTo("10 %");
        assertThat(underTest.commandsUnderWay(run.id())).isEqualTo(1);
        log.end(id, "COMPLETED", 0, "done");
        log.progress(id, "20 %");
        assertThat(underTest.commands(run.id()).get(0).output()).isEqualTo("done");
    }

    private String whole(Run run, long id) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        underTest.output(run.id(), id).orElseThrow().writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private NewRun rehearsalOf(String environment) {
        NewRun real = newRun(environment);
        return new NewRun(
                real.procedure(),
                environment,
                real.mode(),
                true,
                real.reason(),
                null,
                "olga",
                null,
                real.processInstanceId());
    }

    @Test
    void rehearsal_takesNoLockAndRecordsWhatItDoesNotSend() throws Exception {
        Run real = underTest.start(newRun("production"));
        Run rehearsal = underTest.start(rehearsalOf("production"));

        assertThat(underTest.holderOf("production")).contains(real);
        assertThat(underTest.holdsLock(rehearsal.id())).isFalse();
        RunStep rehearsing = new RunStep(rehearsal.id(), "step", true);
        long listed = log.begin(rehearsing, "production", "fe1", "stop", true);
        log.end(listed, "REHEARSED", null, "");
        assertThat(underTest.commands(rehearsal.id()))
                .singleElement()
                .satisfies(command -> assertThat(command.outcome()).isEqualTo("REHEARSED"));
        // not even by mistake
        assertThatThrownBy(() -> log.begin(step(rehearsal.id()), "production", "fe1", "stop", true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is a rehearsal, which changes no server");
        underTest.end(rehearsal.id(), RunOutcome.COMPLETED, "rehearsed");
        assertThat(underTest.holderOf("production")).contains(real);
    }

    @Test
    void planning_collectsWhatWouldBeSentAndRecordsNothing() throws Exception {
        Run run = underTest.start(newRun("production"));
        PlannedCommands planned = new PlannedCommands();
        JdbcCommandLog planning = new JdbcCommandLog(jdbc, transactions, planned, new SettableClock());

        PlannedCommands.Collected<String> collected = planned.collect(run.id(), step -> {
            planning.end(planning.begin(step, "production", "fe1", "look", false), "COMPLETED", 0, "");
            planning.end(planning.begin(step, "production", "fe1", "stop", true), "REHEARSED", null, "");
            return "done";
        });

        assertThat(collected.commands()).containsExactly("stop");
        assertThat(collected.result()).isEqualTo("done");
        assertThat(underTest.commands(run.id())).isEmpty();
    }

    @Test
    void serverNamedAsLost_nobodyPassesUntilItsFenceDoes() throws Exception {
        Run run = underTest.start(newRun("production"));
        JdbcFences fences = new JdbcFences(jdbc, new SettableClock());
        fences.name(run.id(), "production", "fe1");
        String id = run.id() + "-fence-fe1";
        RunStep fenceItself = new RunStep(id, "fence-returning-server/serviceTask_disableServices", false);

        assertThat(fences.refusal("production", "fe1", RunStep.reading("look")).orElseThrow())
                .contains("named it as lost");
        assertThat(fences.refusal("production", "fe1", fenceItself)).isPresent();
        assertThat(fences.refusal("production", "fe2", RunStep.reading("look"))).isEmpty();

        Fence fence = fences.attest(
                run.id(), "fe1", "POWERED_OFF", "olga", "its plug is out", List.of("CONTROLLER"), "10.0.0.12");
        assertThat(fence.id()).isEqualTo(id);
        assertThat(fences.attest(run.id(), "fe1", "OTHER", "lisa", "again", List.of(), null))
                .isEqualTo(fence);
        assertThat(fences.refusal("production", "fe1", fenceItself)).isEmpty();
        assertThat(fences.refusal("production", "fe1", step(run.id())).orElseThrow())
                .contains("fenced by olga");
        assertThat(fences.pending()).containsExactly(fence);

        underTest.end(run.id(), RunOutcome.ABORTED, "aborted");
        assertThat(fences.pending()).containsExactly(fence);
        fences.end(id, "it came back");
        assertThat(fences.open("production")).isEmpty();
        assertThat(fences.refusal("production", "fe1", RunStep.reading("look"))).isEmpty();
    }

    @Test
    void serverNamedAsLostAndNeverDecidedOn_isContactedAgainWhenTheRunEnds() throws Exception {
        Run run = underTest.start(newRun("production"));
        JdbcFences fences = new JdbcFences(jdbc, new SettableClock());
        fences.name(run.id(), "production", "fe1");
        underTest.end(run.id(), RunOutcome.ABORTED, "aborted");
        assertThat(fences.refusal("production", "fe1", RunStep.reading("look"))).isEmpty();
    }

    @Test
    void deviation_isOpenWithAnOwnerUntilItIsClosedOnce() throws Exception {
        Run run = underTest.start(newRun("production"));
        JdbcDeviations deviations = new JdbcDeviations(jdbc, new SettableClock());
        underTest.record(
                run.id(),
                RunEvent.Kind.DEVIATION,
                "decide-on-server/serviceTask_recordDecision",
                "fe1",
                null,
                "fenced");
        underTest.record(run.id(), RunEvent.Kind.DEVIATION, "verify", null, "olga", "accepted");

        List<Deviation> open = deviations.of("production", false);
        assertThat(open).extracting(Deviation::owner).containsExactly("olga", "anna");
        assertThat(deviations.handOver(open.get(1).id(), "lisa")).isTrue();
        deviations.closeFenced(run.id(), "fe1", "it came back");
        assertThat(deviations.of("production", false))
                .extracting(Deviation::sentence)
                .containsExactly("accepted");
        assertThat(deviations.close(open.get(0).id(), "olga", "seen to")).isTrue();
        assertThat(deviations.close(open.get(0).id(), "anna", "again")).isFalse();
        assertThat(deviations.of("production", true))
                .extracting(Deviation::closeReason)
                .containsExactly("seen to", "it came back");
    }

    @Test
    void planAndApproval_belongTogetherByTheHash() throws Exception {
        Run run = underTest.start(newRun("production"));
        JdbcApprovals approvals = new JdbcApprovals(jdbc, new SettableClock());
        PlanStep step = new PlanStep(
                "1",
                "fe1",
                "Stop it",
                false,
                null,
                "stop-and-disable-service",
                List.of("stop a", "stop b"),
                "would be stopped",
                false,
                "AUTOMATIC",
                "DISABLED",
                12L);
        transaction.executeWithoutResult(status -> underTest.savePlan(run.id(), List.of(step)));
        assertThat(underTest.plan(run.id())).containsExactly(step);
        String hash = approvals.planHash(run.id());
        assertThat(hash).hasSize(64).isEqualTo(PlanHash.of(List.of(step.tookLastTime(99L))));
        approvals.record(run.id(), hash, "SELF", "anna", true, "alone");
        assertThat(approvals.of(run.id())).singleElement().satisfies(approval -> {
            assertThat(approval.planHash()).isEqualTo(hash);
            assertThat(approval.note()).isEqualTo("alone");
        });
        assertThat(PlanHash.of(List.of(new PlanStep("1", "fe1", "Stop it", false, null))))
                .isNotEqualTo(hash);
    }

    @Test
    void changingCommand_withoutTheLock_isNotBegun() throws Exception {
        Run run = underTest.start(newRun("production"));
        underTest.end(run.id(), RunOutcome.ABORTED, "aborted");
        Run other = underTest.start(newRun("quality"));

        assertThatThrownBy(() -> log.begin(step(run.id()), "production", "fe1", "stop", true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not hold the environment's lock (nobody does)");
        assertThatThrownBy(() -> log.begin(step(other.id()), "production", "fe1", "stop", true))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.begin(RunStep.reading("look"), "production", "fe1", "stop", true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it belongs to no run");
        assertThat(underTest.commands(run.id())).isEmpty();
    }

    @Test
    void readingCommand_needsNoLock() {
        long id = log.begin(RunStep.reading("look"), "production", "fe1", "service outsystems status", false);

        log.end(id, "COMPLETED", 0, "RUNNING");

        assertThat(underTest.lastChange("production")).isEmpty();
    }

    @Test
    void pendingFence_actsOnItsServerOnlyAndIsKeptWithItsRun() throws Exception {
        Run run = underTest.start(newRun("production"));
        underTest.end(run.id(), RunOutcome.COMPLETED_WITH_DEVIATIONS, "fe1 is fenced");
        underTest.start(newRun("production"));
        String fence = run.id() + "-fence-fe1";

        long id = log.begin(step(fence), "production", "fe1", "disable", true);
        log.end(id, "COMPLETED", 0, "");
        underTest.record(fence, RunEvent.Kind.STEP, "fence", "fe1", null, "fe1 came back and is disabled");

        assertThat(underTest.commands(run.id())).hasSize(1);
        assertThat(underTest.events(run.id())).extracting(RunEvent::sentence).contains("fe1 came back and is disabled");
        assertThatThrownBy(() -> log.begin(step(fence), "production", "fe2", "disable", true))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> log.begin(step("quality-2026-11-22-1-fence-fe1"), "quality", "fe1", "disable", true))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lastChange_whileACommandIsUnderWay_isNow() throws Exception {
        Run run = underTest.start(newRun("production"));
        long id = log.begin(step(run.id()), "production", "fe1", "stop", true);
        now = NIGHT.plusSeconds(30);
        assertThat(underTest.lastChange("production")).contains(Instant.parse("2026-11-22T02:10:35.123456Z"));

        log.end(id, "COMPLETED", 0, "");
        now = NIGHT.plusSeconds(60);

        assertThat(underTest.lastChange("production")).contains(Instant.parse("2026-11-22T02:10:35.123456Z"));
        assertThat(underTest.lastChange("quality")).isEmpty();
    }

    @Test
    void lastChange_onlyRehearsed_isNone() throws Exception {
        Run run = underTest.start(newRun("production"));

        log.end(log.begin(step(run.id()), "production", "fe1", "stop", true), "REHEARSED", null, "");

        assertThat(underTest.lastChange("production")).isEmpty();
    }

    @Test
    void orphans_ofAnEarlierLife_areClosedAsUnknown() throws Exception {
        Run run = underTest.start(newRun("production"));
        log.progress(log.begin(step(run.id()), "production", "fe1", "stop", true), "Stopping");
        now = NIGHT.plusSeconds(100);
        JdbcCommandLog restarted = new JdbcCommandLog(jdbc, transactions, new SettableClock());
        restarted.begin(step(run.id()), "production", "fe2", "stop", true);

        assertThat(restarted.closeOrphans()).isEqualTo(1);

        assertThat(underTest.commands(run.id()))
                .extracting(RecordedCommand::outcome)
                .containsExactly("CONNECTION_LOST", null);
        assertThat(underTest.commands(run.id()).get(0).output())
                .startsWith("Stopping\nThe program ended before this command did");
    }

    @Test
    void texts_withNul_areKept() throws Exception {
        NewRun run = new NewRun(
                "move-controller", "production", RunMode.PLANNED, true, "a\0b", "CHG\0", "anna", null, "pi-1");

        assertThat(underTest.start(run).reason()).isEqualTo("a\uFFFDb");
    }

    private void startAndEnd(String environment) throws EnvironmentLockedException {
        underTest.end(underTest.start(newRun(environment)).id(), RunOutcome.COMPLETED, "done");
    }

    private Run startUnchecked(String environment) {
        try {
            return underTest.start(newRun(environment));
        } catch (EnvironmentLockedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RunStep step(String runId) {
        return new RunStep(runId, "stop-and-disable-service/serviceTask_stopService", false);
    }

    private static NewRun newRun(String environment) {
        return new NewRun(
                "move-controller",
                environment,
                RunMode.EMERGENCY,
                false,
                "the Controller's server died",
                null,
                "anna",
                null,
                "pi-1");
    }

    private final class SettableClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneId.of("Europe/Berlin");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
