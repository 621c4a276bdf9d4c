package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;

/** A dialogue as a job: a stand-in tool in a real shell, on a real terminal of {@code script}. */
@NullUnmarked
@Timeout(120)
class PosixDialogueTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    Path folder;

    private int lookups;

    @BeforeEach
    void scriptIsThere() {
        boolean there =
                Files.isExecutable(Path.of("/usr/bin/script")) && Files.isExecutable(Path.of("/usr/bin/setsid"));
        if (!Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"))) {
            Assumptions.assumeTrue(there, "needs script and setsid of util-linux");
        }
        assertThat(there).as("script and setsid of util-linux").isTrue();
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        Path jobs = folder.resolve("jobs");
        try (Stream<Path> left = Files.exists(jobs) ? Files.list(jobs) : Stream.empty()) {
            for (Path job : left.toList()) {
                shell().job(
                                job.getFileName().toString(),
                                CommandLine.posix("true").build())
                        .cancel(Duration.ZERO);
            }
        }
    }

    /** Another shell each time, as after a lost connection or a restart of this program. */
    private LocalShell shell() {
        return new LocalShell("sh", folder.resolve("jobs"));
    }

    /** Asks for an address and whether to install, works until a file says so, and ends. */
    private Path tool() throws Exception {
        Path tool = folder.resolve("tool.sh");
        Files.writeString(tool, """
                #!/bin/sh
                [ -t 0 ] || { echo no terminal; exit 9; }
                echo begun >>"$1/begun"
                printf '\\033[1mConfiguration Tool\\033[0m\\n'
                printf 'Controller [10.0.0.11]: '
                read -r address
                printf 'Install Service Center? (y/N): '
                read -r answer
                echo "$address $answer" >>"$1/answers"
                echo Compiling...
                until [ -e "$1/go" ]; do sleep 0.1; done
                echo Done with $address.
                exit 4
                """);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        return tool;
    }

    private RemoteDialogue dialogue(RemoteShell shell) throws Exception {
        return shell.dialogue(
                "run-1-tool",
                CommandLine.posix(tool().toString())
                        .plain(folder.toString())
                        .changing()
                        .build(),
                new Dialogue(
                        List.of(
                                new Rule(
                                        "address",
                                        Pattern.compile("Controller \\[[^]]*]: $"),
                                        new Answer.Type("10.0.0.12")),
                                new Rule(
                                        "install",
                                        Pattern.compile("Install Service Center\\? \\(y/N\\): $"),
                                        new Answer.Type("y"))),
                        Duration.ofSeconds(1)));
    }

    private DialogueState awaitState(Predicate<DialogueState> wanted) {
        return await().atMost(PATIENCE).until(() -> dialogue(shell()).goOn(SHORT), wanted);
    }

    private static boolean isAfterInstall(DialogueState state) {
        return state instanceof DialogueState.UnderWay underWay
                && underWay.answered().contains("install")
                && underWay.transcript().contains("Compiling");
    }

    @Test
    void questions_areAnsweredAndTheEndIsFoundByAnotherShell() throws Exception {
        assertThat(dialogue(shell()).unable()).isEmpty();
        assertThat(dialogue(shell()).start("a note")).isInstanceOf(JobStart.Started.class);

        awaitState(PosixDialogueTest::isAfterInstall);
        Files.createFile(folder.resolve("go"));
        DialogueState over = awaitState(DialogueState.Over.class::isInstance);

        assertThat(over).isInstanceOfSatisfying(DialogueState.Over.class, ended -> {
            assertThat(ended.note()).isEqualTo("a note");
            assertThat(ended.result()).isInstanceOfSatisfying(DialogueResult.Completed.class, completed -> assertThat(
                            completed.exitCode())
                    .isEqualTo(OptionalInt.of(4)));
            assertThat(ended.result().answered()).containsExactly("address", "install");
            assertThat(ended.result().transcript())
                    .contains("Controller [10.0.0.11]: 10.0.0.12", "(y/N): y", "Done with 10.0.0.12.")
                    .doesNotContain("\u001b");
        });
        assertThat(Files.readAllLines(folder.resolve("answers"))).containsExactly("10.0.0.12 y");
    }

    @Test
    void connectionLostBeforeThePointOfNoReturn_anotherShellGoesOnAndNothingIsTypedTwice() throws Exception {
        dialogue(shell()).start("");
        // each look is another shell that ends after one short turn: some right after an answer was typed
        await().atMost(PATIENCE).until(() -> {
            dialogue(shell()).goOn(Duration.ZERO);
            return Files.exists(folder.resolve("answers"));
        });
        awaitState(PosixDialogueTest::isAfterInstall);
        Files.createFile(folder.resolve("go"));
        awaitState(DialogueState.Over.class::isInstance);

        assertThat(Files.readAllLines(folder.resolve("answers"))).containsExactly("10.0.0.12 y");
        assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(1);
    }

    @Test
    void answerReachedTheServerAndItsReceiptDidNot_itIsNotTypedAgain() throws Exception {
        dialogue(shell()).start("");
        RemoteShell losing = new LosingShell(shell());

        await().atMost(PATIENCE).until(() -> dialogue(losing).goOn(PATIENCE) instanceof DialogueState.Unknown);
        awaitState(PosixDialogueTest::isAfterInstall);

        assertThat(lookups).isPositive();
        assertThat(Files.readAllLines(folder.resolve("answers"))).containsExactly("10.0.0.12 y");
    }

    /** Types, and loses the connection before it hears so; once. */
    private final class LosingShell implements RemoteShell {
        private final LocalShell shell;

        LosingShell(LocalShell shell) {
            this.shell = shell;
        }

        @Override
        public org.osfailover.farm.Server server() {
            return shell.server();
        }

        @Override
        public JobPlace jobs() {
            return shell.jobs();
        }

        @Override
        public CommandResult run(CommandLine command, Duration deadline) {
            CommandResult result = shell.run(command, deadline);
            if (command.toString().contains("job.sh type")) {
                lookups++;
                return new CommandResult.ConnectionLost("", "connection reset");
            }
            return result;
        }

        @Override
        public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
            throw new IllegalStateException();
        }
    }

    @Test
    void unexpectedQuestion_endsTheToolAndShowsTheConversation() throws Exception {
        RemoteDialogue underTest = shell().dialogue(
                        "run-1-tool",
                        CommandLine.posix(tool().toString())
                                .plain(folder.toString())
                                .build(),
                        new Dialogue(
                                List.of(new Rule(
                                        "address",
                                        Pattern.compile("Controller \\[[^]]*]: $"),
                                        new Answer.Type("10.0.0.12"))),
                                Duration.ofSeconds(1)));
        underTest.start("");

        DialogueState state =
                await().atMost(PATIENCE).until(() -> underTest.goOn(SHORT), DialogueState.Over.class::isInstance);

        assertThat(((DialogueState.Over) state).result())
                .isInstanceOfSatisfying(DialogueResult.Stopped.class, stopped -> {
                    assertThat(stopped.reason()).contains("Install Service Center?");
                    assertThat(stopped.transcript()).contains("10.0.0.12");
                });
        assertThat(folder.resolve("answers")).doesNotExist();
        assertThat(shell().job("run-1-tool", CommandLine.posix("true").build()).look())
                .isInstanceOf(JobState.Lost.class);
    }

    @Test
    void serverWithoutScript_isUnableAndSaysWhy() throws Exception {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String name :
                List.of("sh", "id", "cat", "setsid", "ps", "stat", "mkfifo", "stty", "wc", "date", "find", "env")) {
            for (Path from : List.of(Path.of("/usr/bin", name), Path.of("/bin", name))) {
                if (Files.exists(from) && Files.notExists(bin.resolve(name))) {
                    Files.createSymbolicLink(bin.resolve(name), from);
                }
            }
        }
        Path shell = folder.resolve("poor-shell");
        Files.writeString(shell, "#!/bin/sh\nPATH=" + bin + "\nexport PATH\nexec /bin/sh \"$@\"\n");
        assertThat(shell.toFile().setExecutable(true)).isTrue();

        assertThat(dialogue(new LocalShell(shell.toString(), folder.resolve("jobs")))
                        .unable())
                .hasValueSatisfying(why -> assertThat(why).contains("has no script"));
    }

    @Test
    void secretAnswer_isRefused() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> shell().dialogue(
                                "run-1-tool",
                                CommandLine.posix("tool").build(),
                                new Dialogue(
                                        List.of(new Rule("p", Pattern.compile("x"), new Answer.TypeSecret("s"))),
                                        Duration.ofSeconds(1)))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
