package org.osfailover.remote.ssh;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.schmizz.sshj.common.KeyType;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Server;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;

/**
 * One connection a machine (an endpoint with its login), shared by everything that talks to it or goes through it, made
 * when it is needed and closed when nobody has needed it for a while.
 */
final class SshConnections implements AutoCloseable {

    private final Map<Hop, SshSlot> servers = new ConcurrentHashMap<>();
    private final Map<Hop, SshSlot> jumpHosts = new ConcurrentHashMap<>();
    /** One for each server that is connected or being connected to. */
    private final Semaphore places;

    private final ScheduledExecutorService timer;
    private final ExecutorService workers;
    private final SudoPasswords sudoPasswords;
    private final SshDialer dialer;
    private final Duration connect;
    private final SshSettings settings;
    private final ScheduledFuture<?> reaper;

    SshConnections(Credentials credentials, Deadlines deadlines, SshSettings settings) {
        sudoPasswords = new SudoPasswords(credentials, System::nanoTime);
        this.settings = settings;
        this.connect = deadlines.login();
        places = new Semaphore(settings.serversAtOnce(), true);
        timer = Executors.newSingleThreadScheduledExecutor(named("ssh-timer"));
        workers = Executors.newCachedThreadPool(named("ssh"));
        dialer = new SshDialer(new SshLogin(credentials), settings.keepAlive(), deadlines.connect(), timer, workers);
        long pause = Math.max(100, settings.idle().toMillis() / 10);
        reaper = timer.scheduleWithFixedDelay(this::closeIdle, pause, pause, TimeUnit.MILLISECONDS);
    }

    SshSlot to(Server server) {
        return servers.computeIfAbsent(
                Hop.of(server), hop -> new SshSlot(hop, this, connect, settings.sessionsPerServer()));
    }

    /** What goes through a jump host is no session of it: OpenSSH's MaxSessions does not count it. */
    private SshSlot through(Hop jumpHost) {
        return jumpHosts.computeIfAbsent(jumpHost, hop -> new SshSlot(hop, this, connect, Integer.MAX_VALUE));
    }

    /** What sudo is answered. */
    SudoPasswords sudoPasswords() {
        return sudoPasswords;
    }

    /** For what must not hold up the caller: reading, closing. */
    ExecutorService workers() {
        return workers;
    }

    /** Makes a connection, and before it those to the jump hosts that lead there. */
    SshConnection dial(Hop hop, @Nullable KeyType likely, Duration atMost) throws RemoteAccessException {
        boolean counts = servers.containsKey(hop);
        if (counts) {
            takePlace(hop, atMost);
        }
        boolean made = false;
        try {
            SshConnection connection = dial(hop, likely, Countdown.of(connect));
            if (counts) {
                connection.afterwards(places::release);
            }
            made = true;
            return connection;
        } finally {
            if (counts && !made) {
                places.release();
            }
        }
    }

    private SshConnection dial(Hop hop, @Nullable KeyType likely, Countdown countdown) throws RemoteAccessException {
        Hop before = hop.before();
        if (before == null) {
            return dialer.dial(hop, null, likely, countdown);
        }
        SshSlot jumpHost = through(before);
        jumpHost.take(countdown.left());
        boolean made = false;
        try {
            SshConnection connection = dialer.dial(hop, connectionThrough(jumpHost, hop), likely, countdown);
            connection.afterwards(jumpHost::giveBack);
            made = true;
            return connection;
        } finally {
            if (!made) {
                jumpHost.giveBack();
            }
        }
    }

    private static SshConnection connectionThrough(SshSlot jumpHost, Hop hop) throws RemoteAccessException {
        try {
            return jumpHost.connection(Duration.ZERO);
        } catch (RemoteAccessException e) {
            RemoteAccessException first = e;
            while (first.reason() == Reason.JUMP_HOST_FAILED
                    && first.getCause() instanceof RemoteAccessException cause) {
                first = cause;
            }
            throw SshDialer.jumpHostFailed(hop, first.sentence(), first);
        }
    }

    private void takePlace(Hop hop, Duration atMost) throws RemoteAccessException {
        try {
            if (places.tryAcquire()) {
                return;
            }
            closeLeastUsed();
            if (!places.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new RemoteAccessException(
                        Reason.SERVER_BUSY,
                        "nothing was sent to " + hop + ": " + settings.serversAtOnce() + " servers have commands under"
                                + " way, as many as failover.ssh.servers-at-once allows, and none became free within "
                                + atMost.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SshSlot.notSent(hop, "this program was interrupted");
        }
    }

    /** A command has ended somewhere: where somebody waits for a place, an unused connection makes room. */
    void givenBack() {
        if (places.hasQueuedThreads()) {
            workers.execute(this::closeLeastUsed);
        }
    }

    private void closeLeastUsed() {
        servers.values().stream()
                .sorted(Comparator.comparingLong(SshSlot::lastUse))
                .map(slot -> slot.takeIdle(Duration.ZERO))
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(SshConnection::close);
    }

    private void closeIdle() {
        closeIdle(servers);
        closeIdle(jumpHosts);
    }

    private void closeIdle(Map<Hop, SshSlot> slots) {
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
        servers.values().forEach(SshSlot::close);
        jumpHosts.values().forEach(SshSlot::close); // the workers end by themselves: daemons, gone after a minute
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
