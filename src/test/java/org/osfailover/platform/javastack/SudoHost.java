package org.osfailover.platform.javastack;

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
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.ssh.SshRemoteShells;

/**
 * This machine as a Linux server: OpenSSH's own server, a throwaway user with a password, and sudo with rules for that
 * user alone. Needs root. Everything is taken away again, also when the tests are killed.
 */
@NullUnmarked
final class SudoHost implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Path SUDO = Path.of("/usr/bin/sudo");

    final String user = "osfo-" + HexFormat.of().formatHex(new SecureRandom().generateSeed(4));
    final String password = "Pw-" + HexFormat.of().formatHex(new SecureRandom().generateSeed(8));
    final Path directory;

    private final Path rules = Path.of("/etc/sudoers.d/" + user);
    private final Thread lastResort = new Thread(this::takeAway);
    private Process sshd;
    private int port;
    private String hostKey;

    private SudoHost() throws IOException {
        directory = Files.createTempDirectory("osfo");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @param sudoers the rules; USER stands for the user. Empty for none */
    static SudoHost start(String sudoers) throws Exception {
        return start(sudoers, "");
    }

    /** @param config further lines of sshd_config */
    static SudoHost start(String sudoers, String config) throws Exception {
        boolean required = Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"));
        String missing = !"root".equals(System.getProperty("user.name"))
                ? "a user and rules for sudo are made: this needs root"
                : !Files.isExecutable(SSHD) || !Files.isExecutable(SUDO)
                        ? "there is no OpenSSH server at " + SSHD + " or no sudo at " + SUDO
                        : "";
        if (required) {
            assertThat(missing).isEmpty();
        }
        Assumptions.assumeTrue(missing.isEmpty(), missing);
        SudoHost host = new SudoHost();
        try {
            Runtime.getRuntime().addShutdownHook(host.lastResort);
            host.makeUser();
            host.rules(sudoers);
            host.startSshd(config);
            return host;
        } catch (Exception | Error e) {
            host.close();
            throw e;
        }
    }

    private void makeUser() throws Exception {
        execute("useradd", "--no-create-home", "--home-dir", directory.toString(), "--shell", "/bin/bash", user);
        Process chpasswd = new ProcessBuilder("chpasswd").start();
        try (var in = chpasswd.getOutputStream()) {
            in.write((user + ":" + password + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(chpasswd.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(chpasswd.exitValue()).isZero();
    }

    /** Another login shell for the user. */
    void loginShell(String shell) throws Exception {
        execute("usermod", "--shell", shell, user);
    }

    /** The user may write its home. */
    void ownHome() throws Exception {
        execute(
                "usermod",
                "--home",
                Files.createDirectory(directory.resolve("home")).toString(),
                user);
        execute("chown", user, directory.resolve("home").toString());
    }

    /** What the user's bash does before every command, also without a terminal. */
    void bashrc(String script) throws Exception {
        Path file = Files.writeString(directory.resolve(".bashrc"), script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Other rules for the user. */
    void rules(String sudoers) throws Exception {
        Files.deleteIfExists(rules);
        if (!sudoers.isEmpty()) {
            // sudo skips names with a dot: the rules count only once they are known to be valid
            Path draft = Files.writeString(
                    Path.of(rules + ".new"), sudoers.replace("USER", user).stripTrailing() + "\n");
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("r--r-----"));
            execute("visudo", "-c", "-f", draft.toString());
            Files.move(draft, rules);
        }
    }

    private void startSshd(String lines) throws Exception {
        Files.createDirectories(Path.of("/run/sshd"));
        execute(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve("host").toString());
        execute(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve("id").toString());
        hostKey = execute("ssh-keygen", "-lf", directory.resolve("host.pub").toString())
                .split(" ", -1)[1];
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(directory.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/id.pub
                PidFile none
                PasswordAuthentication no
                StrictModes no
                UsePAM no
                """.formatted(port, directory) + lines);
        sshd = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sshd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Shells that log in with the key; the password is there for sudo alone. */
    SshRemoteShells shells(String configuredPassword, CommandLog log) {
        String key = directory.resolve("id").toString();
        return new SshRemoteShells(
                name -> new Credentials.Secrets(null, configuredPassword, key, null), log, Deadlines.defaults());
    }

    Server server(Elevation elevation) {
        return new Server(
                "fe1",
                "10.0.0.11",
                "blue",
                true,
                new SshEndpoint("127.0.0.1", port, user, "plant-ssh", hostKey, null, elevation, null));
    }

    @Override
    public void close() {
        if (sshd != null) {
            sshd.descendants().forEach(ProcessHandle::destroy);
            sshd.destroy();
            try {
                sshd.waitFor(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        takeAway();
        try {
            Runtime.getRuntime().removeShutdownHook(lastResort);
        } catch (IllegalStateException e) {
            // the program is ending: the hook runs, and finds nothing left
        }
    }

    private void takeAway() {
        try {
            Files.deleteIfExists(rules);
            Files.deleteIfExists(Path.of(rules + ".new"));
            Files.deleteIfExists(Path.of("/var/lib/sudo/lectured/" + user));
            for (List<String> command :
                    List.of(List.of("userdel", "--force", user), List.of("rm", "-rf", "--", directory.toString()))) {
                new ProcessBuilder(command).redirectErrorStream(true).start().waitFor(20, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new IllegalStateException("what the test made is still there: " + rules + ", user " + user, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String execute(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
