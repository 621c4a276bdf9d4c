package org.osfailover.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.io.IoUtils;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;

/** An SSH server on a free loopback port, whose commands a test scripts by their first word. */
@NullUnmarked
final class TestSshServer implements BeforeEachCallback, AfterEachCallback {

    static final String USER = "failover";
    static final String PASSWORD = "correct horse";

    private final Map<String, Program> programs = new ConcurrentHashMap<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private SshServer server;
    private List<KeyPair> hostKeys;

    /** What a command does. */
    interface Program {
        /** @return the exit code; null for none */
        Integer run(Call call) throws Exception;
    }

    /** A running command. */
    record Call(String line, InputStream in, OutputStream out, OutputStream err, ChannelSession channel) {
        void print(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void printError(String text) throws IOException {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        }

        String readAll() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        String readLine() throws IOException {
            StringBuilder line = new StringBuilder();
            int c;
            while ((c = in.read()) >= 0 && c != '\n' && c != '\r') {
                line.append((char) c);
            }
            return line.toString();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        start(0, sshd -> {});
    }

    /** @param port 0 for a free one */
    void start(int port, Consumer<SshServer> settings) throws Exception {
        if (hostKeys == null) {
            hostKeys = new ArrayList<>(List.of(KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256)));
        }
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(session -> hostKeys);
        server.setPasswordAuthenticator((user, password, session) -> USER.equals(user) && PASSWORD.equals(password));
        server.setCommandFactory((channel, line) -> {
            sent.add(line);
            received.add(withoutLanguage(line));
            return new Scripted(
                    withoutLanguage(line), programs.getOrDefault(firstWord(withoutLanguage(line)), call -> 127));
        });
        settings.accept(server);
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        stop();
    }

    void stop() throws IOException {
        server.stop(true);
    }

    /** The first of its host keys. */
    KeyPair hostKey() {
        return hostKeys.get(0);
    }

    /** Without what asks for answers in English. */
    private static String withoutLanguage(String line) {
        return line.replaceFirst("^(?:env LC_ALL=C |sh -c '[^']*' sh )", "");
    }

    private static String firstWord(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    TestSshServer program(String firstWord, Program program) {
        programs.put(firstWord, program);
        return this;
    }

    /** The lines as they were sent. */
    List<String> sent() {
        return sent;
    }

    /** The commands that arrived, without what asks for answers in English. */
    List<String> received() {
        return received;
    }

    SshServer sshd() {
        return server;
    }

    int port() {
        return server.getPort();
    }

    void hostKeys(KeyPair... keys) {
        hostKeys = List.of(keys);
    }

    void accept(PublickeyAuthenticator keys, PasswordAuthenticator passwords) {
        server.setPublickeyAuthenticator(keys);
        server.setPasswordAuthenticator(passwords);
    }

    String fingerprint() {
        return HostKeyPin.fingerprint(hostKeys.get(0).getPublic());
    }

    int connections() {
        return server.getActiveSessions().size();
    }

    /** Cuts every connection without a word. */
    void cut() {
        for (Session session : server.getActiveSessions()) {
            try {
                session.getIoSession().close(true);
            } catch (RuntimeException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Server asServer() {
        return asServer(fingerprint());
    }

    Server asServer(String hostKey) {
        return server("fe1", port(), hostKey, null);
    }

    static Server server(String id, int port, String hostKey, String knownHosts) {
        return new Server(
                id,
                "10.0.0.11",
                "blue",
                true,
                new SshEndpoint("127.0.0.1", port, USER, "test-ssh", hostKey, knownHosts, Elevation.NONE, null));
    }

    private static final class Scripted implements Command {
        private final String line;
        private final Program program;
        private InputStream in;
        private OutputStream out;
        private OutputStream err;
        private ExitCallback exit;
        private Thread thread;

        private Scripted(String line, Program program) {
            this.line = line;
            this.program = program;
        }

        @Override
        public void setInputStream(InputStream in) {
            this.in = in;
        }

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {
            this.err = err;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            this.exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment env) {
            thread = new Thread(() -> run(channel), "scripted-" + line);
            thread.setDaemon(true);
            thread.start();
        }

        private void run(ChannelSession channel) {
            try {
                Integer code = program.run(new Call(line, in, out, err, channel));
                if (code != null) {
                    exit.onExit(code);
                } else {
                    channel.close(false);
                }
            } catch (InterruptedException | IOException e) {
                IoUtils.closeQuietly(out);
            } catch (Exception e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }

        @Override
        public void destroy(ChannelSession channel) {
            thread.interrupt();
        }
    }
}
