package org.osfailover.remote.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.signature.SignatureRSA;
import org.jspecify.annotations.Nullable;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Connects to a machine, checks its host key and logs in, all within one deadline.
 *
 * <p>A machine has host keys of several types and shows one, by the client's order of preference; a fingerprint doesn't
 * tell its type. So a key that is not the pinned one first means: ask for another type. Only when the machine has shown
 * all of its keys and none is the pinned one, its host key has changed. Nothing secret is sent before the key is
 * accepted.
 */
final class SshDialer {

    private static final Logger LOG = org.slf4j.LoggerFactory.getLogger(SshDialer.class);

    /** For the server's answer to a single request on a connection. */
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /** For a jump host to show that it is there, when a machine behind it does not answer. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(1);

    /** A server that took the connection and ended it, or takes no login for now, is tried again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(2);
    /** So often where it ended the connection without a word: older servers drop connections so when many come at once. */
    private static final int ENDED_SILENTLY = 2;

    /** The library's words where nothing fits: "Unable to reach a settlement of …: [ours] and [theirs]". */
    private static final Pattern NOTHING_COMMON =
            Pattern.compile("Unable to reach a settlement of ([^:]+): \\[([^]]*)] and \\[([^]]*)]");

    private static final String CHECK =
            "Check that it runs, its address and port, its SSH service and the firewall between";

    private final SshLogin login;
    private final Duration keepAlive;
    private final Duration connect;
    private final ScheduledExecutorService timer;
    private final Executor workers;

    /** @param connect until a machine takes the connection */
    SshDialer(SshLogin login, Duration keepAlive, Duration connect, ScheduledExecutorService timer, Executor workers) {
        this.connect = connect;
        this.login = login;
        this.keepAlive = keepAlive;
        this.timer = timer;
        this.workers = workers;
    }

    /**
     * Makes a connection.
     *
     * @param through the connection to the jump host before it; null for a direct one
     * @param likely the type of the host key that was accepted last time; null where that is not known
     */
    SshConnection dial(Hop hop, @Nullable SshConnection through, @Nullable KeyType likely, Countdown countdown)
            throws RemoteAccessException {
        Map<KeyType, String> shown = new LinkedHashMap<>();
        int endedSilently = 0;
        while (true) {
            Attempt attempt = new Attempt(hop, through, pin(hop), shown, likely, countdown);
            SshConnection connection;
            try {
                connection = attempt.run();
            } catch (RemoteAccessException e) {
                boolean again = e.reason() == Reason.LOGINS_LIMITED
                        || (attempt.endedSilently && ++endedSilently <= ENDED_SILENTLY);
                if (!again || countdown.left().compareTo(AGAIN.multipliedBy(2)) < 0) {
                    throw e;
                }
                pause(hop);
                continue;
            }
            if (connection != null) {
                return connection;
            }
            KeyType type = attempt.pin.shownType();
            if (type == null || shown.putIfAbsent(type, attempt.pin.shownKey()) != null) {
                throw hostKeyChanged(hop, attempt.pin, shown);
            }
        }
    }

