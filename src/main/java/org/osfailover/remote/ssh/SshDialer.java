package org.osfailover.remote.ssh;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.LoggerFactory;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Server;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Connects to a server, checks its host key and logs in, all within one deadline.
 *
 * <p>A server has host keys of several types and shows one, by the client's order of preference; a fingerprint doesn't
 * tell its type. So a key that is not the pinned one first means: ask for another type. Only when the server has shown
 * all of its keys and none is the pinned one, its host key has changed. Nothing secret is sent before the key is
 * accepted.
 */
final class SshDialer {

    private static final Logger LOG = org.slf4j.LoggerFactory.getLogger(SshDialer.class);

    /** For the server's answer to a single request on a connection. */
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final SshLogin login;
    private final Duration deadline;
    private final Duration keepAlive;
    private final ScheduledExecutorService timer;

    SshDialer(SshLogin login, Duration deadline, Duration keepAlive, ScheduledExecutorService timer) {
        this.login = login;
        this.deadline = deadline;
        this.keepAlive = keepAlive;
        this.timer = timer;
    }

    /** @param likely the type of the host key that was accepted last time; null where that is not known */
    SshConnection dial(Server server, @Nullable KeyType likely) throws RemoteAccessException {
        long end = System.nanoTime() + deadline.toNanos();
        Map<KeyType, String> shown = new LinkedHashMap<>();
        while (true) {
            Attempt attempt = new Attempt(server, pin(server), shown, likely);
            SshConnection connection = attempt.run(end);
            if (connection != null) {
                return connection;
            }
            KeyType type = attempt.pin.shownType();
            if (type == null || shown.putIfAbsent(type, attempt.pin.shownKey()) != null) {
                throw hostKeyChanged(server, attempt.pin, shown);
            }
        }
    }

    private static HostKeyPin pin(Server server) throws RemoteAccessException {
        try {
            return HostKeyPin.of(server.ssh());
        } catch (IOException e) {
            throw new RemoteAccessException(
                    Reason.HOST_KEY_CHANGED,
                    "the host key of " + Named.of(server) + " can't be checked, so nothing was sent: " + e.getMessage(),
                    e);
        }
    }

    private static RemoteAccessException hostKeyChanged(Server server, HostKeyPin pin, Map<KeyType, String> shown) {
        return new RemoteAccessException(
                Reason.HOST_KEY_CHANGED,
                Named.of(server) + " shows another host key than the pinned one; nothing was sent. Shown: "
                        + String.join(", ", shown.values()) + ". Pinned: " + pin.pinned()
                        + ". Find out why before anything else: a server that was installed anew, another server at"
                        + " this address, or somebody in between. Only when its own console shows the new key"
                        + " (ssh-keygen -lf on its host key file), change ssh.hostKey in the inventory");
    }

    /** One connection attempt. */
    private final class Attempt {
        private final Server server;
        private final HostKeyPin pin;
        private final SSHClient client;
        private final AtomicBoolean late = new AtomicBoolean();
        private volatile @Nullable Socket socket;

        private Attempt(Server server, HostKeyPin pin, Map<KeyType, String> shown, @Nullable KeyType likely) {
            this.server = server;
            this.pin = pin;
            client = new SSHClient(config(shown, likely));
            client.addHostKeyVerifier(pin);
            client.setSocketFactory(new RememberingSockets());
        }

        /** The connection; null where the server showed a key that is not the pinned one. */
        private @Nullable SshConnection run(long end) throws RemoteAccessException {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw unreachable(new SocketTimeoutException());
            }
            ScheduledFuture<?> watchdog = timer.schedule(this::giveUp, left, TimeUnit.MILLISECONDS);
            boolean connected = false;
            try {
                client.setConnectTimeout((int) left);
                client.getTransport().setTimeoutMs((int) left);
                client.connect(server.ssh().host(), server.ssh().port());
                login.logIn(client, server);
                client.getConnection().setTimeoutMs((int) ANSWER.toMillis());
                client.setRemoteCharset(java.nio.charset.StandardCharsets.UTF_8);
                connected = true;
                return new SshConnection(client, socket, pin.shownType());
            } catch (IOException e) {
                if (pin.rejected()) {
                    return null;
                }
                throw unreachable(e);
            } finally {
                watchdog.cancel(false);
                if (!connected) {
                    new SshConnection(client, socket, null).close();
                }
            }
        }

        private void giveUp() {
            late.set(true);
            SshConnection.close(socket);
        }

        private RemoteAccessException unreachable(IOException e) {
            return new RemoteAccessException(
                    Reason.UNREACHABLE, Named.of(server) + " can't be reached: " + why(e) + ". " + CHECK, e);
        }

        private String why(IOException e) {
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof ConnectException)) {
                cause = cause.getCause();
            }
            if (late.get() || cause instanceof SocketTimeoutException) {
                return "no login within " + deadline.toSeconds() + " s";
            } else if (cause instanceof UnknownHostException) {
                return "the name '" + server.ssh().host() + "' is not known here";
            } else if (cause instanceof NoRouteToHostException) {
                return "there is no route to it";
            } else if (cause instanceof ConnectException) {
                return "nothing accepts a connection there (" + cause.getMessage() + ")";
            }
            String message = e.getMessage();
            return "the connection ended before the login ("
                    + (message == null ? e.getClass().getSimpleName() : message) + ")";
        }

        /** Sends at once; and remembers the socket: closing it ends every wait of a connection attempt. */
        private final class RememberingSockets extends SocketFactory {
            @Override
            public Socket createSocket() throws IOException {
                Socket created = new Socket();
                // a command is several small packets: held back to be sent together, each would cost tens of
                // milliseconds
                created.setTcpNoDelay(true);
                socket = created;
                if (late.get()) {
                    SshConnection.close(created);
                }
                return created;
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw new UnsupportedOperationException("sockets are connected by the client");
            }

            @Override
            public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort) {
                throw new UnsupportedOperationException("sockets are connected by the client");
            }

            @Override
            public Socket createSocket(java.net.InetAddress host, int port) {
                throw new UnsupportedOperationException("sockets are connected by the client");
            }

            @Override
            public Socket createSocket(java.net.InetAddress host, int port, java.net.InetAddress local, int localPort) {
                throw new UnsupportedOperationException("sockets are connected by the client");
            }
        }
    }

    private static final String CHECK =
            "Check that it runs, its address and port, its SSH service and the firewall between";

    private Config config(Map<KeyType, String> shown, @Nullable KeyType likely) {
        DefaultConfig config = new DefaultConfig();
        config.setLoggerFactory(LOG.isDebugEnabled() ? LoggerFactory.DEFAULT : new SilentLoggers());
        config.setKeepAliveProvider(AnsweredKeepAlive.every(keepAlive));
        // types already shown come last, so that the server shows another one; certificates can't be pinned
        config.setKeyAlgorithms(config.getKeyAlgorithms().stream()
                .filter(algorithm -> !algorithm.getName().contains("-cert-"))
                .sorted(Comparator.comparingInt(algorithm -> {
                    KeyType type = algorithm.create().getKeyFormat();
                    return shown.containsKey(type) ? 2 : type.equals(likely) ? 0 : 1;
                }))
                .toList());
        return config;
    }

    /**
     * The library logs as errors, with stack traces, what is expected here (a server that is gone, a host key of
     * another type); our own sentences say it once. Debug level of this class gives the library's log back.
     */
    private static final class SilentLoggers implements LoggerFactory {
        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    }
}
