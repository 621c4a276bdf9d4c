package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

@NullUnmarked
@Timeout(60)
class SshDialogueTest {

    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final CommandLine TOOL =
            CommandLine.posix("configure").changing().build();
    private static final Dialogue DIALOGUE = new Dialogue(
            List.of(
                    new Rule(
                            "Controller", Pattern.compile("Controller Server \\[.*\\]:"), new Answer.Type("10.0.0.12")),
                    new Rule("Password", Pattern.compile("Password:"), new Answer.TypeSecret("hunter22"))),
            Duration.ofMillis(700));

    @RegisterExtension
    final TestSshServer server = new TestSshServer();

    private final RecordedCommands log = new RecordedCommands();
    private final SshRemoteShells shells = new SshRemoteShells(
            name -> new Credentials.Secrets(null, TestSshServer.PASSWORD, null, null), log, Deadlines.defaults());

    @AfterEach
    void close() {
        shells.close();
    }

    @Test
    void programAsksInPiecesAndColours_isAnsweredToItsEnd() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        server.program("configure", call -> {
            call.print("=== \u001b[1mConfiguration\u001b[0m ===\r\n");
            call.print("Controller ");
            Thread.sleep(30);
            call.print("Server \u001b[32m[10.0.0.11]\u001b[0m: ");
            answers.add(echoed(call));
            call.print("\r\nPassword: ");
            answers.add(echoed(call));
            call.print("\r\nSaved.\r\n");
            return 0;
        });

        DialogueResult result = shell(false).converse(TOOL, DIALOGUE, SECONDS);

        assertThat(answers).containsExactly("10.0.0.12", "hunter22");
        assertThat(result).isInstanceOfSatisfying(DialogueResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(0);
            assertThat(completed.answered()).containsExactly("Controller", "Password");
            assertThat(completed.transcript()).isEqualTo("""
                            === Configuration ===
                            Controller Server [10.0.0.11]: 10.0.0.12
                            Password: ********
                            Saved.
                            """);
        });
        assertThat(log.only().output()).contains("Password: ********").doesNotContain("hunter22");
        assertThat(log.only().outcome()).isEqualTo("COMPLETED");
    }

    @Test
    void unknownQuestion_isInterruptedAndNotAnswered() throws Exception {
        AtomicInteger received = new AtomicInteger(-2);
        server.program("configure", call -> {
            call.print("Overwrite the database? (y/n) ");
            received.set(call.in().read());
            return 1;
        });

        DialogueResult result = shell(false).converse(TOOL, DIALOGUE, SECONDS);

        assertThat(result).isInstanceOfSatisfying(DialogueResult.Stopped.class, stopped -> {
            assertThat(stopped.reason()).contains("Overwrite the database?");
            assertThat(stopped.answered()).isEmpty();
        });
        await().until(() -> received.get() != -2);
        assertThat(received.get()).isEqualTo(3); // Ctrl-C
        assertThat(log.only().output()).contains("Overwrite the database?").contains("stopped:");
    }

    @Test
    void deadlinePasses_timedOutWithTheTranscript() throws Exception {
        server.program("configure", call -> {
            call.print("Restarting services...\r\n");
            Thread.sleep(60_000);
            return 0;
        });

        DialogueResult result = shell(false).converse(TOOL, DIALOGUE, Duration.ofSeconds(1));

        assertThat(result).isEqualTo(new DialogueResult.TimedOut("Restarting services...\n", List.of()));
    }

    @Test
    void connectionIsCut_lostWithTheTranscript() throws Exception {
        server.program("configure", call -> {
            call.print("Restarting services...\r\n");
            Thread.sleep(60_000);
            return 0;
        });
        RemoteShell underTest = shell(false);
        CompletableFuture<DialogueResult> result = CompletableFuture.supplyAsync(() -> {
            try {
                return underTest.converse(TOOL, DIALOGUE, SECONDS);
            } catch (RemoteAccessException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> !server.received().isEmpty());

        server.cut();

        assertThat(result.get()).isInstanceOf(DialogueResult.ConnectionLost.class);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void rehearsal_changingCommandsAreRecordedAndNotSent() throws Exception {
        server.program("status", call -> 0);
        RemoteShell underTest = shell(true);

        assertThat(underTest.converse(TOOL, DIALOGUE, SECONDS)).isEqualTo(new DialogueResult.Rehearsed());
        assertThat(underTest.run(TOOL, SECONDS)).isEqualTo(new CommandResult.Rehearsed());
        assertThat(underTest.run(CommandLine.posix("status").build(), SECONDS))
                .isInstanceOf(CommandResult.Completed.class);

        assertThat(server.received()).containsExactly("status");
        assertThat(log.entries())
                .extracting(RecordedCommands.Entry::outcome)
                .containsExactly("REHEARSED", "REHEARSED", "COMPLETED");
    }

    @Test
    void recordIsRefused_nothingIsSent() {
        log.refuseChanges();
        RemoteShell underTest = shell(false);

        assertThatThrownBy(() -> underTest.run(TOOL, SECONDS)).isInstanceOf(IllegalStateException.class);

        assertThat(server.received()).isEmpty();
        assertThat(server.connections()).isZero();
    }

    @Test
    void serverRepeatsASecretArgument_isMaskedInTheRecordOnly() throws Exception {
        server.program("login", call -> {
            call.print("using " + call.line());
            call.printError("bad token s3cr3t-t0\r\nken");
            return 1;
        });
        CommandLine command = CommandLine.posix("login").secret("s3cr3t-t0ken").build();

        CommandResult result = shell(false).run(command, SECONDS);

        assertThat(result.output()).contains("s3cr3t-t0ken");
        assertThat(log.only().command()).isEqualTo("login ********");
        assertThat(log.only().exitCode()).isEqualTo(1);
        assertThat(log.only().output()).isEqualTo("using login ********\n[stderr]\nbad token ********");
    }

    private RemoteShell shell(boolean rehearsal) {
        return shells.on(
                SshShellTest.environment(),
                server.asServer(),
                new RunStep("production-2026-11-22-1", "point-to-controller", rehearsal));
    }

    /** Reads a line as a terminal gives it: every character comes back. */
    private static String echoed(TestSshServer.Call call) throws Exception {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = call.in().read()) >= 0 && c != '\n') {
            line.append((char) c);
            call.print(Character.toString(c));
        }
        return line.toString();
    }
}
