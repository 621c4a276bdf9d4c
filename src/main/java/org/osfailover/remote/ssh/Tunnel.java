package org.osfailover.remote.ssh;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.transport.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection from a jump host to a machine behind it. One that comes about too late is closed at once. */
final class Tunnel extends DirectConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    private final FirstWords firstWords;
    private volatile boolean abandoned;

    Tunnel(Connection jumpHost, String host, int port, FirstWords firstWords) {
        super(jumpHost, host, port);
        this.firstWords = firstWords;
    }

    @Override
    public InputStream getInputStream() {
        return firstWords.listeningTo(super.getInputStream());
    }

    /**
     * Waits for the jump host's answer.
     *
     * @throws net.schmizz.sshj.connection.channel.OpenFailException it says no
     * @throws ConnectionException it says nothing in time, or the connection to it broke
     */
    void open(Duration atMost) throws ConnectionException, TransportException {
        trans.write(buildOpenReq());
        try {
            openEvent.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ConnectionException e) {
            abandoned = true;
            throw e;
        }
    }

    @Override
    protected void init(int recipient, long remoteWindow, long remoteMaxPacket) {
        super.init(recipient, remoteWindow, remoteMaxPacket);
        if (abandoned) {
            try {
                sendClose();
            } catch (TransportException e) {
                LOG.debug("while closing a tunnel that came too late", e);
            }
        }
    }
}
