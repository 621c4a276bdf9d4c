package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.ssh.SshRemoteShells;

/** OpenSSH's own server in front of a PowerShell engine: each exec request is given to cmd.exe, or to the shell that a test says. */
final class OpenSshServer implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    /** Skips, and says why, where OpenSSH's server can't be started; fails where nothing may be missing. */
    static final class Required implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean there = Files.isExecutable(SSHD) && "root".equals(System.getProperty("user.name"));
            return there || Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"))
                    ? ConditionEvaluationResult.enabled("there is an OpenSSH server, or there has to be one")
                    : ConditionEvaluationResult.disabled("needs OpenSSH's server at " + SSHD + ", started as root");
        }
    }

    private final Path folder;
    private final Server server;
    private final Process process;
    private final SshRemoteShells shells;

    private OpenSshServer(Path folder, Server server, Process process, SshRemoteShells shells) {
        this.folder = folder;
        this.server = server;
        this.process = process;
        this.shells = shells;
    }

    /** @param world where the engine finds its Windows */
    static OpenSshServer start(Path folder, Path world) throws IOException, InterruptedException {
        Files.createDirectories(Path.of("/run/sshd"));
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        output(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve("host").toString());
        output(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve("login").toString());
        Files.writeString(folder.resolve("banner"), "Authorised use only. OSFAILOVER:{\"error\":\"banner\"}\n");
        Path session = Files.writeString(folder.resolve("session.sh"), """
                #!/bin/bash
                export WINPS_WORLD='%s'
                shell=--cmdline
                before() { :; }
                after() { return "$1"; }
                . '%s'
                before
                '%s' "$shell" "$SSH_ORIGINAL_COMMAND"
                after "$?"
                """.formatted(
                        world, folder.resolve("manners"), WindowsPowerShell.engine()));
        Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("manners"), "");
        int port = freePort();
        Files.writeString(folder.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/login.pub
                PidFile none
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                Banner %2$s/banner
                ForceCommand %2$s/session.sh
                """.formatted(port, folder));
        Process process = new ProcessBuilder(
                        SSHD.toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        await("sshd").atMost(Duration.ofSeconds(20)).until(() -> listens(port));
        String hostKey = output("ssh-keygen", "-lf", folder.resolve("host.pub").toString())
                .split(" ", -1)[1];
        Server server = new Server(
                "fe1",
                "10.0.0.12",
                "blue",
                true,
                new SshEndpoint("127.0.0.1", port, "root", "ssh", hostKey, null, Elevation.NONE, null));
        String key = folder.resolve("login").toString();
        SshRemoteShells shells = new SshRemoteShells(
                name -> new Credentials.Secrets(null, null, key, null), new ForgetfulLog(), Deadlines.defaults());
        return new OpenSshServer(folder, server, process, shells);
    }

    /**
     * How sessions go from now on.
     *
     * @param manners lines of bash: {@code shell=-c} for PowerShell as the default shell; the functions {@code before} and
     *     {@code after}, which gets the exit code and gives the session's
     */
    void behaves(String manners) throws IOException {
        Files.writeString(folder.resolve("manners"), manners);
    }

    Server server() {
        return server;
    }

    RemoteShell shell(Environment environment, RunStep step) {
        return shells.on(environment, server, step);
    }

    @Override
    public void close() {
        shells.close();
        process.destroy();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        return output;
    }

    private static final class ForgetfulLog implements CommandLog {
        @Override
        public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
            return 0;
        }

        @Override
        public void end(long id, String outcome, @Nullable Integer exitCode, String output) {}
    }
}
