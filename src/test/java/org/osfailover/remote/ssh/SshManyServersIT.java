package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.osfailover.remote.RemoteShell;

/** Many servers at once, and more than are allowed. */
@NullUnmarked
@Timeout(120)
class SshManyServersIT {

    @RegisterExtension
    final SshBench bench = new SshBench();

    /** Four of OpenSSH's servers that listen at 16 places each: for the program, 64 servers. */
    @Test
    void sixtyFourServersAtOnce_allAnswer() throws Exception {
        bench.settings(Duration.ofSeconds(5), Duration.ofMinutes(5), 8, 64).connectWithin(Duration.ofSeconds(60));
        Path began = bench.directory().resolve("began");
        List<Future<CommandResult>> results = new ArrayList<>();
        List<OpenSshHost> hosts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()).ports(16));
            hosts.add(host);
            SshEndpoint usual = bench.endpoint(host, null);
            for (int port : host.ports()) {
                SshEndpoint endpoint =
                        SshBench.endpoint(port, usual.user(), usual.credentials(), usual.hostKey(), null, null);
                results.add(bench.begin(
                        bench.shell(SshBench.server("fe" + results.size(), endpoint)),
                        "echo x >> " + began + "; until [ $(wc -l < " + began + ") -ge 64 ]; do sleep 0.5; done;"
                                + " echo " + port));
            }
        }

        List<String> answers = new ArrayList<>();
        for (Future<CommandResult> result : results) {
            answers.add(result.get(90, TimeUnit.SECONDS).output().strip());
        }

        assertThat(answers)
                .containsExactlyElementsOf(hosts.stream()
                        .flatMap(host -> host.ports().stream())
                        .map(port -> Integer.toString(port))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void moreServersThanAllowed_anUnusedConnectionMakesRoom(SshHost.Kind kind) throws Exception {
        bench.settings(Duration.ofSeconds(5), Duration.ofMinutes(5), 8, 1);
        SshHost one = bench.start(kind);
        SshHost other = bench.start(kind);
        Server first = SshBench.server("fe1", bench.endpoint(one, null));
        Server second = SshBench.server("fe2", bench.endpoint(other, null));

        for (int i = 0; i < 2; i++) {
            assertThat(bench.shell(first)
                            .run(SshBench.sh("echo 1"), SshBench.SECONDS)
                            .output())
                    .isEqualTo("1\n");
            assertThat(bench.shell(second)
                            .run(SshBench.sh("echo 2"), SshBench.SECONDS)
                            .output())
                    .isEqualTo("2\n");
        }

        await().atMost(SshBench.SECONDS).until(() -> one.connections() == 0);
        assertThat(other.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void allPlacesAreInUse_theNextWaitsForTheEndOfACommandOrItsDeadline(SshHost.Kind kind) throws Exception {
        bench.settings(Duration.ofSeconds(5), Duration.ofMinutes(5), 8, 1);
        Path began = bench.directory().resolve("began");
        Path go = bench.directory().resolve("go");
        Future<CommandResult> first = bench.begin(
                bench.shell(SshBench.server("fe1", bench.endpoint(bench.start(kind), null))),
                "touch " + began + "; until [ -e " + go + " ]; do sleep 0.05; done");
        RemoteShell second = bench.shell(SshBench.server("fe2", bench.endpoint(bench.start(kind), null)));
        await().atMost(SshBench.SECONDS).until(() -> Files.exists(began));

        RemoteAccessException refused = catchThrowableOfType(
                RemoteAccessException.class, () -> second.run(SshBench.sh("true"), Duration.ofSeconds(1)));
        assertThat(refused.reason()).isEqualTo(Reason.SERVER_BUSY);
        assertThat(refused.sentence())
                .contains("nothing was sent to fe2")
                .contains("1 servers have commands under way")
                .contains("failover.ssh.servers-at-once");

        Future<CommandResult> waiting = bench.begin(second, "echo mine");
        Files.createFile(go);
        assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(CommandResult.Completed.class);
        assertThat(waiting.get(30, TimeUnit.SECONDS).output()).isEqualTo("mine\n");
    }

    @ParameterizedTest
    @EnumSource
    void serverThatRefuses_leavesItsPlaceToOthers(SshHost.Kind kind) throws Exception {
        bench.settings(Duration.ofSeconds(5), Duration.ofMinutes(5), 8, 1);
        SshHost host = bench.start(kind);
        SshEndpoint good = bench.endpoint(host, null);
        SshEndpoint other =
                SshBench.endpoint(good.port(), good.user(), good.credentials(), "SHA256:" + "A".repeat(43), null, null);

        for (int i = 0; i < 3; i++) {
            assertThat(bench.refused(SshBench.server("fe2", other)).reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        }

        assertThat(bench.shell(host)
                        .run(SshBench.sh("echo 1"), SshBench.SECONDS)
                        .output())
                .isEqualTo("1\n");
    }
}
