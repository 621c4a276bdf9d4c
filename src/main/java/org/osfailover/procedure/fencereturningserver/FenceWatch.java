package org.osfailover.procedure.fencereturningserver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.MismatchingMessageCorrelationException;
import org.camunda.bpm.engine.ProcessEngine;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.PlatformServers;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks, every few seconds and without ever giving up, whether a fenced server answers again, and tells its process so. The
 * engine has no timer for it: a server may stay away for weeks, and every round of a timer would be kept in the history.
 * Which fences there are is read from the database, so that a restarted program goes on watching.
 */
@Component
class FenceWatch implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FenceWatch.class);
    /** Attempts on a server that answers and can't be disabled, before the next ones come more slowly. */
    private static final int QUICK_ATTEMPTS = 12;

    /** All servers are read to see whether it has become clear what one is: not at every round. */
    private static final int UNCLEAR_ROUNDS = 4;

    private static final Duration SLOW = Duration.ofSeconds(60);

    private final Fences fences;
    private final Environments environments;
    private final PlatformServers servers;
    private final ReturnedServers returned;
    private final ProcessEngine engine;
    private final Clock clock;
    private final Duration interval;
    private final Duration refusedPause;
    private final Set<String> beingLookedAt = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(task -> daemon(task));
    private final ExecutorService looks = Executors.newCachedThreadPool(task -> daemon(task));
    private @Nullable Future<?> watching;
    private volatile boolean running;

    /**
     * @param interval between two looks; zero switches the watch off
     * @param refusedPause between two looks at a server that refuses the login
     */
    FenceWatch(
            Fences fences,
            Environments environments,
            PlatformServers servers,
            ReturnedServers returned,
            ProcessEngine engine,
            Clock clock,
            @Value("${failover.fence.interval:PT5S}") Duration interval,
            @Value("${failover.fence.refused-pause:PT1M}") Duration refusedPause) {
        this.refusedPause = refusedPause;
        this.fences = fences;
        this.environments = environments;
        this.servers = servers;
        this.returned = returned;
        this.engine = engine;
        this.clock = clock;
        this.interval = interval;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fence-watch");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void start() {
        running = true;
        if (!interval.isZero()) {
            watching = rounds.scheduleWithFixedDelay(
                    this::round, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void round() {
        try {
            for (Fence fence : fences.pending()) {
                beginAgainWhereDeleted(fence);
                if (!beingLookedAt.add(fence.id())) {
                    continue;
                }
                // asked only now: a look that has just ended may have put the next one off
                if (isDue(fence)) {
                    looks.execute(() -> look(fence));
                } else {
                    beingLookedAt.remove(fence.id());
                }
            }
        } catch (RuntimeException failed) {
            LOG.warn("the pending fences could not be read; trying again in {}", interval, failed);
        }
    }

    /** A fence ends by its process alone: one whose instance was deleted begins to wait again. */
    private void beginAgainWhereDeleted(Fence fence) {
        boolean there = engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(fence.id())
                        .count()
                > 0;
        Optional<Environment> environment = environments.find(fence.environment());
        boolean pending = fences.find(fence.id())
                .filter(now -> now.state() == Fence.State.PENDING)
                .isPresent();
        if (there || environment.isEmpty() || !pending) {
            return;
        }
        LOG.warn("{} {}: its fence's process was deleted, and begins again", fence.environment(), fence.server());
        engine.getRuntimeService()
                .createMessageCorrelation(FenceReturningServerProcess.Messages.SERVER_FENCED)
                .processInstanceBusinessKey(fence.id())
                .setVariables(Map.of(
                        RunVariables.RUN_ID.name(), fence.id(),
                        RunVariables.ENVIRONMENT.name(), fence.environment(),
                        RunVariables.ENVIRONMENT_NAME.name(), environment.get().name(),
                        RunVariables.MODE.name(), RunMode.EMERGENCY.name(),
                        RunVariables.SERVER_ID.name(), fence.server()))
                .correlateStartMessage();
    }

    private boolean isDue(Fence fence) {
        Instant next = notBefore.get(fence.id());
        return next == null || !clock.instant().isBefore(next);
    }

    private void look(Fence fence) {
        try {
            Optional<Environment> environment = environments.find(fence.environment());
            Optional<Server> server = environment.flatMap(there -> there.server(fence.server()));
            if (environment.isPresent() && server.isPresent() && answers(fence, environment.get(), server.get())) {
                tell(fence);
            }
        } catch (RuntimeException failed) {
            LOG.warn("{} {}: looking whether it is back failed", fence.environment(), fence.server(), failed);
        } finally {
            beingLookedAt.remove(fence.id());
        }
    }

    /** One that is disabled already and waits, or is asked about, has nothing to be told before that is clear. */
    private boolean answers(Fence fence, Environment environment, Server server) {
        RunStep step = RunStep.watching(fence.id());
        if (!attempts.containsKey(fence.id()) && !isAskedAbout(fence)) {
            ServerReading read = servers.on(environment, server, step).read();
            if (!read.reachable() && keepsUsOut(read.problemCode())) {
                notBefore.put(fence.id(), clock.instant().plus(refusedPause));
            }
            return read.reachable();
        }
        ReturnedServer now = returned.of(fence, environment, server, step, RoleQuestion.LOOK_AGAIN);
        if (!now.isReachable()) {
            return false;
        }
        boolean somethingToDo = now.standing() == ReturnedServer.Standing.CLEAR || now.hasToStop();
        if (!somethingToDo) {
            notBefore.put(fence.id(), clock.instant().plus(interval.multipliedBy(UNCLEAR_ROUNDS)));
        }
        return somethingToDo;
    }

    private boolean isAskedAbout(Fence fence) {
        return engine.getTaskService()
                        .createTaskQuery()
                        .processInstanceBusinessKey(fence.id())
                        .taskDefinitionKey(FenceReturningServerProcess.Elements.USER_TASK_DECIDE_ON_RETURNED_SERVER)
                        .count()
                > 0;
    }

    /**
     * Whether the server is there and let us not in. Each refused login makes OpenSSH (9.8 and later, PerSourcePenalties)
     * keep our address out for longer: tried too often, it would be kept out for ever. A server that does not answer is
     * looked at as often as ever.
     */
    private static boolean keepsUsOut(@Nullable RefusalCode code) {
        return code == RefusalCode.AUTHENTICATION_FAILED || code == RefusalCode.LOGINS_LIMITED;
    }

    private void tell(Fence fence) {
        if (!waits(fence)) {
            return;
        }
        try {
            engine.getRuntimeService()
                    .createMessageCorrelation(FenceReturningServerProcess.Messages.SERVER_ANSWERS)
                    .processInstanceBusinessKey(fence.id())
                    .correlate();
            LOG.info("{} {}: the fenced server answers; it is disabled first", fence.environment(), fence.server());
            if (attempts.merge(fence.id(), 1, Integer::sum) > QUICK_ATTEMPTS) {
                notBefore.put(fence.id(), clock.instant().plus(SLOW));
            }
        } catch (MismatchingMessageCorrelationException underWay) {
            LOG.debug("{} is being worked on already", fence.id());
        }
    }

    /** It does not while it works on the server. */
    private boolean waits(Fence fence) {
        return engine.getRuntimeService()
                        .createExecutionQuery()
                        .processInstanceBusinessKey(fence.id())
                        .messageEventSubscriptionName(FenceReturningServerProcess.Messages.SERVER_ANSWERS)
                        .count()
                > 0;
    }

    @Override
    public void stop() {
        running = false;
        if (watching != null) {
            watching.cancel(true);
        }
        rounds.shutdownNow();
        looks.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
