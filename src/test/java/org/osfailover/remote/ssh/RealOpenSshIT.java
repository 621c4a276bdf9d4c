package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteShell;

/** The shell against OpenSSH's own server, which is what the servers of the Java stack have. */
@NullUnmarked
@Timeout(90)
class RealOpenSshIT {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Duration SECONDS = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Process sshd;
    private int port;
    private SshRemoteShells shells;
    private final RecordedCommands log = new RecordedCommands();

    @BeforeEach
    void startSshd() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(SSHD), "there is no OpenSSH server at " + SSHD);
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "OpenSSH's server needs root here");
        Files.createDirectories(Path.of("/run/sshd"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            keygen(directory.resolve("host_" + type), type, "");
        }
        keygen(directory.resolve("id"), "ed25519", "open sesame");
        Path authorized = directory.resolve("authorized_keys");
        Files.copy(directory.resolve("id.pub"), authorized);
        Files.setPosixFilePermissions(authorized, PosixFilePermissions.fromString("rw-------"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(directory.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host_ed25519
                HostKey %2$s/host_ecdsa
                HostKey %2$s/host_rsa
                AuthorizedKeysFile %2$s/authorized_keys
                PidFile none
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                MaxSessions 4
                """.formatted(port, directory));
        sshd = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sshd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(15)).until(this::listens);
        shells = new SshRemoteShells(
                new SshConnections(
                        name -> new Credentials.Secrets(
                                null, null, directory.resolve("id").toString(), "open sesame"),
                        Deadlines.defaults(),
                        new SshSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), 8, 100)),
                log);
    }

    @AfterEach
    void stopSshd() throws Exception {
        if (shells != null) {
            shells.close();
        }
        if (sshd != null) {
            sshd.destroy();
            sshd.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void command_outputErrorAndExitCodeArrive() throws Exception {
        CommandResult result = shell("ed25519").run(sh("echo läuft; echo warned >&2; exit 3"), SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(3);
            assertThat(completed.output()).isEqualTo("läuft\n");
            assertThat(completed.error()).isEqualTo("warned\n");
        });
    }

    @Test
    void anyOfTheHostKeys_mayBePinned() throws Exception {
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            assertThat(shell(type).run(sh("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
        }
    }

    @Test
    void killedCommand_hasNoExitCode() throws Exception {
        CommandResult result = shell("ed25519").run(sh("kill -9 $$"), SECONDS);

        assertThat(((CommandResult.Completed) result).exitCode()).isEmpty();
    }

    @Test
    void serviceThatKeepsTheOutputOpen_doesNotHoldTheCommand() throws Exception {
        CommandResult result = shell("ed25519").run(sh("sleep 15 & echo started"), SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(0);
            assertThat(completed.output()).isEqualTo("started\n");
        });
    }

    @Test
    void quietCommand_outlivesManyKeepAlives() throws Exception {
        assertThat(shell("ed25519").run(sh("sleep 6; echo end"), SECONDS).output())
                .isEqualTo("end\n");
    }

    @Test
    void dialogue_isHeldOnATerminal() throws Exception {
        Path tool = script("""
                test -t 0 || exit 9
                printf '\\033[1m== Configuration ==\\033[0m\\n'
                printf 'Controller '; sleep 0.05; printf 'Server [10.0.0.11]: '
                read -r controller
                stty -echo; printf 'Password: '; read -r password; stty echo; echo
                [ "$password" = hunter22 ] || exit 8
                printf 'Restart? (y/n) '; read -r restart
                echo "saved $controller, restart $restart"
                exit 5
                """);

        DialogueResult result = shell("ed25519")
                .converse(
                        CommandLine.posix("/bin/sh").plain(tool.toString()).build(),
                        new Dialogue(
                                List.of(
                                        rule("Controller", "Controller Server \\[.*]:", new Answer.Type("10.0.0.12")),
                                        rule("Password", "Password:", new Answer.TypeSecret("hunter22")),
                                        rule("Restart", "Restart\\? \\(y/n\\)", new Answer.Type("y"))),
                                Duration.ofSeconds(3)),
                        SECONDS);

        assertThat(result).isInstanceOfSatisfying(DialogueResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(5);
            assertThat(completed.answered()).containsExactly("Controller", "Password", "Restart");
            assertThat(completed.transcript())
                    .contains("== Configuration ==\n")
                    .contains("Controller Server [10.0.0.11]: 10.0.0.12\n")
                    .contains("Password: ********\n")
                    .contains("saved 10.0.0.12, restart y\n")
                    .doesNotContain("hunter22");
        });
    }

    @Test
    void unknownQuestion_programIsEndedBeforeItSaves() throws Exception {
        Path saved = directory.resolve("saved");
        Path tool = script("printf 'Overwrite everything? '; read -r answer; touch " + saved + "\n");

        DialogueResult result = shell("ed25519")
                .converse(
                        CommandLine.posix("/bin/sh").plain(tool.toString()).build(),
                        new Dialogue(List.of(), Duration.ofMillis(500)),
                        SECONDS);

        assertThat(result).isInstanceOf(DialogueResult.Stopped.class);
        assertThat(saved).doesNotExist();
    }

    private RemoteShell shell(String hostKeyType) throws Exception {
        String line = execute(
                "ssh-keygen",
                "-lf",
                directory.resolve("host_" + hostKeyType + ".pub").toString());
        return shell(endpoint(line.split(" ", -1)[1], null));
    }

    private RemoteShell shell(SshEndpoint endpoint) {
        return shells.on(
                SshShellTest.environment(),
                new Server("fe1", "10.0.0.11", null, true, endpoint),
                RunStep.reading("test"));
    }

    private SshEndpoint endpoint(String hostKey, String knownHosts) {
        return new SshEndpoint("127.0.0.1", port, "root", "test-ssh", hostKey, knownHosts, Elevation.NONE, null);
    }

    private static CommandLine sh(String text) {
        return CommandLine.posix("sh").plain("-c").plain(text).build();
    }

    private static Rule rule(String name, String question, Answer answer) {
        return new Rule(name, Pattern.compile(question), answer);
    }

    private Path script(String text) throws IOException {
        return Files.writeString(directory.resolve("tool.sh"), text);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void keygen(Path file, String type, String passphrase) throws Exception {
        execute("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file.toString());
    }

    private static String execute(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
