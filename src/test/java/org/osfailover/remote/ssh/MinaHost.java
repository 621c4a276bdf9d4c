package org.osfailover.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.DirectTcpipFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.NullUnmarked;
import org.osfailover.remote.Credentials;

/** The SSH server that the simulated farm is made of, running real commands. */
@NullUnmarked
final class MinaHost implements SshHost {

    private final List<Option> options;
    private final TestSshServer server = new TestSshServer();
    private final FreezingProxy proxy;

    MinaHost(List<Option> options) throws Exception {
        this.options = options;
        startServer(0);
        this.proxy = new FreezingProxy(server.port());
    }

    private void startServer(int port) throws Exception {
        server.program("sh", call -> {
            Process process = new ProcessBuilder("/bin/sh", "-c", call.line()).start();
            Thread out = copy(process.getInputStream(), call.out());
            Thread err = copy(process.getErrorStream(), call.err());
            try {
                int code = process.waitFor();
                out.join(TimeUnit.SECONDS.toMillis(10));
                err.join(TimeUnit.SECONDS.toMillis(10));
                return code;
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        });
        server.start(port, sshd -> {
            sshd.setForwardingFilter(
                    options.contains(Option.NO_FORWARDING)
                            ? RejectAllForwardingFilter.INSTANCE
                            : AcceptAllForwardingFilter.INSTANCE);
            if (options.contains(Option.TWO_SESSIONS)) {
                sshd.setChannelFactories(List.of(new FewSessions(2), DirectTcpipFactory.INSTANCE));
            }
        });
    }

    private static Thread copy(InputStream from, OutputStream to) {
        Thread thread = new Thread(
                () -> {
                    try {
                        byte[] buffer = new byte[8192];
                        int length;
                        while ((length = from.read(buffer)) >= 0) {
                            to.write(buffer, 0, length);
                            to.flush();
                        }
                    } catch (IOException e) {
                        // the channel was closed
                    }
                },
                "mina-host-copy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public int port() {
        return proxy.port();
    }

    @Override
    public String user() {
        return TestSshServer.USER;
    }

    @Override
    public Credentials.Secrets secrets() {
        return new Credentials.Secrets(null, TestSshServer.PASSWORD, null, null);
    }

    @Override
    public String fingerprint() {
        return server.fingerprint();
    }

    @Override
    public String publicKey() {
        return PublicKeyEntry.toString(server.hostKey().getPublic());
    }

    @Override
    public long connections() {
        return server.connections();
    }

    @Override
    public void cut() {
        server.cut();
    }

    @Override
    public void freeze() {
        proxy.freeze();
    }

    @Override
    public void kill() throws Exception {
        server.cut();
        server.stop();
    }

    @Override
    public void startAgain() throws Exception {
        startServer(proxy.target());
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.stop();
    }

    /** Refuses what is too much, as OpenSSH does with MaxSessions. */
    private static final class FewSessions extends ChannelSessionFactory {
        private final int most;
        private final AtomicInteger open = new AtomicInteger();

        private FewSessions(int most) {
            this.most = most;
        }

        @Override
        public Channel createChannel(Session session) {
            return new ChannelSession() {
                @Override
                public OpenFuture open(long recipient, long window, long packet, Buffer buffer) {
                    if (open.incrementAndGet() > most) {
                        open.decrementAndGet();
                        OpenFuture refused = new DefaultOpenFuture(this, this);
                        refused.setException(new SshChannelOpenException(
                                recipient, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "open failed"));
                        return refused;
                    }
                    addCloseFutureListener(closed -> open.decrementAndGet());
                    return super.open(recipient, window, packet, buffer);
                }
            };
        }
    }
}
