package org.osfailover.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plain SSH client for looking at the simulated servers from outside. */
public final class LabClient implements AutoCloseable {

    public record Answer(@Nullable Integer exit, String out, String err) {}

    private static final Logger LOG = LoggerFactory.getLogger(LabClient.class);

    private final SSHClient ssh = new SSHClient();

    private LabClient() {}

    public static LabClient to(LabServer server) throws IOException {
        return to(server, server.environment().farm().sshPassword());
    }

    static LabClient to(LabServer server, String password) throws IOException {
        LabClient client = new LabClient();
        try {
            client.ssh.addHostKeyVerifier(server.hostKeyFingerprint());
            client.ssh.setConnectTimeout(2000);
            client.ssh.setTimeout(5000);
            client.ssh.connect(server.sshHost(), server.sshPort());
            client.ssh.getSocket().setTcpNoDelay(true);
            client.ssh.authPassword(server.environment().farm().sshUser(), password);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    public Answer run(String command) throws IOException {
        return run(command, "");
    }

    Answer run(String command, String input) throws IOException {
        try (Session session = ssh.startSession()) {
            Session.Command running = session.exec(command);
            feed(running, input);
            String out = text(running.getInputStream());
            String err = text(running.getErrorStream());
            running.join(60, TimeUnit.SECONDS);
            return new Answer(running.getExitStatus(), out, err);
        }
    }

    /** A program may end before it has read its input, even before all of it was sent; its answer counts all the same. */
    private static void feed(Session.Command running, String input) {
        try (OutputStream stdin = running.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.debug("'{}' ended before it had read its input", running, e);
        }
    }

    /** Runs a program on a terminal. */
    Conversation converse(String command) throws IOException {
        Session session = ssh.startSession();
        session.allocateDefaultPTY();
        return new Conversation(session, session.exec(command));
    }

    private static String text(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        stream.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        ssh.close();
    }

    /** A conversation with a program on a terminal. */
    static final class Conversation implements AutoCloseable {
        private final Session session;
        private final Session.Command running;
        private final StringBuilder said = new StringBuilder();

        Conversation(Session session, Session.Command running) {
            this.session = session;
            this.running = running;
        }

        /** Reads until the program has said this since the last answer, and answers. */
        Conversation answer(String question, String answer) throws IOException {
            String unheard = "";
            while (!unheard.contains(question)) {
                int c = running.getInputStream().read();
                if (c < 0) {
                    throw new IOException("the program ended instead of asking '" + question + "': " + said);
                }
                said.append((char) c);
                unheard += (char) c;
            }
            type(answer + "\r");
            return this;
        }

        Conversation type(String keys) throws IOException {
            running.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            running.getOutputStream().flush();
            return this;
        }

        /** Reads to the end. */
        Answer end() throws IOException {
            said.append(text(running.getInputStream()));
            running.join(60, TimeUnit.SECONDS);
            return new Answer(running.getExitStatus(), said.toString(), "");
        }

        @Override
        public void close() throws IOException {
            session.close();
        }
    }
}