    private static void pause(Hop hop) throws RemoteAccessException {
        try {
            Thread.sleep(AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SshSlot.notSent(hop, "this program was interrupted");
        }
    }

    private static HostKeyPin pin(Hop hop) throws RemoteAccessException {
        try {
            return HostKeyPin.of(hop.endpoint());
        } catch (IOException e) {
            throw new RemoteAccessException(
                    Reason.HOST_KEY_CHANGED,
                    "the host key of " + hop + " can't be checked, so nothing was sent: " + e.getMessage(),
                    e);
        }
    }

    private static RemoteAccessException hostKeyChanged(Hop hop, HostKeyPin pin, Map<KeyType, String> shown) {
        return new RemoteAccessException(
                Reason.HOST_KEY_CHANGED,
                hop + " shows another host key than the pinned one; nothing was sent. Shown: "
                        + String.join(", ", shown.values()) + ". Pinned: " + pin.pinned()
                        + ". Find out why before anything else: a machine that was installed anew, another machine at"
                        + " this address, or somebody in between. Only when its own console shows the new key"
                        + " (ssh-keygen -lf on its host key file), change " + pin.where());
    }

    /** A jump host is to blame. */
    static RemoteAccessException jumpHostFailed(Hop hop, String why, Throwable cause) {
        return new RemoteAccessException(
                Reason.JUMP_HOST_FAILED, hop + " was not reached, and whether it runs is not known: " + why, cause);
    }

    /** One connection attempt. */
    private final class Attempt {
        private final Hop hop;
        private final @Nullable SshConnection through;
        private final HostKeyPin pin;
        private final Countdown countdown;
        private final SSHClient client;
        private final List<Factory.Named<KeyAlgorithm>> algorithms;
        private final AtomicBoolean late = new AtomicBoolean();
        private final FirstWords firstWords = new FirstWords();
        private final RememberingSockets sockets = new RememberingSockets(firstWords);
        private final long begun = System.nanoTime();
        private volatile boolean taken;
        private boolean endedSilently;
        private volatile @Nullable Tunnel tunnel;

        private Attempt(
                Hop hop,
                @Nullable SshConnection through,
                HostKeyPin pin,
                Map<KeyType, String> shown,
                @Nullable KeyType likely,
                Countdown countdown) {
            this.hop = hop;
            this.through = through;
            this.pin = pin;
            this.countdown = countdown;
            Config config = config();
            algorithms = algorithms(config);
            config.setKeyAlgorithms(forHostKeys(algorithms, pin, shown, likely));
            client = new SSHClient(config);
            client.addHostKeyVerifier(pin);
            client.setSocketFactory(sockets);
        }

        /** The connection; null where the machine showed a key that is not the pinned one. */
        private @Nullable SshConnection run() throws RemoteAccessException {
            int left = (int) countdown.left().toMillis();
            if (left <= 0) {
                late.set(true);
                throw unreachable(new SocketTimeoutException());
            }
            ScheduledFuture<?> watchdog = timer.schedule(this::giveUp, left, TimeUnit.MILLISECONDS);
            boolean connected = false;
            try {
                client.setConnectTimeout((int) countdown.atMost(connect).toMillis());
                client.getTransport().setTimeoutMs(left);
                connect();
                logIn();
                client.getConnection().setTimeoutMs((int) ANSWER.toMillis());
                client.setRemoteCharset(StandardCharsets.UTF_8);
                SshConnection connection = new SshConnection(client, sockets.last(), pin);
                client.getTransport().setDisconnectListener((reason, message) -> workers.execute(connection::close));
                connected = true;
                return connection;
            } catch (IOException e) {
                if (pin.rejected()) {
                    return null;
                }
                throw unreachable(e);
            } finally {
                watchdog.cancel(false);
                if (!connected) {
                    new SshConnection(client, sockets.last(), pin).close();
                    SshConnection.close(tunnel);
                }
            }
        }

        /** The library has one list for the server's keys and for ours; a later key exchange needs the former again. */
        private void logIn() throws IOException, RemoteAccessException {
            Config config = client.getTransport().getConfig();
            List<Factory.Named<KeyAlgorithm>> forHostKeys = config.getKeyAlgorithms();
            config.setKeyAlgorithms(algorithms);
            try {
                login.logIn(client, hop);
            } finally {
                config.setKeyAlgorithms(forHostKeys);
            }
        }

        private void connect() throws IOException, RemoteAccessException {
            if (through == null) {
                client.connect(hop.endpoint().host(), hop.endpoint().port());
                return;
            }
            try {
                Tunnel opened = through.forward(
                        hop.endpoint().host(), hop.endpoint().port(), firstWords, countdown.atMost(connect));
                tunnel = opened;
                taken = true;
                client.connectVia(opened);
            } catch (OpenFailException e) {
                throw notForwarded(e);
            }
        }

        private RemoteAccessException notForwarded(OpenFailException e) {
            String jumpHost = before();
            if (e.getReason() == OpenFailException.Reason.CONNECT_FAILED) {
                return new RemoteAccessException(
                        Reason.UNREACHABLE,
                        hop + " can't be reached: " + jumpHost + " gets no connection to it (" + e.getMessage() + "). "
                                + CHECK,
                        e);
            }
            return jumpHostFailed(
                    hop,
                    jumpHost + " refuses to pass connections on to " + hop.address() + " (" + e.getMessage()
                            + "). Allow it there: AllowTcpForwarding, DisableForwarding and PermitOpen in its sshd_config,"
                            + " 'restrict' and 'no-port-forwarding' in authorized_keys",
                    e);
        }

        private String before() {
            Hop before = hop.before();
            return before == null ? "this program" : before.toString();
        }

        private void giveUp() {
            late.set(true);
            SshConnection.close(sockets.last());
            SshConnection.close(tunnel);
        }

        private RemoteAccessException unreachable(IOException e) {
            if (through != null && !(through.isAlive() && through.answers(SIGN_OF_LIFE))) {
                through.close();
                return jumpHostFailed(
                        hop, "the connection to " + before() + " broke, or it does not answer any more", e);
            }
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof ConnectException)) {
                cause = cause.getCause();
            }
            if (late.get() || cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
                return tooLate(e);
            } else if (firstWords.limitsLogins()) {
                return new RemoteAccessException(
                        Reason.LOGINS_LIMITED,
                        hop + " takes no login at this time: it said: '"
                                + firstWords.said().orElse("") + "'. It is there: too many logins are under way"
                                + " (MaxStartups in its sshd_config), or too many have failed from here"
                                + " (PerSourcePenalties). Wait some minutes and retry; exempt this program's address there"
                                + " (PerSourcePenaltyExemptList), and correct a login that is refused again and again",
                        e);
            }
            return new RemoteAccessException(
                    Reason.UNREACHABLE, hop + " can't be reached: " + why(e, cause) + ". " + CHECK, e);
        }

