package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.LoginProblem;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.osfailover.remote.RemoteShell;

/** Servers behind jump hosts: each hop with its own key and login, and what is said when one of them fails. */
@NullUnmarked
@Timeout(120)
class SshJumpHostsIT {

    private static final String OTHER_KEY = "SHA256:" + "A".repeat(43);

    @RegisterExtension
    final SshBench bench = new SshBench();

    @ParameterizedTest
    @EnumSource
    void serversBehindAJumpHost_shareItsConnection(SshHost.Kind kind) throws Exception {
        SshHost bastion = bench.start(kind);
        JumpHost jump = bench.jumpHost("bastion", bastion, null);

        for (int i = 1; i <= 3; i++) {
            SshHost host = bench.start(kind);
            Server server = SshBench.server("fe" + i, bench.endpoint(host, jump));
            assertThat(bench.shell(server)
                            .run(SshBench.sh("echo " + i), SshBench.SECONDS)
                            .output())
                    .isEqualTo(i + "\n");
            assertThat(host.connections()).isEqualTo(1);
        }

        await().atMost(SshBench.SECONDS).until(() -> bastion.connections() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void chainOfTwo_isPassed(SshHost.Kind kind) throws Exception {
        JumpHost outer = bench.jumpHost("outer", bench.start(kind), null);
        JumpHost inner = bench.jumpHost("inner", bench.start(kind), outer);
        Server server = SshBench.server("fe1", bench.endpoint(bench.start(kind), inner));

        CommandResult result = bench.shell(server).run(SshBench.sh("echo through; exit 3"), SshBench.SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(3);
            assertThat(completed.output()).isEqualTo("through\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void muchOutput_getsThrough(SshHost.Kind kind) throws Exception {
        JumpHost jump = bench.jumpHost("bastion", bench.start(kind), null);
        Server server = SshBench.server("fe1", bench.endpoint(bench.start(kind), jump));

        CommandResult result = bench.shell(server)
                .run(SshBench.sh("head -c 5242880 /dev/zero | tr '\\000' x; echo last"), SshBench.SECONDS);

        assertThat(result.output()).hasSize(5_242_880 + "last\n".length()).endsWith("xlast\n");
    }

    @ParameterizedTest
    @EnumSource
    void jumpHostOutOfReach_isNotTheServerOutOfReach(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        SshEndpoint nowhere = SshBench.endpoint(closedPort(), "jump", "none", OTHER_KEY, null, null);
        JumpHost outer = new JumpHost("outer", nowhere);
        JumpHost inner = bench.jumpHost("inner", bench.start(kind), outer);

        RemoteAccessException refused = bench.refused(SshBench.server("fe1", bench.endpoint(host, inner)));

        assertThat(refused.reason()).isEqualTo(Reason.JUMP_HOST_FAILED);
        assertThat(refused.sentence())
                .startsWith("fe1 (127.0.0.1:" + host.port()
                        + ", through jump host inner) was not reached, and whether it"
                        + " runs is not known: jump host outer (127.0.0.1:" + nowhere.port() + ") can't be reached")
                .doesNotContain("fe1 (127.0.0.1:" + host.port() + ") can't");
    }

    @ParameterizedTest
    @EnumSource
    void jumpHostWithAnotherKey_isRefusedAndNothingGetsToTheServer(SshHost.Kind kind) throws Exception {
        SshHost bastion = bench.start(kind);
        SshHost host = bench.start(kind);
        SshEndpoint right = bench.endpoint(bastion, null);
        JumpHost jump = new JumpHost(
                "bastion", SshBench.endpoint(right.port(), right.user(), right.credentials(), OTHER_KEY, null, null));

        RemoteAccessException refused = bench.refused(SshBench.server("fe1", bench.endpoint(host, jump)));

        assertThat(refused.reason()).isEqualTo(Reason.JUMP_HOST_FAILED);
        assertThat(refused.sentence())
                .contains("jump host bastion")
                .contains("shows another host key")
                .contains(OTHER_KEY)
                .contains(bastion.fingerprint());
        assertThat(((RemoteAccessException) refused.getCause()).reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
    }

    @ParameterizedTest
    @EnumSource
    void jumpHostRefusesTheLogin_isSaidOfTheJumpHost(SshHost.Kind kind) throws Exception {
        SshEndpoint right = bench.endpoint(bench.start(kind), null);
        bench.credentials(
                "wrong",
                new Credentials.Secrets(
                        null, "wrong password", bench.keys().key("other").toString(), null));
        JumpHost jump = new JumpHost(
                "bastion", SshBench.endpoint(right.port(), right.user(), "wrong", right.hostKey(), null, null));

        RemoteAccessException refused = bench.refused(SshBench.server("fe1", bench.endpoint(bench.start(kind), jump)));

        assertThat(refused.reason()).isEqualTo(Reason.JUMP_HOST_FAILED);
        assertThat(refused.sentence())
                .contains("jump host bastion")
                .contains("failover.credentials.wrong")
                .doesNotContain("wrong password");
        assertThat(((RemoteAccessException) refused.getCause()).loginProblem())
                .isIn(LoginProblem.KEY_NOT_ACCEPTED, LoginProblem.PASSWORD_REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void jumpHostForwardsNothing_isASentenceOfItsOwn(SshHost.Kind kind) throws Exception {
        JumpHost jump = bench.jumpHost("bastion", bench.start(kind, SshHost.Option.NO_FORWARDING), null);

        RemoteAccessException refused = bench.refused(SshBench.server("fe1", bench.endpoint(bench.start(kind), jump)));

        assertThat(refused.reason()).isEqualTo(Reason.JUMP_HOST_FAILED);
        assertThat(refused.sentence())
                .contains("jump host bastion")
                .contains("refuses to pass connections on")
                .contains("AllowTcpForwarding");
    }

    @ParameterizedTest
    @EnumSource
    void serverBehindTheJumpHostIsGone_isTheServerOutOfReach(SshHost.Kind kind) throws Exception {
        JumpHost jump = bench.jumpHost("bastion", bench.start(kind), null);
        int port = closedPort();

        RemoteAccessException refused =
                bench.refused(SshBench.server("fe1", SshBench.endpoint(port, "root", "none", OTHER_KEY, null, jump)));

        assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(refused.sentence())
                .startsWith(
                        "fe1 (127.0.0.1:" + port + ", through jump host bastion) can't be reached: jump host bastion")
                .contains("gets no connection to it");
    }

    /** The jump host got a connection to it: so it is there, as where no jump host is between. */
    @ParameterizedTest
    @EnumSource
    void serverBehindTheJumpHostIsSilent_isSlowAndNotGone(SshHost.Kind kind) throws Exception {
        JumpHost jump = bench.jumpHost("bastion", bench.start(kind), null);
        Server reachable = SshBench.server("fe2", bench.endpoint(bench.start(kind), jump));
        bench.connectWithin(Duration.ofSeconds(5));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            await().atMost(SshBench.SECONDS.multipliedBy(2))
                    .ignoreExceptions() // a busy machine: the way through the jump host is made once, before the trial
                    .until(() -> bench.shell(reachable)
                            .run(SshBench.sh("echo 1"), SshBench.SECONDS)
                            .output()
                            .equals("1\n"));

            RemoteAccessException refused = bench.refused(SshBench.server(
                    "fe1", SshBench.endpoint(silent.getLocalPort(), "root", "none", OTHER_KEY, null, jump)));

            assertThat(refused.reason()).isEqualTo(Reason.TOO_SLOW);
            assertThat(refused.sentence())
                    .startsWith(
                            "fe1 (127.0.0.1:" + silent.getLocalPort() + ", through jump host bastion) is slow, or it"
                                    + " hangs: it takes connections, and there was no login within 5 s")
                    .contains("It is not gone");
        }
    }

    @ParameterizedTest
    @EnumSource
    void jumpHostStopsAnswering_isNoProofAboutTheServer(SshHost.Kind kind) throws Exception {
        bench.settings(Duration.ofSeconds(20), Duration.ofMinutes(5), 8, 100).connectWithin(Duration.ofSeconds(3));
        SshHost bastion = bench.start(kind);
        JumpHost jump = bench.jumpHost("bastion", bastion, null);
        Server first = SshBench.server("fe1", bench.endpoint(bench.start(kind), jump));
        Server second = SshBench.server("fe2", bench.endpoint(bench.start(kind), jump));
        bench.shell(first).run(SshBench.sh("true"), SshBench.SECONDS);

        bastion.freeze();

        RemoteAccessException refused = bench.refused(second);
        assertThat(refused.reason()).isEqualTo(Reason.JUMP_HOST_FAILED);
        assertThat(refused.sentence()).contains("jump host bastion").contains("does not answer");
    }

    @ParameterizedTest
    @EnumSource
    void jumpHostDropsInMidCommand_isLostAndThenReachedAgain(SshHost.Kind kind) throws Exception {
        SshHost bastion = bench.start(kind);
        JumpHost jump = bench.jumpHost("bastion", bastion, null);
        RemoteShell underTest = bench.shell(SshBench.server("fe1", bench.endpoint(bench.start(kind), jump)));
        Path began = bench.directory().resolve("began");
        Future<CommandResult> result = bench.begin(underTest, "echo x >> " + began + "; exec sleep 60");
        await().atMost(SshBench.SECONDS).until(() -> Files.exists(began));

        bastion.kill();

        assertThat(result.get(30, TimeUnit.SECONDS)).isInstanceOf(CommandResult.ConnectionLost.class);
        RemoteAccessException gone = catchThrowableOfType(
                RemoteAccessException.class, () -> underTest.run(SshBench.sh("true"), SshBench.SECONDS));
        assertThat(gone.reason()).isEqualTo(Reason.JUMP_HOST_FAILED);

        bastion.startAgain();

        assertThat(underTest.run(SshBench.sh("cat " + began), SshBench.SECONDS).output())
                .isEqualTo("x\n");
    }

    @ParameterizedTest
    @EnumSource
    void nobodyGoesThroughTheJumpHostAnyMore_isClosedToo(SshHost.Kind kind) throws Exception {
        bench.settings(Duration.ofSeconds(1), Duration.ofMillis(500), 8, 100);
        SshHost bastion = bench.start(kind);
        JumpHost jump = bench.jumpHost("bastion", bastion, null);
        SshHost host = bench.start(kind);
        bench.shell(SshBench.server("fe1", bench.endpoint(host, jump))).run(SshBench.sh("sleep 2"), SshBench.SECONDS);

        await().atMost(SshBench.SECONDS).until(() -> host.connections() == 0 && bastion.connections() == 0);
    }

    /** A key that may be used for forwarding alone opens no session, and needs none. */
    @Test
    void accountWithoutCommands_isEnoughOnTheJumpHost() throws Exception {
        SshKeys keys = bench.keys();
        OpenSshHost bastion = bench.start(OpenSshHost.with(keys)
                .authorize("restrict,port-forwarding,command=\"/bin/false\" " + SshKeys.publicKey(keys.key("id"))));
        JumpHost jump = bench.jumpHost("bastion", bastion, null);
        Server server = SshBench.server("fe1", bench.endpoint(bench.start(SshHost.Kind.OPENSSH), jump));

        assertThat(bench.shell(server)
                        .run(SshBench.sh("echo 1"), SshBench.SECONDS)
                        .output())
                .isEqualTo("1\n");
        assertThat(jump.ssh().elevate()).isEqualTo(Elevation.NONE);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
