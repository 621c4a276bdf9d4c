package org.osfailover.engine;

import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Component;

/**
 * When the program ends: no new job begins, and the jobs under way end before anything else is closed. Beans are
 * destroyed in no order that the job executor knows of; without this, the connections to the servers would go first and
 * cut a changing command in the middle.
 */
@Component
class CommandsEndFirst implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CommandsEndFirst.class);
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private final JobExecutor jobExecutor;
    private final ThreadPoolTaskExecutor threads;
    private volatile boolean running;

    CommandsEndFirst(JobExecutor jobExecutor, @Qualifier("camundaTaskExecutor") ThreadPoolTaskExecutor threads) {
        this.jobExecutor = jobExecutor;
        this.threads = threads;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        jobExecutor.shutdown();
        ThreadPoolExecutor pool = threads.getThreadPoolExecutor();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "{} job(s) have not ended within {} s; the program ends all the same, and what their commands"
                                + " did is read from the servers after the next start",
                        pool.getActiveCount(),
                        AT_MOST.toSeconds());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped before everything else. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
