package org.osfailover.remote.ssh;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.KeyType;
import org.jspecify.annotations.Nullable;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;

/** The place of one machine's connection: who needs it takes it here, and makes it where there is none. */
final class SshSlot {

    private final Hop hop;
    private final SshConnections connections;
    private final Duration connect;
    private final int sessions;

    private final ReentrantLock dialing = new ReentrantLock(true);
    private final ReentrantLock counting = new ReentrantLock(true);
    private final Condition givenBack = counting.newCondition();
    private int taken;
    private int open;
    private long ended;

    private volatile @Nullable SshConnection connection;
    private volatile @Nullable Failure failure;
    private volatile @Nullable KeyType hostKeyType;
    private volatile long lastUse = System.nanoTime();
    private volatile boolean closed;

    /** @param sessions at most so many commands at once */
    SshSlot(Hop hop, SshConnections connections, Duration connect, int sessions) {
        this.hop = hop;
        this.connections = connections;
        this.connect = connect;
        this.sessions = sessions;
    }

    Hop hop() {
        return hop;
    }

    /** Takes one of the places for commands. To be given back with {@link #giveBack()}. */
    void take(Duration atMost) throws RemoteAccessException {
        long left = atMost.toNanos();
        counting.lock();
        try {
            while (taken >= sessions) {
                if (left <= 0) {
                    throw new RemoteAccessException(
                            Reason.SERVER_BUSY,
                            "nothing was sent to " + hop + ": " + sessions + " commands are under way there, as many as"
                                    + " failover.ssh.sessions-per-server allows, and none ended within "
                                    + atMost.toSeconds() + " s");
                }
                left = givenBack.awaitNanos(left);
            }
            taken++;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            counting.unlock();
        }
        lastUse = System.nanoTime();
    }

    /** The place is not needed any more. No session was opened with it. */
    void giveBack() {
        giveBack(false);
    }

    /** A session was opened with a place that was taken. */
    void opened() {
        counting.lock();
        try {
            open++;
        } finally {
            counting.unlock();
        }
    }

    /** A session that was opened has ended; its place is given back. */
    void ended() {
        giveBack(true);
    }

    private void giveBack(boolean ofSession) {
        lastUse = System.nanoTime();
        counting.lock();
        try {
            taken--;
            if (ofSession) {
                open--;
                ended++;
            }
            givenBack.signalAll();
        } finally {
            counting.unlock();
        }
        connections.givenBack();
    }

    private boolean isUnused() {
        counting.lock();
        try {
            return taken == 0;
        } finally {
            counting.unlock();
        }
    }

    /** The sessions as they are now. */
    Sessions sessions() {
        counting.lock();
        try {
            return new Sessions(open, ended);
        } finally {
            counting.unlock();
        }
    }

    /** Waits until one more session has ended than before, or the time is over. */
    void awaitEnd(Sessions before, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        counting.lock();
        try {
            while (ended == before.ended() && left > 0) {
                left = givenBack.awaitNanos(left);
            }
        } finally {
            counting.unlock();
        }
    }

    /**
     * How many there are, and were.
     *
     * @param open under way
     * @param ended so far
     */
    record Sessions(int open, long ended) {}

    /**
     * The connection, made anew where it is dead. Who waits for somebody else's attempt shares its outcome.
     *
     * @param atMost for a place among the machines that are connected at once; connecting has a deadline of its own
     */
    SshConnection connection(Duration atMost) throws RemoteAccessException {
        SshConnection present = usable();
        if (present != null) {
            return present;
        }
        long asked = System.nanoTime();
        try {
            if (!dialing.tryLock(connect.multipliedBy(2).plus(atMost).toNanos(), TimeUnit.NANOSECONDS)) {
                throw notSent(hop, "a connection is being made and does not come about");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            present = usable();
            return present != null ? present : connectOnce(asked, atMost);
        } finally {
            dialing.unlock();
        }
    }

    private @Nullable SshConnection usable() {
        SshConnection present = connection;
        return present != null && present.isAlive() && present.isTrusted() ? present : null;
    }

    private SshConnection connectOnce(long asked, Duration atMost) throws RemoteAccessException {
        if (closed) {
            throw notSent(hop, "this program is ending");
        }
        Failure recent = failure;
        if (recent != null && recent.at - asked > 0) {
            throw recent.cause; // of an attempt that began after this one had asked
        }
        SshConnection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
        try {
            SshConnection made = connections.dial(hop, hostKeyType, atMost);
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
            if (present == null || !isUnused()) {
                return null;
            }
            connection = null;
            return present;
        } finally {
            dialing.unlock();
        }
    }

    /** When it was last used, as {@link System#nanoTime()}. */
    long lastUse() {
        return lastUse;
    }

    void close() {
        closed = true;
        SshConnection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
    }

    private RemoteAccessException interrupted() {
        Thread.currentThread().interrupt();
        return notSent(hop, "this program was interrupted");
    }

    static RemoteAccessException notSent(Hop hop, String why) {
        return new RemoteAccessException(Reason.UNREACHABLE, "nothing was sent to " + hop + ": " + why);
    }

    private record Failure(long at, RemoteAccessException cause) {}
}
