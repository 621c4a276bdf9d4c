package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.Progress;
import org.osfailover.run.Runs;
import org.osfailover.run.Runs.JobUnderWay;
import org.springframework.stereotype.Component;

/**
 * Begins what takes long on a server, and follows it: no engine job waits for its end. Whether it has ended is in the
 * variable {@code commandEnded}, what it last said in {@code progress}.
 */
@Component
public class LongTasks {

    /** What was begun and was not seen alive once in this time is a person's matter, however long the server may take. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

    private final Steps steps;
    private final Deadlines deadlines;
    private final Runs runs;
    private final Clock clock;

    LongTasks(Steps steps, Deadlines deadlines, Runs runs, Clock clock) {
        this.steps = steps;
        this.runs = runs;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** @param atMost after so long a person is asked how to go on; the task itself is left alone */
    public void begin(DelegateExecution execution, String serverId, LongTask task, Duration atMost) {
        RunVariables.COMMAND_ENDED.on(execution).set(false);
        RunVariables.OUT_OF_SIGHT_SINCE.on(execution).remove();
        RunVariables.SIGN_OF_LIFE.on(execution).set(false);
        Progress progress = steps.server(execution, serverId).begin(task);
        steps.beginWaiting(execution, atMost);
        if (progress instanceof Progress.UnderWay) {
            steps.note(execution, serverId, progress.sentence());
        }
        conclude(execution, serverId, progress);
    }

    /** Looks at it, unless it has ended. Answers whether it has. */
    public boolean follow(DelegateExecution execution, String serverId, LongTask task) {
        if (!RunVariables.COMMAND_ENDED.from(execution)) {
            conclude(execution, serverId, steps.server(execution, serverId).lookAt(task));
        }
        return RunVariables.COMMAND_ENDED.from(execution);
    }

    /** The run is being aborted: what it has begun there ends and is recorded. Nothing is done after it. */
    public void letEnd(DelegateExecution execution, JobUnderWay job) {
        String runId = RunVariables.RUN_ID.from(execution);
        List<LongTask> tasks = new ArrayList<>(List.of(
                new LongTask.WriteControllerAddress(
                        RunVariables.CONTROLLER_ADDRESS.optional(execution).orElse(""), Optional.empty()),
                new LongTask.ApplyConfiguration(),
                new LongTask.CreateCacheInvalidationService(),
                new LongTask.InstallServiceCenter()));
        for (PlatformService service : PlatformService.values()) {
            tasks.add(new LongTask.ConfigureService(service, true));
            tasks.add(new LongTask.ConfigureService(service, false));
        }
        Progress progress = tasks.stream()
                .filter(task -> job.job().endsWith("-" + task.key()))
                .findFirst()
                .map(task -> steps.server(execution, job.server()).letEnd(task))
                .orElseThrow(() -> new IllegalStateException("no task has jobs such as " + job.job()));
        if (progress instanceof Progress.Ended) {
            steps.note(execution, job.server(), "After the abort: " + progress.sentence());
            return;
        }
        if (((Progress.UnderWay) progress).waits()) {
            runs.giveUp(runId, job, "the run was aborted, and it waits for an answer: it is left as it is");
            steps.deviation(
                    execution, job.server(), "After the abort, left as it is on the server: " + progress.sentence());
            return;
        }
        boolean seenBefore = RunVariables.OUT_OF_SIGHT_SINCE.optional(execution).isEmpty();
        if (isOutOfSight(execution, (Progress.UnderWay) progress)) {
            runs.giveUp(runId, job, "the run was aborted, and the server could not be asked: " + progress.sentence());
            steps.deviation(execution, job.server(), "After the abort: " + progress.sentence());
        } else if (seenBefore
                && RunVariables.OUT_OF_SIGHT_SINCE.optional(execution).isPresent()) {
            steps.note(
                    execution,
                    job.server(),
                    "After the abort: " + progress.sentence() + ". The run holds the lock and asks again until "
                            + clock.instant().plus(deadlines.service()).truncatedTo(ChronoUnit.SECONDS)
                            + "; POST /api/runs/" + runId + "/servers/" + job.server()
                            + "/give-up gives it up at once");
        }
    }

    private void conclude(DelegateExecution execution, String serverId, Progress progress) {
        RunVariables.PROGRESS.on(execution).set(RunVariables.fitting(progress.sentence()));
        if (progress instanceof Progress.Ended ended) {
            steps.conclude(execution, serverId, ended.outcome());
            RunVariables.COMMAND_ENDED.on(execution).set(true);
        } else if (isOutOfSight(execution, (Progress.UnderWay) progress)) {
            throw steps.failed(
                    execution,
                    serverId,
                    RefusalCode.OUTCOME_UNKNOWN,
                    progress.sentence() + ". It may go on on the server; RETRY finds it again");
        } else if (((Progress.UnderWay) progress).waits()) {
            throw steps.failed(
                    execution,
                    serverId,
                    RefusalCode.UNEXPECTED_QUESTION,
                    progress.sentence() + ". Choose RETRY with an answer for it, or RETRY alone to look at it again");
        } else if (steps.hasWaitedTooLong(execution)) {
            throw steps.failed(
                    execution,
                    serverId,
                    RefusalCode.OUTCOME_UNKNOWN,
                    progress.sentence() + ". It takes longer than expected and goes on on the server: look at it there;"
                            + " RETRY waits for it again");
        }
    }

    /** Not seen for so long that a person must know. */
    private boolean isOutOfSight(DelegateExecution execution, Progress.UnderWay progress) {
        if (progress.seen()) {
            RunVariables.SIGN_OF_LIFE.on(execution).set(true);
            RunVariables.OUT_OF_SIGHT_SINCE.on(execution).remove();
            return false;
        }
        Date since = RunVariables.OUT_OF_SIGHT_SINCE.optional(execution).orElseGet(() -> Date.from(clock.instant()));
        RunVariables.OUT_OF_SIGHT_SINCE.on(execution).set(since);
        boolean wasSeen = RunVariables.SIGN_OF_LIFE.optional(execution).orElse(true);
        Duration patience =
                wasSeen || deadlines.service().compareTo(SIGN_OF_LIFE) < 0 ? deadlines.service() : SIGN_OF_LIFE;
        return clock.instant().isAfter(since.toInstant().plus(patience));
    }
}
