package org.osfailover.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes sockets that send at once, and remembers the last: closing it ends every wait of a connection attempt. */
final class RememberingSockets extends SocketFactory {

    private final FirstWords firstWords;
    private volatile @Nullable Socket last;

    RememberingSockets(FirstWords firstWords) {
        this.firstWords = firstWords;
    }

    /** Null where none was made. */
    @Nullable Socket last() {
        return last;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket created = new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
                return firstWords.listeningTo(super.getInputStream());
            }
        };
        // a command is several small packets: held back to be sent together, each would cost tens of milliseconds
        created.setTcpNoDelay(true);
        last = created;
        return created;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw connected();
    }

    private static UnsupportedOperationException connected() {
        return new UnsupportedOperationException("sockets are connected by the client");
    }
}
