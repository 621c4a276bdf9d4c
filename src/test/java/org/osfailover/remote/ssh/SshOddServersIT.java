package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;

/** What answers at port 22 and lets nobody in, or late: what it said is quoted, and slow or full is not gone. */
@NullUnmarked
@Timeout(120)
class SshOddServersIT {

    private static final String KEY = "SHA256:" + "A".repeat(43);

    @RegisterExtension
    final SshBench bench = new SshBench();

    // --- says something else

    @Test
    void webServerAtThePort_isNamedAndQuoted() throws Exception {
        assertThat(refusedBy("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n")
                        .sentence())
                .contains("a web server answers there, not an SSH server: 'HTTP/1.1 400 Bad Request / Server: nginx'");
    }

    @Test
    void wordsWithControlCharacters_areQuotedCleanAndCut() throws Exception {
        RemoteAccessException refused = refusedBy("\u001b[31mgo\u0000 away\u0007\r\n" + "x".repeat(3000) + "\r\n");

        assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(refused.sentence())
                .contains("names no SSH version; it said: '[31mgo away / xxx")
                .contains("x…'")
                .hasSizeLessThan(500)
                .doesNotContain("\u0000", "\u001b", "\u0007", "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Not allowed at this time\r\n", "Exceeded MaxStartups\r\n"})
    void tooManyLogins_isNotGone(String said) throws Exception {
        RemoteAccessException refused = refusedBy(said);

        assertThat(refused.reason()).isEqualTo(Reason.LOGINS_LIMITED);
        assertThat(refused.sentence())
                .contains("it said: '" + said.strip() + "'")
                .contains("It is there")
                .contains("PerSourcePenaltyExemptList");
    }

    @Test
    void tooManyLoginsBehindAJumpHost_isSaidOfTheServer() throws Exception {
        JumpHost jump = bench.jumpHost("bastion", bench.start(SshHost.Kind.OPENSSH), null);
        bench.connectWithin(Duration.ofSeconds(3));
        try (Talking server = new Talking("Not allowed at this time\r\n")) {
            RemoteAccessException refused = bench.refused(server(server.port(), jump));

            assertThat(refused.reason()).isEqualTo(Reason.LOGINS_LIMITED);
            assertThat(refused.sentence()).startsWith("fe1 (127.0.0.1:").contains("through jump host bastion");
        }
    }

