package org.osfailover.remote.ssh;

import java.io.IOException;
import java.net.Socket;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that is logged in. */
final class SshConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SshConnection.class);

    private final SSHClient client;
    private final @Nullable Socket socket;
    private final @Nullable KeyType hostKeyType;

    SshConnection(SSHClient client, @Nullable Socket socket, @Nullable KeyType hostKeyType) {
        this.client = client;
        this.socket = socket;
        this.hostKeyType = hostKeyType;
    }

    /** Opens a channel for one command; waits for the server's answer. */
    Session open() throws IOException {
        return client.startSession();
    }

    boolean isAlive() {
        return client.isConnected() && client.isAuthenticated();
    }

    @Nullable KeyType hostKeyType() {
        return hostKeyType;
    }

    /** Closes it; never waits long: the socket goes first where the server does not answer any more. */
    void close() {
        try {
            if (client.isConnected()) {
                client.disconnect();
            }
        } catch (IOException e) {
            LOG.debug("while closing an SSH connection", e);
        }
        close(socket);
    }

    static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("while closing a socket", e);
        }
    }
}
