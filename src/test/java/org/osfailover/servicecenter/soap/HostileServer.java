package org.osfailover.servicecenter.soap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on a bare socket that does to its callers what no HTTP library would. */
final class HostileServer implements AutoCloseable {

    /** What is done with one connection once its request has been read. */
    interface Behaviour {
        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length:\\s*(\\d+)");

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Listening listening;
    private volatile Behaviour behaviour = out -> {};

    /** What it does before it answers. */
    private enum Listening {
        TO_THE_WHOLE_REQUEST,
        TO_ITS_FIRST_BYTE,
        TO_NOTHING
    }

    private HostileServer(@Nullable SSLContext tls, Listening listening) {
        this.listening = listening;
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            socket = tls == null
                    ? new ServerSocket(0, 50, loopback)
                    : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    static HostileServer plain() {
        return new HostileServer(null, Listening.TO_THE_WHOLE_REQUEST);
    }

    static HostileServer withTls(SSLContext tls) {
        return new HostileServer(tls, Listening.TO_THE_WHOLE_REQUEST);
    }

    /** One that takes connections and never reads nor writes. */
    static HostileServer silent() {
        return new HostileServer(null, Listening.TO_NOTHING);
    }

    /** A web server without TLS, who answers whatever it is greeted by with a complaint. */
    static HostileServer withoutTls() {
        return new HostileServer(null, Listening.TO_ITS_FIRST_BYTE).answers("400 Bad Request", new byte[0]);
    }

    HostileServer does(Behaviour next) {
        behaviour = next;
        return this;
    }

    /** Answers so, with the right length. */
    HostileServer answers(String statusAndHeaders, byte[] body) {
        return does(out -> {
            out.write(("HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length
                            + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
        });
    }

    String url(String scheme, String host) {
        return scheme + "://" + host + ":" + socket.getLocalPort() + "/ServiceCenter";
    }

    /** How many whole requests have arrived. */
    int requests() {
        return requests.get();
    }

    /** Waits until the test is over. */
    void waitForTheEnd() throws InterruptedException {
        closed.await();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            switch (listening) {
                case TO_NOTHING -> waitForTheEnd();
                case TO_ITS_FIRST_BYTE -> connection.getInputStream().read();
                case TO_THE_WHOLE_REQUEST -> {
                    readRequest(connection.getInputStream());
                    requests.incrementAndGet();
                }
            }
            behaviour.answer(connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (IOException e) {
            // the caller hung up, or there was no TLS handshake
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the caller hung up");
            }
            head.write(next);
        }
        Matcher length = LENGTH.matcher(head.toString(StandardCharsets.ISO_8859_1));
        in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