    @Test
    void openSshThatIsFull_isTriedAgainUntilItHasRoom() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()).config("MaxStartups 1"));
        Socket onlyPlace = onlyPlaceAt(host);
        try (Stalling between = new Stalling(host.port(), Duration.ZERO)) {
            Future<CommandResult> result = bench.begin(bench.shell(through(between, host)), "echo in");
            await().atMost(SshBench.SECONDS).until(() -> between.connections.get() >= 2);
            assertThat(result).as("it does not get in while there is no room").isNotDone();

            onlyPlace.close();

            assertThat(result.get(60, TimeUnit.SECONDS).output()).isEqualTo("in\n");
        }
    }

    /** Takes it as soon as the server is through with those before, whom it forgets only after a while. */
    private Socket onlyPlaceAt(OpenSshHost host) {
        return await().atMost(SshBench.SECONDS)
                .until(
                        () -> {
                            Socket socket = bench.closing(new Socket(InetAddress.getLoopbackAddress(), host.port()));
                            String said = new String(socket.getInputStream().readNBytes(4), StandardCharsets.UTF_8);
                            return said.equals("SSH-") ? socket : null;
                        },
                        Objects::nonNull);
    }

    // --- late

    @ParameterizedTest
    @EnumSource
    void serverThatNeedsLong_isLetTimeBeyondTheConnection(SshHost.Kind kind) throws Exception {
        bench.takenWithin(Duration.ofSeconds(1)).connectWithin(Duration.ofSeconds(20));
        SshHost host = bench.start(kind);
        try (Stalling stalling = new Stalling(host.port(), Duration.ofSeconds(4))) {
            Server server = through(stalling, host);

            assertThat(bench.shell(server)
                            .run(SshBench.sh("echo in"), SshBench.SECONDS)
                            .output())
                    .isEqualTo("in\n");
        }
    }

    @Test
    void serverThatTakesTheConnectionAndSaysNothing_isSlowAndNotGone() throws Exception {
        bench.connectWithin(Duration.ofSeconds(3));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RemoteAccessException refused = bench.refused(server(silent.getLocalPort(), null));

            assertThat(refused.reason()).isEqualTo(Reason.TOO_SLOW);
            assertThat(refused.sentence())
                    .contains("is slow, or it hangs")
                    .contains("no login within 3 s")
                    .contains("It is not gone")
                    .contains("failover.deadlines.login");
        }
    }

    @Test
    void nobodyTakesTheConnection_costsTheShortDeadlineAlone() throws Exception {
        bench.takenWithin(Duration.ofSeconds(2)).connectWithin(Duration.ofSeconds(60));
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Filled backlog = new Filled(full.getLocalPort())) {
            long begun = System.nanoTime();

            RemoteAccessException refused = bench.refused(server(full.getLocalPort(), null));

            assertThat(backlog.sockets).isNotEmpty();
            assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(refused.sentence()).contains("no login within 2 s, not even a connection");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    // --- old and new

    @Test
    void algorithmsOfOpenSsh53_areStillSpoken() throws Exception {
        java.nio.file.Path rsa = bench.keys().key("host_rsa", "-t", "rsa", "-b", "2048");
        java.nio.file.Path id = bench.keys().key("id", "-t", "rsa", "-b", "2048");
        assertThat(id).exists();
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys())
                .hostKey(rsa)
                .config(
                        "KexAlgorithms diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1",
                        "HostKeyAlgorithms ssh-rsa",
                        "PubkeyAcceptedAlgorithms ssh-rsa",
                        "Ciphers aes128-ctr,aes192-ctr,aes256-ctr,aes128-cbc,3des-cbc",
                        "MACs hmac-sha1,hmac-md5"));

        assertThat(bench.shell(host)
                        .run(SshBench.sh("echo in"), SshBench.SECONDS)
                        .output())
                .isEqualTo("in\n");
    }

    @Test
    void nothingInCommon_namesWhatBothOffer() throws Exception {
        OpenSshHost host =
                bench.start(OpenSshHost.with(bench.keys()).config("MACs umac-64@openssh.com", "Ciphers aes256-ctr"));

        assertThat(bench.refused(bench.server(host)).sentence())
                .contains("no algorithm in common")
                .contains("This program offers: ")
                .contains("It offers: umac-64@openssh.com")
                .contains("sshd_config");
    }

    private RemoteAccessException refusedBy(String said) throws Exception {
        bench.connectWithin(Duration.ofSeconds(3));
        try (Talking server = new Talking(said)) {
            return bench.refused(server(server.port(), null));
        }
    }

    /** The host, reached by way of what is between. */
    private Server through(Stalling between, SshHost host) {
        SshEndpoint right = bench.endpoint(host, null);
        return SshBench.server(
                "fe1",
                SshBench.endpoint(between.port(), right.user(), right.credentials(), right.hostKey(), null, null));
    }

    private static Server server(int port, JumpHost jump) {
        return SshBench.server("fe1", SshBench.endpoint(port, "root", "none", KEY, null, jump));
    }

    /** Says its words to everybody, and hangs up. */
    private static class Talking implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ExecutorService threads = Executors.newCachedThreadPool();

        Talking(String words) throws IOException {
            Future<?> accepting = threads.submit(() -> {
                while (true) {
                    try (Socket socket = listening.accept()) {
                        socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
                        socket.shutdownOutput();
                        while (socket.getInputStream().read() >= 0) {
                            // takes what is sent, so that what was said arrives
                        }
                    }
                }
            });
            assertThat(accepting).isNotNull();
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            threads.shutdownNow();
        }
    }

    /** Takes connections at once, and passes them on after a while. */
    private static final class Stalling implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);
        private final AtomicInteger connections = new AtomicInteger();

        Stalling(int target, Duration stall) throws IOException {
            Future<?> accepting = threads.submit(() -> {
                while (true) {
                    Socket client = listening.accept();
                    connections.incrementAndGet();
                    Future<?> passing =
                            threads.schedule(() -> pass(client, target), stall.toMillis(), TimeUnit.MILLISECONDS);
                    assertThat(passing).isNotNull();
                }
            });
            assertThat(accepting).isNotNull();
        }

        private Object pass(Socket client, int target) throws IOException {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            threads.execute(() -> copy(client, server));
            copy(server, client);
            return client;
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                assertThat(e).isNotNull(); // the other direction has closed both
            }
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
            threads.shutdownNow();
        }
    }

    /** Connections nobody accepts: the next one waits in vain, as for a host that drops what is sent to it. */
    private static final class Filled implements AutoCloseable {
        private final java.util.List<Socket> sockets = new java.util.ArrayList<>();

        Filled(int port) throws IOException {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                try {
                    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                } catch (java.net.SocketTimeoutException full) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
