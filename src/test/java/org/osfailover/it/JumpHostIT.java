package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.ForwardingFilter;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.it.RunningProgram.Answer;

/** A farm that is reached through a jump host, as the people see it who ask the running program. */
class JumpHostIT {

    private static final String ENVIRONMENT = "/api/environments/demo-java";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static RunningProgram program;
    static KeyPair hostKey;
    static SshServer jumpHost;

    @BeforeAll
    static void start() throws Exception {
        program = RunningProgram.start("--failover.ssh.keep-alive=PT1S", "--failover.deadlines.reading=PT30S");
        hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        jumpHost = jumpHost(0, AcceptAllForwardingFilter.INSTANCE);
        String fingerprint = KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic());
        program.rewriteInventory(inventory -> inventory.replace("elevate: sudo }", "elevate: sudo, jump: bastion }")
                + """
                jumpHosts:
                  - id: bastion
                    host: 127.0.0.1
                    port: %d
                    user: %s
                    credentials: demo-ssh
                    hostKey: "%s"
                """.formatted(jumpHost.getPort(), program.farm().sshUser(), fingerprint));
    }

    private static SshServer jumpHost(int port, ForwardingFilter forwarding) throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(session -> List.of(hostKey));
        server.setPasswordAuthenticator(
                (user, password, session) -> user.equals(program.farm().sshUser())
                        && password.equals(program.farm().sshPassword()));
        server.setForwardingFilter(forwarding);
        server.start();
        return server;
    }

    @AfterAll
    static void stop() throws Exception {
        program.close();
        jumpHost.stop(true);
    }

    @Test
    void farmBehindAJumpHost_isReadAndWhatIsWrongWithTheWayIsSaid() throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(read())
                    .allSatisfy(server -> assertThat(server.path("reachable").asBoolean())
                            .as(server.toString())
                            .isTrue());
            assertThat(jumpHost.getActiveSessions()).as("one for all servers").hasSize(1);
        });

        int port = jumpHost.getPort();
        jumpHost.stop(true);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read()).allSatisfy(server -> {
            assertThat(server.path("problemCode").asText()).isEqualTo("JUMP_HOST_FAILED");
            assertThat(server.path("problem").asText())
                    .startsWith(server.path("id").asText() + " (")
                    .contains("was not reached, and whether it runs is not known")
                    .contains("jump host bastion (127.0.0.1:" + port + ") can't be reached");
        }));
        Answer start = program.tryToStart(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", "demo-java", "mode", "PLANNED", "reason", "drill", "groupToActivate", "green"));
        assertThat(start.status()).isEqualTo(400);
        assertThat(start.json().path("message").asText()).contains("jump host bastion");

        jumpHost = jumpHost(port, RejectAllForwardingFilter.INSTANCE);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read()).allSatisfy(server -> {
            assertThat(server.path("problemCode").asText()).isEqualTo("JUMP_HOST_FAILED");
            assertThat(server.path("problem").asText()).contains("refuses to pass connections on");
        }));
        // the jump host let us in; of the servers behind it nothing is said but that they were not reached
        assertThat(program.get("olga", ENVIRONMENT + "/check").json().path("servers"))
                .hasSize(4)
                .allSatisfy(server -> assertThat(server.path("findings"))
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.path("code").asText()).isEqualTo("REACHABLE");
                            assertThat(finding.path("severity").asText()).isEqualTo("ERROR");
                            assertThat(finding.path("sentence").asText())
                                    .contains("jump host bastion")
                                    .doesNotContain("accepted");
                        }));

        jumpHost.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read())
                .allSatisfy(server ->
                        assertThat(server.path("reachable").asBoolean()).isTrue()));
    }

    private static Iterable<JsonNode> read() {
        return program.get("olga", ENVIRONMENT).json().path("servers");
    }
}
