package org.osfailover.procedure.support;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Asks many servers at once; one that does not answer in time costs the deadline, not more. */
@Component
class ParallelCalls implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ParallelCalls.class);
    private static final int THREADS = 64;

    private final ExecutorService executor;

    ParallelCalls() {
        AtomicInteger number = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "reading-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Why there is no answer. */
    enum Failure {
        /** The deadline passed. */
        LATE,
        /** This program failed; its log says how. */
        FAILED
    }

    /**
     * One answer a server, by server id, in the servers' order.
     *
     * @param instead what is answered for a server that did not answer, or failed
     */
    <T> Map<String, T> call(
            Environment environment,
            List<Server> servers,
            Duration deadline,
            Function<Server, T> question,
            BiFunction<Server, Failure, T> instead) {
        List<Callable<T>> tasks = servers.stream()
                .map(server -> (Callable<T>) () -> question.apply(server))
                .toList();
        Map<String, T> answers = new LinkedHashMap<>();
        try {
            List<Future<T>> futures = executor.invokeAll(tasks, deadline.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < futures.size(); i++) {
                Server server = servers.get(i);
                answers.put(server.id(), result(environment, server, futures.get(i), instead));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("reading " + environment.id() + " was interrupted", interrupted);
        }
        return answers;
    }

    private static <T> T result(
            Environment environment, Server server, Future<T> future, BiFunction<Server, Failure, T> instead)
            throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException late) {
            return instead.apply(server, Failure.LATE);
        } catch (ExecutionException failed) {
            LOG.error("{} {} read: failed", environment.id(), server.id(), failed.getCause());
            return instead.apply(server, Failure.FAILED);
        }
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}
