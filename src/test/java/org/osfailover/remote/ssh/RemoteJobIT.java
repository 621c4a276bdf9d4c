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
import org.osfailover.remote.DialogueState;
import org.osfailover.remote.JobPlace;
import org.osfailover.remote.JobRecords;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobState;
import org.osfailover.remote.RecordingShell;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

/**
 * Jobs behind OpenSSH's own server: they outlive the connection, the SSH server and this program. How long the long one
 * takes is {@code LONG_JOB_SECONDS}, 20 where it is not set.
 */
@NullUnmarked
@Timeout(900)
class RemoteJobIT {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final int LONG = Integer.parseInt(System.getenv().getOrDefault("LONG_JOB_SECONDS", "20"));
    private static final Duration PATIENCE = Duration.ofSeconds(LONG + 60L);

    @TempDir
    Path directory;

    private final JobRecords log = new JobRecords();
    private Process sshd;
    private SshRemoteShells program;
    private int port;

    @BeforeEach
    void startServerAndProgram() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(SSHD), "there is no OpenSSH server at " + SSHD);
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "OpenSSH's server needs root here");
        Files.createDirectories(Path.of("/run/sshd"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        keygen(directory.resolve("host"));
        keygen(directory.resolve("id"));
        Path authorized = Files.copy(directory.resolve("id.pub"), directory.resolve("authorized_keys"));
        Files.setPosixFilePermissions(authorized, PosixFilePermissions.fromString("rw-------"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(directory.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/authorized_keys
                PidFile none
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                """.formatted(port, directory));
        startSshd();
        startProgram();
    }

    @AfterEach
    void stop() throws Exception {
        if (sshd != null) {
            if (!sshd.isAlive()) {
                startSshd();
            }
            shell().job("run-1-job", CommandLine.posix("true").build()).cancel(Duration.ZERO);
            program.close();
            killSshd();
        }
    }

    private void startProgram() {
        program = new SshRemoteShells(
                name -> new Credentials.Secrets(
                        null, null, directory.resolve("id").toString(), null),
                new JobRecords(),
                Deadlines.defaults());
    }

    private void startSshd() throws Exception {
        sshd = new ProcessBuilder(
                        SSHD.toString(),
                        "-D",
                        "-e",
                        "-f",
                        directory.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sshd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(30)).until(this::listens);
    }

    /** The server, and every session of it: as when the machine's network goes, or its SSH server is updated. */
    private void killSshd() throws Exception {
        List<ProcessHandle> sessions = sshd.toHandle()
                .children()
                .filter(child -> child.info().command().orElse("").contains("sshd"))
                .toList();
        sshd.destroyForcibly();
        sessions.forEach(ProcessHandle::destroyForcibly);
        sshd.waitFor(30, TimeUnit.SECONDS);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void longJob_acrossALostServerAndARestartOfTheProgram_isFoundAgainAndRanOnce() throws Exception {
        CommandLine tool = CommandLine.posix("sh")
                .raw("-c")
                .plain("echo begun >>" + directory.resolve("count") + "; i=0; while [ $i -lt " + LONG
                        + " ]; do echo step $i; sleep 1; i=$((i + 1)); done; exit 7")
                .changing()
                .build();
        assertThat(recording().job("run-1-job", tool).start()).isInstanceOf(JobStart.Started.class);

        killSshd();
        program.close();
        startSshd();
        startProgram();

        JobState state = recording().job("run-1-job", tool).look();
        assertThat(state).isInstanceOfSatisfying(JobState.Running.class, running -> assertThat(running.tail())
                .contains("step 0"));
        assertThat(recording().job("run-1-job", tool).start()).isInstanceOf(JobStart.Found.class);
        assertThat(log.entries()).singleElement().satisfies(entry -> assertThat(entry.output())
                .contains("step 0"));

        JobState end = await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> recording().job("run-1-job", tool).look(), JobState::isOver);

        assertThat(end).isInstanceOfSatisfying(JobState.Ended.class, ended -> assertThat(ended.exitCode())
                .isEqualTo(7));
        assertThat(Files.readAllLines(directory.resolve("count"))).hasSize(1);
        assertThat(directory.resolve("jobs/run-1-job")).doesNotExist();
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo("COMPLETED");
            assertThat(entry.exitCode()).isEqualTo(7);
            assertThat(entry.output()).contains("step 0", "step " + (LONG - 1));
        });
    }

    @Test
    void dialogue_sshServerKilledAfterThePointOfNoReturn_isFollowedToItsEnd() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script of util-linux");
        CommandLine tool = CommandLine.posix("sh")
                .raw("-c")
                .plain("printf 'Install? (y/N): '; read -r a; echo $a >>" + directory.resolve("answers")
                        + "; echo Installing...; until [ -e " + directory.resolve("go")
                        + " ]; do sleep 0.2; done; echo Installed.")
                .changing()
                .build();
        Dialogue dialogue = new Dialogue(
                List.of(new Rule("install", Pattern.compile("Install\\? \\(y/N\\): $"), new Answer.Type("y"))),
                Duration.ofSeconds(5));
        assertThat(recording().dialogue("run-1-job", tool, dialogue).start("note"))
                .isInstanceOf(JobStart.Started.class);
        await().atMost(PATIENCE)
                .until(
                        () -> recording().dialogue("run-1-job", tool, dialogue).goOn(Duration.ofMillis(200)),
                        state -> state instanceof DialogueState.UnderWay underWay
                                && underWay.transcript().contains("Installing"));

        killSshd();
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(() -> recording()
                                        .dialogue("run-1-job", tool, dialogue)
                                        .goOn(Duration.ZERO))
                                instanceof RemoteAccessException)
                .isTrue();
        program.close();
        startSshd();
        startProgram();
        Files.createFile(directory.resolve("go"));

        DialogueState end = await().atMost(PATIENCE)
                .until(
                        () -> recording().dialogue("run-1-job", tool, dialogue).goOn(Duration.ofMillis(200)),
                        DialogueState.Over.class::isInstance);

        assertThat(((DialogueState.Over) end).result()).isInstanceOf(DialogueResult.Completed.class);
        assertThat(Files.readAllLines(directory.resolve("answers"))).containsExactly("y");
        assertThat(directory.resolve("jobs/run-1-job")).doesNotExist();
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.exitCode()).isZero();
            assertThat(entry.output()).contains("Install? (y/N): y", "Installed.", "[answered: install]");
        });
        // gone from the server, and remembered
        assertThat(recording().dialogue("run-1-job", tool, dialogue).goOn(Duration.ZERO))
                .isInstanceOfSatisfying(
                        DialogueState.Over.class,
                        over -> assertThat(over.result().answered()).containsExactly("install"));
    }

    private RemoteShell recording() throws Exception {
        return new RecordingShell(shell(), log, new RunStep("run-1", "step", false), "production");
    }

    /** A shell whose server keeps its jobs in the test's folder. */
    private RemoteShell shell() throws Exception {
        String fingerprint = execute(
                        "ssh-keygen", "-lf", directory.resolve("host.pub").toString())
                .split(" ", -1)[1];
        RemoteShell shell = program.on(
                SshShellTest.environment(),
                new Server(
                        "fe1",
                        "10.0.0.11",
                        null,
                        true,
                        new SshEndpoint(
                                "127.0.0.1", port, "root", "test-ssh", fingerprint, null, Elevation.NONE, null)),
                new RunStep("run-1", "step", false));
        JobPlace place = new JobPlace(directory.resolve("jobs").toString(), JobPlace.USUAL.bootIdFile(), 7);
        return new RemoteShell() {
            @Override
            public Server server() {
                return shell.server();
            }

            @Override
            public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
                return shell.run(command, deadline);
            }

            @Override
            public DialogueResult converse(CommandLine command, Dialogue held, Duration deadline)
                    throws RemoteAccessException {
                return shell.converse(command, held, deadline);
            }

            @Override
            public JobPlace jobs() {
                return place;
            }
        };
    }

    private static void keygen(Path file) throws Exception {
        execute("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
    }

    private static String execute(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
