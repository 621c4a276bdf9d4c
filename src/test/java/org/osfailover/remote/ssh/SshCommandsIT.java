package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.osfailover.remote.RemoteShell;

/** Commands on one server: many at once, much output, and everything that can break in the middle. */
@NullUnmarked
@Timeout(120)
class SshCommandsIT {

    @RegisterExtension
    final SshBench bench = new SshBench();

    @ParameterizedTest
    @EnumSource
    void tenCommandsAtOnce_shareOneConnection(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        RemoteShell underTest = bench.shell(host);
        Path began = bench.directory().resolve("began");
        Path go = bench.directory().resolve("go");

        List<Future<CommandResult>> results = bench.begin(
                10, underTest, "echo x >> " + began + "; until [ -e " + go + " ]; do sleep 0.05; done; echo done");
        await().atMost(SshBench.SECONDS)
                .until(() -> Files.exists(began) && Files.readAllLines(began).size() == 10);

        assertThat(host.connections()).isEqualTo(1);
        Files.createFile(go);
        assertAllDone(results);
    }

    @ParameterizedTest
    @EnumSource
    void moreCommandsThanTheServerOpensSessions_waitAndAllEnd(SshHost.Kind kind) throws Exception {
        RemoteShell underTest = bench.shell(bench.start(kind, SshHost.Option.TWO_SESSIONS));

        assertAllDone(bench.begin(10, underTest, "sleep 0.2; echo done"));
    }

    @ParameterizedTest
    @EnumSource
    void noSessionBecomesFree_nothingIsSentAndTheReasonIsSaid(SshHost.Kind kind) throws Exception {
        RemoteShell underTest = bench.shell(bench.start(kind, SshHost.Option.TWO_SESSIONS));
        Path began = bench.directory().resolve("began");
        bench.begin(2, underTest, "echo x >> " + began + "; sleep 60");
        await().atMost(SshBench.SECONDS)
                .until(() -> Files.exists(began) && Files.readAllLines(began).size() == 2);
        Path third = bench.directory().resolve("third");

        RemoteAccessException refused = catchThrowableOfType(
                RemoteAccessException.class, () -> underTest.run(SshBench.sh("touch " + third), Duration.ofSeconds(1)));

        assertThat(refused.reason()).isEqualTo(Reason.SERVER_BUSY);
        assertThat(refused.sentence()).contains("nothing was sent to fe1").contains("MaxSessions");
        assertThat(third).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void tenMegabytesOfOutput_areTakenFastAndWhole(SshHost.Kind kind) throws Exception {
        RemoteShell underTest = bench.shell(bench.start(kind));
        underTest.run(SshBench.sh("true"), SshBench.SECONDS);
        long began = System.nanoTime();

        CommandResult result = underTest.run(
                SshBench.sh("echo first; head -c 10485760 /dev/zero | tr '\\000' x; echo; echo last"),
                SshBench.SECONDS);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(result).isInstanceOf(CommandResult.Completed.class);
        assertThat(result.output())
                .startsWith("first\nxxx")
                .hasSize("first\n\nlast\n".length() + 10_485_760)
                .endsWith("xxx\nlast\n");
    }

    @ParameterizedTest
    @EnumSource
    void binaryOutput_arrivesWithReplacedCharacters(SshHost.Kind kind) throws Exception {
        RemoteShell underTest = bench.shell(bench.start(kind));

        CommandResult result = underTest.run(
                SshBench.sh("printf 'a\\000b\\377\\303\\050\\303\\244 \\342\\202'; printf '\\200e' >&2"),
                SshBench.SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(0);
            assertThat(completed.output()).isEqualTo("a\u0000b\uFFFD\uFFFD(ä \uFFFD");
            assertThat(completed.error()).isEqualTo("\uFFFDe");
        });
    }

    @ParameterizedTest
    @EnumSource
    void commandHangs_timesOutAndTheConnectionGoesOn(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        RemoteShell underTest = bench.shell(host);

        CommandResult result = underTest.run(SshBench.sh("echo began; sleep 60"), Duration.ofSeconds(2));

        assertThat(result).isEqualTo(new CommandResult.TimedOut("began\n"));
        assertThat(underTest.run(SshBench.sh("echo next"), SshBench.SECONDS).output())
                .isEqualTo("next\n");
        assertThat(host.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void serverStopsAnsweringInMidCommand_isLostBeforeTheDeadline(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        Path began = bench.directory().resolve("began");
        Future<CommandResult> result =
                bench.begin(bench.shell(host), "echo so far; touch " + began + "; exec sleep 60");
        await().atMost(SshBench.SECONDS).until(() -> Files.exists(began));

        host.freeze();

        assertThat(result.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(CommandResult.ConnectionLost.class, lost -> {
                    assertThat(lost.output()).isEqualTo("so far\n");
                    assertThat(lost.reason()).contains("keep-alive");
                });
    }

    @ParameterizedTest
    @EnumSource
    void serverIsKilledInMidCommand_isLostAndNotSentAgain(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        RemoteShell underTest = bench.shell(host);
        Path began = bench.directory().resolve("began");
        String script = "echo x >> " + began + "; exec sleep 60";
        Future<CommandResult> result = bench.begin(underTest, script);
        await().atMost(SshBench.SECONDS).until(() -> Files.exists(began));

        host.kill();

        assertThat(result.get(20, TimeUnit.SECONDS)).isInstanceOf(CommandResult.ConnectionLost.class);
        RemoteAccessException gone = catchThrowableOfType(
                RemoteAccessException.class, () -> underTest.run(SshBench.sh("true"), SshBench.SECONDS));
        assertThat(gone.reason()).isEqualTo(Reason.UNREACHABLE);

        host.startAgain();

        assertThat(underTest.run(SshBench.sh("cat " + began), SshBench.SECONDS).output())
                .isEqualTo("x\n");
    }

    @ParameterizedTest
    @EnumSource
    void connectionDropsBetweenCommands_isMadeAgain(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        RemoteShell underTest = bench.shell(host);
        underTest.run(SshBench.sh("true"), SshBench.SECONDS);

        for (int i = 0; i < 3; i++) {
            host.cut();
            assertThat(underTest
                            .run(SshBench.sh("echo again"), SshBench.SECONDS)
                            .output())
                    .isEqualTo("again\n");
        }

        await().atMost(SshBench.SECONDS).until(() -> host.connections() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyNeedsTheConnection_isClosed(SshHost.Kind kind) throws Exception {
        bench.settings(Duration.ofSeconds(1), Duration.ofMillis(500), 8, 100);
        SshHost host = bench.start(kind);
        RemoteShell underTest = bench.shell(host);
        underTest.run(SshBench.sh("true"), SshBench.SECONDS);

        await().atMost(SshBench.SECONDS).until(() -> host.connections() == 0);

        assertThat(underTest.run(SshBench.sh("echo again"), SshBench.SECONDS).output())
                .isEqualTo("again\n");
    }

    private static void assertAllDone(List<Future<CommandResult>> results) throws Exception {
        for (Future<CommandResult> result : results) {
            assertThat(result.get(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
                        assertThat(completed.exitCode()).hasValue(0);
                        assertThat(completed.output()).isEqualTo("done\n");
                    });
        }
    }
}
