package org.osfailover.platform.javastack;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs what does not need each other's results at the same time, on channels of the server's one connection: a reading
 * takes as long as its slowest commands, not as all of them together. At most four, so that one server's reading leaves
 * channels to others (OpenSSH's {@code MaxSessions} is 10).
 */
final class AtOnce {

    private static final int AT_MOST = 4;

    private AtOnce() {}

    /** Something that reads a server. */
    @FunctionalInterface
    interface Action {
        void run() throws GivenUp;
    }

    /**
     * Runs all of them, and returns when all have ended.
     *
     * @throws GivenUp of the first action, in the list's order, that gave up
     */
    static void run(List<Action> actions) throws GivenUp {
        if (actions.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_MOST, actions.size()));
        try {
            List<Future<Boolean>> ends = actions.stream()
                    .map(action -> threads.submit(() -> {
                        action.run();
                        return true;
                    }))
                    .toList();
            GivenUp first = null;
            for (Future<Boolean> end : ends) {
                GivenUp givenUp = gaveUp(end);
                first = first == null ? givenUp : first;
            }
            if (first != null) {
                throw first;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GivenUp.unknown("the program was told to end while it read a server");
        } finally {
            threads.shutdownNow();
        }
    }

    private static @Nullable GivenUp gaveUp(Future<Boolean> end) throws InterruptedException {
        try {
            boolean unused = end.get();
            return null;
        } catch (ExecutionException | CancellationException e) {
            if (e.getCause() instanceof GivenUp givenUp) {
                return givenUp;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }
}
