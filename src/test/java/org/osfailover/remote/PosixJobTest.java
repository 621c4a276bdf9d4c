package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code job.sh} in a real shell. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs a Linux with setsid and /proc")
@NullUnmarked
@Timeout(120)
class PosixJobTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @AfterEach
    void endWhatIsLeft() throws Exception {
        try (Stream<Path> left = Files.exists(jobs()) ? Files.list(jobs()) : Stream.empty()) {
            for (Path job : left.toList()) {
                job(job.getFileName().toString(), "true").cancel(Duration.ZERO);
            }
        }
    }

    private Path jobs() {
        return folder.resolve("jobs");
    }

    private RemoteJob job(String id, String script) {
        return job("sh", id, script);
    }

    private RemoteJob job(String shell, String id, String script) {
        return new LocalShell(shell, jobs())
                .job(
                        id,
                        CommandLine.posix("sh")
                                .raw("-c")
                                .plain(script)
                                .changing()
                                .build());
    }

    private static JobState awaitOver(RemoteJob job) {
        return await().atMost(PATIENCE).until(job::look, JobState::isOver);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "sh"})
    void job_runsApartAndLeavesItsOutputAndExitCode(String shell) throws Exception {
        RemoteJob underTest = job(shell, "run-1-a", "echo out; echo err >&2; exit 3");

        JobStart start = underTest.start();

        assertThat(start).isInstanceOf(JobStart.Started.class);
        assertThat(awaitOver(underTest)).isEqualTo(new JobState.Ended(3, "out\nerr\n"));
        underTest.remove();
        assertThat(underTest.look()).isInstanceOf(JobState.NotStarted.class);
        assertThat(jobs().resolve("run-1-a")).doesNotExist();
    }

    @Test
    void words_arriveAsTheyAreQuoted() throws Exception {
        RemoteJob underTest = new LocalShell("sh", jobs())
                .job(
                        "run-1-a",
                        CommandLine.posix("printf")
                                .plain("%s|")
                                .plain("it's $HOME")
                                .plain("a\"b")
                                .build());

        underTest.start();

        assertThat(awaitOver(underTest)).isEqualTo(new JobState.Ended(0, "it's $HOME|a\"b|"));
    }

    @Test
    void running_showsTheEndOfWhatItPrinted() throws Exception {
        RemoteJob underTest =
                job("run-1-a", "i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i + 1)); done; exec sleep 300");
        underTest.start();

        JobState state = await().atMost(PATIENCE)
                .until(
                        underTest::look,
                        s -> s instanceof JobState.Running running
                                && running.tail().contains("line 1999"));

        assertThat(state).isInstanceOfSatisfying(JobState.Running.class, running -> {
            assertThat(running.tail()).hasSizeLessThanOrEqualTo(4096).endsWith("line 1999\n");
            assertThat(running.bytes()).isGreaterThan(16_000);
        });
    }

    @Test
    void startersAtOnce_oneStartsItAndAllFindTheSame() throws Exception {
        Path count = folder.resolve("count");
        String script = "echo x >>" + count + "; exec sleep 300";
        ExecutorService starters = Executors.newFixedThreadPool(6);
        List<JobStart> starts = new ArrayList<>();
        try {
            Callable<JobStart> starter = () -> job("run-1-a", script).start();
            for (Future<JobStart> start : starters.invokeAll(List.of(starter, starter, starter, starter, starter))) {
                starts.add(start.get());
            }
        } finally {
            starters.shutdownNow();
        }

        assertThat(starts).filteredOn(JobStart.Started.class::isInstance).hasSize(1);
        assertThat(starts).filteredOn(JobStart.Found.class::isInstance).hasSize(4);
        assertThat(Files.readAllLines(count)).hasSize(1);
        assertThat(job("run-1-a", script).start()).isInstanceOf(JobStart.Found.class);
    }

    @Test
    void directory_isItsOwnersAlone_andTheToolKeepsTheLoginsMask() throws Exception {
        Path byTool = folder.resolve("made-by-the-tool");
        Path byLogin = folder.resolve("made-by-the-login");
        RemoteJob underTest = job("run-1-a", "echo x >" + byTool);
        underTest.start();
        awaitOver(underTest);
        new ProcessBuilder("sh", "-c", "echo x >" + byLogin).start().waitFor();

        for (Path each : List.of(jobs(), jobs().resolve("run-1-a"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                    .isEqualTo("rwx------");
        }
        assertThat(Files.getPosixFilePermissions(byTool)).isEqualTo(Files.getPosixFilePermissions(byLogin));
    }

    @Test
    void cancelled_everyProcessOfItEnds_evenOneThatWouldNotOrMovedAway() throws Exception {
        Path pids = folder.resolve("pids");
        RemoteJob underTest = job(
                "run-1-a",
                "trap '' TERM; sh -c 'echo $$ >>" + pids + "; while :; do sleep 1; done' & setsid sh -c 'echo $$ >>"
                        + pids + "; exec sleep 300' & sleep 300 & echo $! >>" + pids + "; wait; wait");
        underTest.start();
        await().atMost(PATIENCE)
                .until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 3);

        JobState state = underTest.cancel(Duration.ofSeconds(1));

        assertThat(state).isEqualTo(new JobState.Lost("it was ended by this program", ""));
        for (String pid : Files.readAllLines(pids)) {
            await("process " + pid).atMost(PATIENCE).until(() -> isGone(pid));
        }
    }

    private static boolean isGone(String pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) Z .*");
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void processKilled_isLost() throws Exception {
        RemoteJob underTest = job("run-1-a", "echo begun; exec sleep 300");
        underTest.start();
        String session = Files.readString(jobs().resolve("run-1-a").resolve("session"));
        ProcessHandle leader =
                ProcessHandle.of(Long.parseLong(session.split(" ", -1)[0])).orElseThrow();
        List<ProcessHandle> children = leader.descendants().toList();

        leader.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);

        assertThat(awaitOver(underTest))
                .isEqualTo(new JobState.Lost("its process is gone and left no exit code", "begun\n"));
    }

    @Test
    void serverRestarted_isLostAndSaysSo() throws Exception {
        Path bootId = Files.writeString(folder.resolve("boot_id"), "before\n");
        RemoteJob underTest = new LocalShell("sh", new JobPlace(jobs().toString(), bootId.toString(), 7))
                .job("run-1-a", CommandLine.posix("sleep").plain("300").build());
        underTest.start();
        assertThat(underTest.look()).isInstanceOf(JobState.Running.class);

        Files.writeString(bootId, "after\n");

        assertThat(underTest.look()).isInstanceOfSatisfying(JobState.Lost.class, lost -> assertThat(lost.why())
                .contains("restarted"));
        Files.writeString(bootId, "before\n");
        underTest.cancel(Duration.ZERO);
    }

    @Test
    void processNumberUsedAgain_isLost() throws Exception {
        RemoteJob underTest = job("run-1-a", "exec sleep 300");
        underTest.start();
        Path session = jobs().resolve("run-1-a").resolve("session");
        String written = Files.readString(session);
        String[] words = written.split(" ", -1);

        Files.writeString(session, words[0] + " 1 " + words[2]);

        assertThat(underTest.look()).isInstanceOf(JobState.Lost.class);
        Files.writeString(session, written);
    }

    @Test
    void starterDiedBeforeItBegan_isNotSeenForHalfAMinuteAndThenLost() throws Exception {
        Path job = Files.createDirectories(jobs().resolve("run-1-a"));
        RemoteJob underTest = job("run-1-a", "true");
        assertThat(underTest.look()).isInstanceOfSatisfying(JobState.Unknown.class, unknown -> assertThat(unknown.why())
                .contains("no sign of life yet"));

        Files.setLastModifiedTime(job, FileTime.from(Instant.now().minusSeconds(31)));

        assertThat(underTest.look()).isInstanceOfSatisfying(JobState.Lost.class, lost -> assertThat(lost.why())
                .contains("no sign of life", "never run"));
        underTest.remove();
        assertThat(job).doesNotExist();
    }

    @Test
    void scriptNeverRunsOnTheServer_isTakenBackWithWhatTheServerSaid_andTheNextStartRunsItOnce() throws Exception {
        Path count = folder.resolve("count");
        Path late = folder.resolve("late");
        // what should run it says why not; what it should have run is kept, to be run too late. Its clock is in a
        // hurry.
        String login = login(
                "setsid",
                "shift 2; printf '%s\\0' \"$@\" >" + late + "; echo 'setsid: Operation not permitted' >&2",
                "date",
                "echo x >>" + folder + "/ticks; echo $((1000 + 5 * $(wc -l <" + folder + "/ticks)))");
        RemoteJob underTest = job(login, "run-1-a", "echo x >>" + count);

        assertThat(underTest.start())
                .isInstanceOfSatisfying(JobStart.NotPossible.class, refused -> assertThat(refused.why())
                        .contains("no sign of life", "nothing was done", "Operation not permitted"));
        assertThat(underTest.look()).isInstanceOf(JobState.NotStarted.class);

        job("run-1-a", "echo x >>" + count).start();
        new ProcessBuilder("sh", "-c", "xargs -0 sh -c <" + late).start().waitFor();

        awaitOver(job("run-1-a", ""));
        assertThat(Files.readAllLines(count)).hasSize(1);
    }

    /** A shell that finds other programs of these names: each with what it does. */
    private String login(String... programs) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (int i = 0; i < programs.length; i += 2) {
            executable(bin.resolve(programs[i]), programs[i + 1]);
        }
        return executable(folder.resolve("login"), "PATH=" + bin + ":$PATH exec sh \"$@\"");
    }

    private static String executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @Test
    void leftovers_ofEndedJobsGoAfterAWeek_runningOnesNever() throws Exception {
        RemoteJob ended = job("run-0-ended", "true");
        RemoteJob running = job("run-0-running", "exec sleep 300");
        RemoteJob fresh = job("run-0-fresh", "true");
        for (RemoteJob each : List.of(ended, running, fresh)) {
            each.start();
        }
        awaitOver(ended);
        awaitOver(fresh);
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(9)));
        Files.setLastModifiedTime(jobs().resolve("run-0-ended"), old);
        Files.setLastModifiedTime(jobs().resolve("run-0-running"), old);

        job("run-1-a", "true").start();

        assertThat(jobs().resolve("run-0-ended")).doesNotExist();
        assertThat(jobs().resolve("run-0-fresh")).exists();
        assertThat(running.look()).isInstanceOf(JobState.Running.class);
    }

    @Test
    void remove_whileItRuns_leavesItAlone() throws Exception {
        RemoteJob underTest = job("run-1-a", "exec sleep 300");
        underTest.start();

        underTest.remove();

        assertThat(underTest.look()).isInstanceOf(JobState.Running.class);
    }

    @Test
    void directoryCanNotBeMade_isNotPossibleAndSaysWhy() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        RemoteJob underTest = new LocalShell("sh", file.resolve("jobs"))
                .job("run-1-a", CommandLine.posix("true").build());

        assertThat(underTest.start())
                .isInstanceOfSatisfying(JobStart.NotPossible.class, refused -> assertThat(refused.why())
                        .contains("can't be made"));
    }

    @Test
    void script_isShownByItsName() {
        CommandLine command = CommandLine.posix("sh")
                .raw("-c")
                .script(new Argument.Script("job.sh", "a\nlong script"))
                .raw("job.sh")
                .build();

        assertThat(command).hasToString("sh -c job.sh job.sh");
        assertThat(Dialect.POSIX.render(command, false).line())
                .isEqualTo(
                        "env LC_ALL=C sh -c 'eval \"exec $(printf %b \"$@\")\"' sh 'sh -c \\0047a\\0012long script\\0047 job.sh'");
    }
}
