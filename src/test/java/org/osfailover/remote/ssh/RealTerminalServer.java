package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteShell;

/** OpenSSH's own server with real pseudo-terminals, in a folder where a test puts its stand-ins for the vendor's tools. */
@NullUnmarked
public final class RealTerminalServer implements BeforeEachCallback, AfterEachCallback {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private Path folder;
    private Process sshd;
    private int port;
    private SshRemoteShells shells;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (!Files.isExecutable(SSHD) || !"root".equals(System.getProperty("user.name"))) {
            String reason = "OpenSSH's server is needed at " + SSHD + ", and root to start it";
            if ("true".equals(System.getenv("REQUIRE_ENVIRONMENT"))) {
                throw new AssertionError(reason);
            }
            throw new TestAbortedException(reason);
        }
        folder = Files.createTempDirectory("terminal");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(Path.of("/run/sshd"));
        keygen("host");
        keygen("id");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/id.pub
                PidFile none
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                """.formatted(port, folder));
        sshd = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(this::listens);
        shells = new SshRemoteShells(
                name -> new Credentials.Secrets(null, null, folder.resolve("id").toString(), null),
                new RecordedCommands(),
                Deadlines.defaults());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (shells != null) {
            shells.close();
        }
        if (sshd != null) {
            sshd.destroy();
            sshd.waitFor(10, TimeUnit.SECONDS);
        }
        if (folder != null) {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Where the tools and their files are. */
    public Path folder() {
        return folder;
    }

    /** Puts a program into the folder. */
    public Path program(String name, String text) throws IOException {
        Path program = Files.writeString(folder.resolve(name), text);
        assertThat(program.toFile().setExecutable(true, true)).isTrue();
        return program;
    }

    /** This server, as the inventory would name it. */
    public Server server() throws Exception {
        String line = execute("ssh-keygen", "-lf", folder.resolve("host.pub").toString());
        return new Server(
                "fe1",
                "10.0.0.11",
                null,
                true,
                new SshEndpoint(
                        "127.0.0.1", port, "root", "test-ssh", line.split(" ", -1)[1], null, Elevation.NONE, null));
    }

    public RemoteShell shell(Environment environment) throws Exception {
        return shell(environment, RunStep.reading("test"));
    }

    /** On behalf of a run. */
    public RemoteShell shell(Environment environment, RunStep step) throws Exception {
        return shells.on(environment, server(), step);
    }

    RemoteShell shell() throws Exception {
        return shell(SshShellTest.environment());
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void keygen(String name) throws Exception {
        execute(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve(name).toString());
    }

    private static String execute(String... command) throws Exception {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
