package org.osfailover.remote.ssh;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.connection.ConnectionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that is logged in. */
final class SshConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SshConnection.class);

    private final SSHClient client;
    private final @Nullable Socket socket;
    private volatile HostKeyPin pin;
    private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param socket null where it goes through a jump host */
    SshConnection(SSHClient client, @Nullable Socket socket, HostKeyPin pin) {
        this.client = client;
        this.socket = socket;
        this.pin = pin;
    }

    /** Opens a channel for one command; waits for the server's answer. */
    CommandSession open() throws IOException {
        CommandSession session = new CommandSession(client.getConnection());
        session.open();
        return session;
    }

    /** Opens a connection from there to another machine; waits for the answer. */
    Tunnel forward(String host, int port, FirstWords firstWords, Duration atMost) throws IOException {
        Tunnel tunnel = new Tunnel(client.getConnection(), host, port, firstWords);
        tunnel.open(atMost);
        return tunnel;
    }

    boolean isAlive() {
        return !closed.get() && client.isConnected() && client.isAuthenticated();
    }

    /** Whether the key that was shown when it was made is still an accepted one: known_hosts may have changed. */
    boolean isTrusted() {
        HostKeyPin now = pin.renewed();
        if (now != null) {
            pin = now;
        }
        return now != null;
    }

    /** Whether the other side answers now. Any answer counts. */
    boolean answers(Duration within) {
        try {
            client.getConnection()
                    .sendGlobalRequest("keepalive@openssh.com", true, new byte[0])
                    .retrieve(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ConnectionException e) {
            return isAlive() && !(e.getCause() instanceof TimeoutException);
        } catch (IOException e) {
            return false;
        }
    }

    @Nullable KeyType hostKeyType() {
        return pin.shownType();
    }

    /** Calls this when it has ended, whoever ended it; at once where it has. */
    void afterwards(Runnable action) {
        afterwards.add(action);
        if (closed.get() && afterwards.remove(action)) {
            action.run();
        }
    }

    /** Closes it; never waits long: the socket goes first where the server does not answer any more. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            client.disconnect();
        } catch (IOException e) {
            LOG.debug("while closing an SSH connection", e);
        }
        close(socket);
        for (Runnable action : List.copyOf(afterwards)) {
            if (afterwards.remove(action)) {
                action.run();
            }
        }
    }

    static void close(@Nullable AutoCloseable closing) {
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (Exception e) {
            LOG.debug("while closing {}", closing, e);
        }
    }
}
