package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which programs wait for their terminal, and which don't: real processes on real terminals of {@code script}. */
@NullUnmarked
@Timeout(120)
class WaitingProgramsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final CommandLine NOTHING = CommandLine.posix("true").build();

    @TempDir
    Path folder;

    @BeforeEach
    void scriptAndRootAreThere() {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/script")) && "root".equals(System.getProperty("user.name")),
                "needs script of util-linux, and root");
    }

    @AfterEach
    void end() throws Exception {
        shell().job("tool", NOTHING).cancel(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf 'Host: '; read -r a",
                "bash -c 'read -r -p \"Host: \" a'",
                "bash -c 'read -r -e -p \"Host: \" a'",
                "bash -c 'read -r -t 60 -p \"Host: \" a'",
                "bash -c 'select a in one two; do break; done'",
                "stty -echo; printf 'Password: '; read -r a",
                "stty raw -echo; printf 'Key: '; dd bs=1 count=1 2>/dev/null",
                "printf 'Host: '; (read -r a </dev/tty)",
                "printf 'Host: '; sh -c 'sh -c cat'",
                "script -q -c \"printf 'Host: '; read -r a\" /dev/null"
            })
    void programThatReadsItsTerminal_waits(String program) throws Exception {
        start(program);

        await().atMost(PATIENCE).until(this::waiting, Optional.of(Waiting.YES)::equals);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "printf 'Starting OutSystems Deployment Controller Service:'; sleep 60",
                "printf 'Starting: '; sh -c 'sleep 60 & wait'",
                "printf 'Starting: '; cat /dev/zero | sleep 60",
                "printf 'Starting: '; mkfifo pipe.$$; cat pipe.$$",
                "script -q -c \"printf 'Starting: '; sleep 60\" /dev/null"
            })
    void programThatWorks_doesNotWait(String program) throws Exception {
        start("cd " + folder + "; " + program);

        await().atMost(PATIENCE)
                .until(() ->
                        terminal().view().filter(v -> !v.transcript().isEmpty()).isPresent()
                                || program.contains("script"));
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(this::waiting, Optional.of(Waiting.NO)::equals);
    }

    @Test
    void answerOfAPerson_isTypedOnceAndOnlyWhereItStillWaits() throws Exception {
        start("printf 'Mode: '; read -r a; echo \"mode is $a\"; sleep 60");
        await().atMost(PATIENCE).until(this::waiting, Optional.of(Waiting.YES)::equals);
        await().atMost(PATIENCE).until(() -> terminal().view().orElseThrow().printed() > 0);
        JobTerminal.View seen = terminal().view().orElseThrow();

        assertThat(terminal().type(seen.answers(), seen.printed(), "strict")).isEmpty();
        assertThat(terminal().type(seen.answers(), seen.printed(), "strict")).isEmpty();
        assertThat(terminal().type(seen.answers(), seen.printed(), "lax")).hasValue("it was answered meanwhile");

        await().atMost(PATIENCE)
                .until(() -> terminal().view().orElseThrow().transcript().contains("mode is strict"));
        JobTerminal.View later = terminal().view().orElseThrow();
        assertThat(later.transcript()).contains("Mode: \u2039a person: strict\u203a");
        assertThat(terminal().type(later.answers(), later.printed(), "more"))
                .hasValueSatisfying(why -> assertThat(why).contains("has gone on"));
    }

    private LocalShell shell() {
        return new LocalShell("sh", folder.resolve("jobs"));
    }

    private JobTerminal terminal() {
        return shell().terminal("tool", false);
    }

    private Optional<Waiting> waiting() throws Exception {
        return terminal().view().map(JobTerminal.View::waiting);
    }

    private void start(String program) throws Exception {
        CommandLine line = CommandLine.posix("sh").raw("-c").plain(program).build();
        Dialogue nothing = new Dialogue(java.util.List.of(), Duration.ofMinutes(1));
        assertThat(shell().dialogue("tool", line, nothing).start("")).isInstanceOf(JobStart.Started.class);
    }
}
