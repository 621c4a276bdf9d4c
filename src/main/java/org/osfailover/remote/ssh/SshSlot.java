package org.osfailover.remote.ssh;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.KeyType;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Server;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;

/** The place of one server's connection: who needs it takes it here, and makes it where there is none. */
final class SshSlot {

    private final SshDialer dialer;
    private final Duration connect;
    private final int size;
    private final Semaphore channels;
    private final ReentrantLock dialing = new ReentrantLock(true);

    private volatile @Nullable SshConnection connection;
    private volatile @Nullable Failure failure;
    private volatile @Nullable KeyType hostKeyType;
    private volatile long lastUse = System.nanoTime();
    private volatile boolean closed;

    SshSlot(SshDialer dialer, Duration connect, int size) {
        this.dialer = dialer;
        this.connect = connect;
        this.size = size;
        this.channels = new Semaphore(size, true);
    }

    /** Takes one of the places for commands. To be given back with {@link #giveBack()}. */
    void take(Server server, Duration atMost) throws RemoteAccessException {
        try {
            if (!channels.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw notSent(
                        server,
                        size + " commands are under way there and none ended within " + atMost.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            throw interrupted(server);
        }
        lastUse = System.nanoTime();
    }

    void giveBack() {
        lastUse = System.nanoTime();
        channels.release();
    }

    /** Whether somebody besides the caller has a command under way. */
    boolean isShared() {
        return channels.availablePermits() < size - 1;
    }

    /** The connection, made anew where it is dead. Who waits for somebody else's attempt shares its outcome. */
    SshConnection connection(Server server) throws RemoteAccessException {
        SshConnection present = connection;
        if (present != null && present.isAlive()) {
            return present;
        }
        long asked = System.nanoTime();
        try {
            if (!dialing.tryLock(connect.toNanos() * 2, TimeUnit.NANOSECONDS)) {
                throw notSent(server, "a connection is being made and does not come about");
            }
        } catch (InterruptedException e) {
            throw interrupted(server);
        }
        try {
            return connectOnce(server, asked);
        } finally {
            dialing.unlock();
        }
    }

    private SshConnection connectOnce(Server server, long asked) throws RemoteAccessException {
        SshConnection present = connection;
        if (present != null && present.isAlive()) {
            return present;
        }
        if (closed) {
            throw notSent(server, "this program is ending");
        }
        Failure recent = failure;
        if (recent != null && recent.at - asked > 0) {
            throw new RemoteAccessException(recent.cause.reason(), recent.cause.sentence(), recent.cause);
        }
        if (present != null) {
            connection = null;
            present.close();
        }
        try {
            SshConnection made = dialer.dial(server, hostKeyType);
            hostKeyType = made.hostKeyType();
            failure = null;
            connection = made;
            return made;
        } catch (RemoteAccessException e) {
            failure = new Failure(System.nanoTime(), e);
            throw e;
        }
    }

    /** Not to be used any more: it broke. */
    void discard(SshConnection broken) {
        dialing.lock();
        try {
            if (broken.equals(connection)) {
                connection = null;
            }
        } finally {
            dialing.unlock();
        }
        broken.close();
    }

    /** Takes the connection out when nobody has used it for so long; null otherwise. */
    @Nullable SshConnection takeIdle(Duration idle) {
        if (System.nanoTime() - lastUse < idle.toNanos() || !dialing.tryLock()) {
            return null;
        }
        try {
            SshConnection present = connection;
            if (present == null || channels.availablePermits() < size) {
                return null;
            }
            connection = null;
            return present;
        } finally {
            dialing.unlock();
        }
    }

    void close() {
        closed = true;
        SshConnection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
    }

    private static RemoteAccessException interrupted(Server server) {
        Thread.currentThread().interrupt();
        return notSent(server, "this program was interrupted");
    }

    static RemoteAccessException notSent(Server server, String why) {
        return new RemoteAccessException(Reason.UNREACHABLE, "nothing was sent to " + Named.of(server) + ": " + why);
    }

    private record Failure(long at, RemoteAccessException cause) {}
}
