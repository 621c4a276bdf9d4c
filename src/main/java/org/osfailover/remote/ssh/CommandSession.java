package org.osfailover.remote.ssh;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** The library's session channel, which also tells when its command has ended: nobody needs to look again and again. */
final class CommandSession extends SessionChannel {

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable SSHException error;

    CommandSession(Connection connection) {
        super(connection, StandardCharsets.UTF_8);
    }

    /** Done when the server said how the command ended, or closed the channel, or the connection broke. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** What broke the connection under this channel; null while, or where, nothing did. */
    @Nullable SSHException error() {
        return error;
    }

    @Override
    public void handleRequest(String request, SSHPacket packet) throws ConnectionException, TransportException {
        super.handleRequest(request, packet);
        if (request.startsWith("exit-")) {
            ended.complete(null);
        }
    }

    @Override
    public void notifyError(SSHException broken) {
        error = broken;
        super.notifyError(broken);
    }

    @Override
    protected void finishOff() {
        super.finishOff();
        ended.complete(null);
    }
}
