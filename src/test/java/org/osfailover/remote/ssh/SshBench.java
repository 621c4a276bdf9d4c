package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

/** What every story about SSH needs: hosts, the program's shells on them, and the end of all of it. */
@NullUnmarked
final class SshBench implements BeforeEachCallback, AfterEachCallback {

    static final Duration SECONDS = Duration.ofSeconds(30);

    private final Map<String, Credentials.Secrets> secrets = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path directory;
    private SshKeys keys;
    private SshSettings settings = new SshSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), 10, 100);
    private Duration connect = Duration.ofSeconds(20);
    private Duration accept;
    private SshRemoteShells shells;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("ssh-bench");
        keys = new SshKeys(directory);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        threads.shutdownNow();
        if (shells != null) {
            shells.close();
        }
        while (!made.isEmpty()) {
            made.pop().close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    Path directory() {
        return directory;
    }

    SshKeys keys() {
        return keys;
    }

    SshBench settings(Duration keepAlive, Duration idle, int sessionsPerServer, int serversAtOnce) {
        settings = new SshSettings(keepAlive, idle, sessionsPerServer, serversAtOnce);
        return this;
    }

    SshBench connectWithin(Duration deadline) {
        connect = deadline;
        return this;
    }

    /** Until a machine takes the connection; as long as for the whole login unless told. */
    SshBench takenWithin(Duration deadline) {
        accept = deadline;
        return this;
    }

    SshHost start(SshHost.Kind kind, SshHost.Option... options) throws Exception {
        return closing(kind.start(keys, List.of(options)));
    }

    OpenSshHost start(OpenSshHost.Builder builder) throws Exception {
        return closing(builder.start());
    }

    /** Closes it when the test is over. */
    <T extends AutoCloseable> T closing(T closing) {
        made.push(closing);
        return closing;
    }

    /** The credentials of this name. */
    void credentials(String name, Credentials.Secrets given) {
        secrets.put(name, given);
    }

    /** The host as a server of the inventory, with its own login and pinned key. */
    Server server(SshHost host) {
        return server("fe1", endpoint(host, null));
    }

    static Server server(String id, SshEndpoint endpoint) {
        return new Server(id, "10.0.0.11", null, true, endpoint);
    }

    JumpHost jumpHost(String id, SshHost host, JumpHost before) {
        return new JumpHost(id, endpoint(host, before));
    }

    SshEndpoint endpoint(SshHost host, JumpHost jump) {
        String credentials = "host-" + host.port();
        secrets.put(credentials, host.secrets());
        return endpoint(host.port(), host.user(), credentials, host.fingerprint(), null, jump);
    }

    static SshEndpoint endpoint(
            int port, String user, String credentials, String hostKey, String knownHosts, JumpHost jump) {
        return new SshEndpoint("127.0.0.1", port, user, credentials, hostKey, knownHosts, Elevation.NONE, jump);
    }

    /** The host as a server whose key is pinned by a known_hosts file with these lines. */
    Server knownServer(SshHost host, Path knownHosts, String... lines) throws IOException {
        Files.write(knownHosts, List.of(lines));
        SshEndpoint pinned = endpoint(host, null);
        return server(
                "fe1", endpoint(pinned.port(), pinned.user(), pinned.credentials(), null, knownHosts.toString(), null));
    }

    RemoteShell shell(SshHost host) {
        return shell(server(host));
    }

    RemoteShell shell(Server server) {
        if (shells == null) {
            Deadlines defaults = Deadlines.defaults();
            Deadlines deadlines = new Deadlines(
                    accept == null ? connect : accept,
                    connect,
                    defaults.tryPort(),
                    defaults.command(),
                    defaults.dialogue(),
                    defaults.service(),
                    defaults.initialised(),
                    defaults.serviceCenterInstallation(),
                    defaults.readingJava(),
                    defaults.readingDotnet(),
                    defaults.poll());
            shells = new SshRemoteShells(new SshConnections(secrets::get, deadlines, settings), new RecordedCommands());
        }
        return shells.on(SshShellTest.environment(), server, RunStep.reading("test"));
    }

    /** The refusal of a harmless command. */
    RemoteAccessException refused(Server server) {
        return catchThrowableOfType(
                RemoteAccessException.class, () -> shell(server).run(sh("true"), SECONDS));
    }

    /** A shell that has no connection yet. */
    RemoteShell freshShell(Server server) {
        if (shells != null) {
            shells.close();
            shells = null;
        }
        return shell(server);
    }

    /** The same, of a program that has no connection yet. */
    RemoteAccessException freshRefused(Server server) {
        RemoteShell fresh = freshShell(server);
        return catchThrowableOfType(RemoteAccessException.class, () -> fresh.run(sh("true"), SECONDS));
    }

    /** Runs it in the background. */
    Future<CommandResult> begin(RemoteShell shell, String script) {
        return threads.submit(() -> shell.run(sh(script), SECONDS));
    }

    /** Runs it so often, all at once. */
    List<Future<CommandResult>> begin(int times, RemoteShell shell, String script) {
        List<Future<CommandResult>> begun = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            begun.add(begin(shell, script));
        }
        return begun;
    }

    static CommandLine sh(String script) {
        return CommandLine.posix("sh").plain("-c").plain(script).build();
    }
}
