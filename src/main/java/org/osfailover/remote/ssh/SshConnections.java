package org.osfailover.remote.ssh;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.Credentials;

/**
 * One connection a server (an endpoint with its login), shared by everything that talks to it, made when it is needed
 * and closed when nobody has needed it for a while.
 */
final class SshConnections implements AutoCloseable {

    private final Map<SshEndpoint, SshSlot> slots = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final SudoPasswords sudoPasswords;
    private final SshDialer dialer;
    private final Duration connect;
    private final Settings settings;
    private final ScheduledFuture<?> reaper;

    /**
     * @param keepAlive between two questions whether the server is still there
     * @param idle after which an unused connection is closed
     * @param channels at most so many commands at once on one server (OpenSSH allows 10 sessions)
     */
    record Settings(Duration keepAlive, Duration idle, int channels) {
        static Settings defaults() {
            return new Settings(Duration.ofSeconds(5), Duration.ofMinutes(5), 8);
        }
    }

    SshConnections(Credentials credentials, Deadlines deadlines, Settings settings) {
        sudoPasswords = new SudoPasswords(credentials, System::nanoTime);
        this.settings = settings;
        this.connect = deadlines.connect();
        timer = Executors.newSingleThreadScheduledExecutor(named("ssh-timer"));
        workers = Executors.newCachedThreadPool(named("ssh"));
        dialer = new SshDialer(new SshLogin(credentials), connect, settings.keepAlive(), timer);
        long pause = Math.max(100, settings.idle().toMillis() / 10);
        reaper = timer.scheduleWithFixedDelay(this::closeIdle, pause, pause, TimeUnit.MILLISECONDS);
    }

    SshSlot to(Server server) {
        return slots.computeIfAbsent(server.ssh(), endpoint -> new SshSlot(dialer, connect, settings.channels()));
    }

    /** What sudo is answered. */
    SudoPasswords sudoPasswords() {
        return sudoPasswords;
    }

    /** For what must not hold up the caller: reading, closing. */
    ExecutorService workers() {
        return workers;
    }

    private void closeIdle() {
        for (SshSlot slot : slots.values()) {
            SshConnection idle = slot.takeIdle(settings.idle());
            if (idle != null) {
                workers.execute(idle::close);
            }
        }
    }

    /** Closes every connection. Commands under way end as lost: what happens to them on the server is not known. */
    @Override
    public void close() {
        reaper.cancel(false);
        timer.shutdownNow();
        slots.values().forEach(SshSlot::close); // the workers end by themselves: daemons, gone after a minute
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
