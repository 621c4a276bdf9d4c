package org.osfailover.remote.ssh;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import net.schmizz.concurrent.Promise;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.ConnectionImpl;
import net.schmizz.sshj.transport.TransportException;

/**
 * Asks the server again and again whether it is there, and ends the connection when it stops answering. Any answer
 * counts: OpenSSH refuses the request that it does not know, and is there.
 */
final class AnsweredKeepAlive extends KeepAlive {

    private static final int UNANSWERED = 3;

    private final Deque<Promise<SSHPacket, ConnectionException>> asked = new ArrayDeque<>();

    private AnsweredKeepAlive(ConnectionImpl connection, Duration interval) {
        super(connection, "ssh-keep-alive");
        setDaemon(true);
        setKeepAliveInterval((int) Math.max(1, interval.toSeconds()));
    }

    /** @param interval between two questions; the server is gone after three without an answer */
    static KeepAliveProvider every(Duration interval) {
        return new KeepAliveProvider() {
            @Override
            public KeepAlive provide(ConnectionImpl connection) {
                return new AnsweredKeepAlive(connection, interval);
            }
        };
    }

    @Override
    protected void doKeepAlive() throws TransportException, ConnectionException {
        if (!conn.getTransport().isAuthenticated()) {
            return; // before the login a server does not expect the question
        }
        asked.removeIf(question -> question.isDelivered() || question.inError());
        if (asked.size() >= UNANSWERED) {
            throw new ConnectionException(
                    DisconnectReason.CONNECTION_LOST, "the server has not answered " + UNANSWERED + " keep-alives");
        }
        asked.add(conn.sendGlobalRequest("keepalive@openssh.com", true, new byte[0]));
    }
}