        private RemoteAccessException tooLate(IOException e) {
            if (!(taken || wasTaken())) {
                return new RemoteAccessException(
                        Reason.UNREACHABLE,
                        hop + " can't be reached: no login within "
                                + seconds(Duration.ofNanos(System.nanoTime() - begun)) + ", not even a connection. "
                                + CHECK,
                        e);
            }
            return new RemoteAccessException(
                    Reason.TOO_SLOW,
                    hop + " is slow, or it hangs: it takes connections, and there was no login within "
                            + seconds(countdown.of())
                            + firstWords
                                    .said()
                                    .map(said -> "; it said: '" + said + "'")
                                    .orElse("")
                            + ". It is not gone. Look at its load; where it is only slow, retry, or raise"
                            + " failover.deadlines.login and failover.deadlines.reading",
                    e);
        }

        /** Whether the machine took the connection, whoever closed it afterwards. */
        private boolean wasTaken() {
            Socket socket = sockets.last();
            return socket != null && socket.isConnected();
        }

        private static String seconds(Duration duration) {
            return Math.max(1, Math.round(duration.toMillis() / 1000.0)) + " s";
        }

        private String why(IOException e, Throwable cause) {
            if (cause instanceof UnknownHostException) {
                return "the name '" + hop.endpoint().host() + "' is not known here";
            } else if (cause instanceof NoRouteToHostException) {
                return "there is no route to it";
            } else if (cause instanceof ConnectException) {
                return "nothing accepts a connection there (" + cause.getMessage() + ")";
            }
            if (firstWords.isHttp()) {
                return "a web server answers there, not an SSH server: '"
                        + firstWords.said().orElse("") + "'";
            } else if (!firstWords.isSshServer() && firstWords.said().isPresent()) {
                return "what answers there names no SSH version; it said: '"
                        + firstWords.said().get() + "'";
            }
            String message = SshChannel.message(e);
            Matcher nothingCommon = NOTHING_COMMON.matcher(message);
            if (nothingCommon.find()) {
                return "it and this program have no algorithm in common (" + nothingCommon.group(1)
                        + "). This program offers: " + nothingCommon.group(2).replace(",", ", ") + ". It offers: "
                        + nothingCommon.group(3).replace(",", ", ")
                        + ". Allow one of the former in its sshd_config (KexAlgorithms, HostKeyAlgorithms, Ciphers, MACs)";
            }
            endedSilently = wasTaken() && firstWords.isSilence();
            return "the connection ended before the login (" + FirstWords.cleaned(message) + ")"
                    + firstWords
                            .said()
                            .map(said -> "; before that it said: '" + said + "'")
                            .orElse("");
        }
    }

    private Config config() {
        DefaultConfig config = new DefaultConfig();
        config.setLoggerFactory(LOG.isDebugEnabled() ? LoggerFactory.DEFAULT : new SilentLoggers());
        config.setKeepAliveProvider(AnsweredKeepAlive.every(keepAlive));
        config.setVerifyHostKeyCertificates(false); // the pin does, after every key exchange
        return config;
    }

    /** What is asked for in which order. Types already shown come last, so that the machine shows another one. */
    private static List<Factory.Named<KeyAlgorithm>> forHostKeys(
            List<Factory.Named<KeyAlgorithm>> all,
            HostKeyPin pin,
            Map<KeyType, String> shown,
            @Nullable KeyType likely) {
        Set<String> listed = pin.listedTypes();
        return all.stream()
                .filter(algorithm -> pin.believesCertificates() || !isCertificate(algorithm.getName()))
                .sorted(Comparator.comparingInt(algorithm -> {
                    KeyType type = algorithm.create().getKeyFormat();
                    if (shown.containsKey(type)) {
                        return 3;
                    } else if (type.equals(likely)) {
                        return 0;
                    }
                    return listed.contains(type.toString()) || isCertificate(algorithm.getName()) ? 1 : 2;
                }))
                .toList();
    }

    /** The library's own, and RSA certificates without SHA-1, which OpenSSH has not accepted since 8.8. */
    private static List<Factory.Named<KeyAlgorithm>> algorithms(Config config) {
        List<Factory.Named<KeyAlgorithm>> all = new ArrayList<>(List.of(
                new KeyAlgorithms.Factory(
                        "rsa-sha2-512-cert-v01@openssh.com", new SignatureRSA.FactoryRSASHA512(), KeyType.RSA_CERT),
                new KeyAlgorithms.Factory(
                        "rsa-sha2-256-cert-v01@openssh.com", new SignatureRSA.FactoryRSASHA256(), KeyType.RSA_CERT)));
        all.addAll(config.getKeyAlgorithms());
        return List.copyOf(all);
    }

    private static boolean isCertificate(String algorithm) {
        return algorithm.contains("-cert-");
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
