package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.JobPlace;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobState;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteJob;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.ssh.SshRemoteShells;

/** File systems that let nothing be written or run, mounted for real behind the real OpenSSH server and sudo. */
@NullUnmarked
@Timeout(120)
class BlockedLinuxIT {

    private static final Duration SECONDS = Duration.ofSeconds(60);

    private final Deque<Path> mounted = new ArrayDeque<>();
    private SudoHost host;
    private SshRemoteShells shells;
    private Path jobs;
    private Path etc;
    private Path home;

    @BeforeEach
    void makeAServer() throws Exception {
        host = SudoHost.start("USER ALL=(root) NOPASSWD: ALL\n");
        shells = host.shells(null, new NoLog());
        jobs = Files.createDirectory(host.directory.resolve("jobs"));
        etc = Files.createDirectory(host.directory.resolve("etc"));
        home = Files.createDirectory(host.directory.resolve("platform"));
        Files.writeString(etc.resolve("server.hsconf"), LinuxFake.hsconf("10.0.0.11"));
    }

    @AfterEach
    void takeItAway() throws Exception {
        while (!mounted.isEmpty()) {
            SudoHost.execute("umount", "--lazy", mounted.pop().toString());
        }
        if (shells != null) {
            shells.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void everythingCanBeWritten_isOkAndNothingIsLeft() throws Exception {
        assertThat(tried()).singleElement().satisfies(found -> {
            assertThat(found.severity()).isEqualTo(Severity.OK);
            assertThat(found.sentence()).contains("tried");
        });
        for (Path place : List.of(jobs, etc, home)) {
            assertThat(place.toFile().list())
                    .isEqualTo(place.equals(etc) ? new String[] {"server.hsconf"} : new String[0]);
        }
    }

    @Test
    void diskFullWhereJobsAreKept_isAnError() throws Exception {
        mount(jobs, "size=128k");
        fill(jobs);

        assertThat(tried()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(Code.DISK);
            assertThat(found.severity()).isEqualTo(Severity.ERROR);
            assertThat(found.sentence()).contains(jobs.toString()).contains("No space left on device");
            assertThat(found.remedy()).contains("Make room");
        });
        assertThat(server().mayRunJobs().reason()).contains("No space left on device");
        assertThat(jobs.toFile().list()).containsExactly("filling");
    }

    @Test
    void diskFullWhereTheBackupIsWritten_isAnError() throws Exception {
        mount(etc, "size=128k");
        fill(etc);

        assertThat(tried()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(Code.DISK);
            assertThat(found.severity()).isEqualTo(Severity.ERROR);
            assertThat(found.sentence()).contains("server.hsconf and its backup");
        });
    }

    @Test
    void readOnlyPlatform_isAnErrorWithItsRemedy() throws Exception {
        mount(home, "ro");

        assertThat(tried()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(Code.PLATFORM_TOOLS);
            assertThat(found.severity()).isEqualTo(Severity.ERROR);
            assertThat(found.sentence()).contains(home.toString()).contains("Read-only file system");
            assertThat(found.remedy()).contains("remount,rw");
        });
    }

    @Test
    void readOnlyConfiguration_isAnErrorAlsoWhereNothingMayBeTried() throws Exception {
        mount(etc, "ro");

        assertThat(tried()).extracting(CheckFinding::code).containsExactly(Code.CONFIGURATION);
        host.rules("USER ALL=(root) NOPASSWD: /usr/bin/cat\n");
        assertThat(tried()).singleElement().satisfies(found -> {
            assertThat(found.code()).isEqualTo(Code.CONFIGURATION);
            assertThat(found.severity()).isEqualTo(Severity.ERROR);
            assertThat(found.sentence()).contains("mounted read-only");
        });
    }

    /** Nothing of ours is executed as a file: scripts travel as arguments, jobs are data. */
    @Test
    void noexecWhereJobsAreKept_jobsRunAllTheSame() throws Exception {
        mount(jobs, "noexec,nosuid,nodev");
        RemoteJob underTest = shell().job("check", sh("echo it ran; exit 3"));

        assertThat(tried()).extracting(CheckFinding::severity).containsExactly(Severity.OK);
        assertThat(underTest.start()).isInstanceOf(JobStart.Started.class);
        JobState last = await().atMost(SECONDS).until(underTest::look, state -> !(state instanceof JobState.Running));
        assertThat(last).isInstanceOfSatisfying(JobState.Ended.class, ended -> {
            assertThat(ended.exitCode()).isEqualTo(3);
            assertThat(ended.tail()).contains("it ran");
        });
    }

    private List<CheckFinding> tried() throws Exception {
        LinuxCommands commands = commands();
        LinuxServer linux = new LinuxServer(shell(), host.server(Elevation.SUDO), Deadlines.defaults());
        return new LinuxTries(
                        linux,
                        commands,
                        new LinuxRights(host.server(Elevation.SUDO), linux, commands, Deadlines.defaults()))
                .findings();
    }

    private JavaStackServer server() {
        return new JavaStackServer(
                Farm.environment(overrides()),
                host.server(Elevation.SUDO),
                shell(),
                Deadlines.defaults(),
                RunStep.reading("test"));
    }

    private LinuxCommands commands() {
        return new LinuxCommands(new JavaSettings(Farm.environment(overrides())));
    }

    private Map<String, String> overrides() {
        return Map.of(
                "java.home",
                home.toString(),
                "java.configuration-file",
                etc.resolve("server.hsconf").toString());
    }

    /** With the jobs' place of the test. */
    private RemoteShell shell() {
        RemoteShell real =
                shells.on(Farm.environment(overrides()), host.server(Elevation.SUDO), new RunStep("r", "test", false));
        return new RemoteShell() {
            @Override
            public org.osfailover.farm.Server server() {
                return real.server();
            }

            @Override
            public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
                return real.run(command, deadline);
            }

            @Override
            public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline)
                    throws RemoteAccessException {
                return real.converse(command, dialogue, deadline);
            }

            @Override
            public JobPlace jobs() {
                return new JobPlace(jobs.toString(), JobPlace.USUAL.bootIdFile(), 7);
            }
        };
    }

    private void mount(Path place, String options) throws Exception {
        SudoHost.execute("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString());
        mounted.push(place);
    }

    private static void fill(Path place) throws Exception {
        SudoHost.execute("sh", "-c", "cat /dev/zero > '" + place + "/filling' 2>/dev/null || true");
    }

    private static CommandLine sh(String script) {
        return CommandLine.posix("sh").plain("-c").plain(script).elevated().build();
    }
}
