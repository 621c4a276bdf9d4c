package org.osfailover.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.UnknownCommandFactory;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Stack;
import org.osfailover.lab.linux.LinuxMachine;
import org.osfailover.lab.windows.WindowsMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server's SSH server on 127.0.0.1: MINA SSHD, or, where the server is broken, what is left of it. */
final class SshHost implements LabHost {

    private static final Logger LOG = LoggerFactory.getLogger(SshHost.class);
    private static final Duration BIND_PATIENCE = Duration.ofSeconds(5);

    private final LabServer server;
    private final LabMachine machine;
    private final List<Socket> hanging = new CopyOnWriteArrayList<>();
    private @Nullable SshServer ssh;
    private @Nullable ServerSocket deaf;
    private boolean open;

    SshHost(LabServer server) {
        this.server = server;
        this.machine =
                server.environment().stack() == Stack.JAVA ? new LinuxMachine(server) : new WindowsMachine(server);
    }

    synchronized void start() throws IOException {
        open = true;
        int wanted = server.sshPort();
        try {
            listen(wanted);
        } catch (IOException e) {
            if (wanted == 0) {
                throw e;
            }
            LOG.warn("{}: port {} is taken, another one is used; the inventory must be written anew", server, wanted);
            listen(0);
        }
        if (!server.isPoweredOn() || server.faults().connection() != LabFaults.Connection.NORMAL) {
            refresh();
        }
    }

    @Override
    public synchronized void refresh() {
        if (!open) {
            return;
        }
        stop();
        LabFaults faults = server.faults();
        LabFaults.Connection wanted = server.isPoweredOn() ? faults.connection() : LabFaults.Connection.REFUSED;
        try {
            switch (wanted) {
                case NORMAL -> listen(server.sshPort());
                case HANGS -> accept(server.sshPort());
                case REFUSED -> LOG.debug("{}: nothing listens on port {}", server, server.sshPort());
            }
        } catch (IOException e) {
            throw new IllegalStateException(server + " can't listen on port " + server.sshPort() + " again", e);
        }
    }

    private void listen(int port) throws IOException {
        SshServer next = SshServer.setUpDefaultServer();
        next.setHost("127.0.0.1");
        next.setPort(port);
        next.setKeyPairProvider(KeyPairProvider.wrap(hostKey()));
        next.setPasswordAuthenticator((user, password, session) ->
                mayLogIn(user) && server.environment().farm().sshPassword().equals(password));
        next.setPublickeyAuthenticator((user, key, session) -> mayLogIn(user)
                && KeyUtils.findMatchingKey(key, server.environment().farm().authorizedKeys()) != null);
        next.setCommandFactory((channel, command) -> new SshCommand(server, machine, command));
        next.setShellFactory(channel -> UnknownCommandFactory.INSTANCE.createCommand(channel, "a login shell"));
        CoreModuleProperties.TCP_NODELAY.set(next, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(next, Duration.ZERO);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(next, 200);
        patiently(next::start);
        ssh = next;
        if (server.sshPort() != next.getPort()) {
            server.keepSshPort(next.getPort());
        }
    }

    private boolean mayLogIn(String user) {
        return !server.faults().isLoginRefused()
                && user.equals(server.environment().farm().sshUser());
    }

    private KeyPair hostKey() {
        return server.faults().isHostKeyChanged()
                ? HostKeys.generate()
                : HostKeys.read(server.state().hostKeyPrivate, server.state().hostKeyPublic);
    }

    private void accept(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        patiently(() -> socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        deaf = socket;
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!socket.isClosed()) {
                            hanging.add(socket.accept());
                        }
                    } catch (IOException e) {
                        LOG.debug("{}: no longer accepts connections", server);
                    }
                },
                "lab-deaf-" + server.id());
        thread.setDaemon(true);
        thread.start();
    }

    /** A port that was just given up may need a moment before it can be had again. */
    private static void patiently(Binding binding) throws IOException {
        long until = System.nanoTime() + BIND_PATIENCE.toNanos();
        while (true) {
            try {
                binding.bind();
                return;
            } catch (java.net.BindException e) {
                if (System.nanoTime() > until) {
                    throw e;
                }
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private interface Binding {
        void bind() throws IOException;
    }

    private void stop() {
        try {
            if (ssh != null) {
                ssh.stop(true);
                ssh = null;
            }
            if (deaf != null) {
                deaf.close();
                deaf = null;
            }
            for (Socket socket : hanging) {
                socket.close();
            }
            hanging.clear();
        } catch (IOException e) {
            LOG.warn("{}: its SSH server did not stop cleanly: {}", server, e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        open = false;
        stop();
    }
}
