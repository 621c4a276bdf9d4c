package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;
import static org.osfailover.farm.ServiceState.RUNNING;
import static org.osfailover.farm.ServiceState.STOPPED;
import static org.osfailover.farm.ServiceState.STOPPING;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.StartType;

class LabFaultsTest {

    private static final String STOP_SCHEDULER = "sudo -n -- service outsystems stop SCHEDULER";

    private LabFarm farm;
    private LabServer server;
    private LabFaults underTest;

    @BeforeEach
    void start() throws IOException {
        farm = LabFarms.java();
        farm.start();
        server = farm.server("fe1");
        underTest = server.faults();
    }

    @AfterEach
    void close() {
        farm.close();
    }

    private LabClient.Answer run(String command) throws IOException {
        try (LabClient client = LabClient.to(server)) {
            return client.run(command);
        }
    }

    @Test
    void unreachable_connectionsAreRefused_untilItIsClear() throws IOException {
        underTest.unreachable();

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(ConnectException.class);
        assertThat(server.state(CONTROLLER)).isEqualTo(INITIALISED);

        underTest.clear();
        assertThat(run("echo back").out()).isEqualTo("back\n");
    }

    @Test
    void acceptsAndHangs_nothingIsEverSaid() {
        underTest.acceptsAndHangs();

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(IOException.class);
    }

    @Test
    void loginRefused_everyLoginFails() {
        underTest.refusesLogin();

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(UserAuthException.class);
    }

    @Test
    void wrongPassword_isRefused() {
        assertThatThrownBy(() -> LabClient.to(server, "guess")).isInstanceOf(UserAuthException.class);
    }

    @Test
    void hostKeyChanged_pinnedKeyDoesNotMatch() {
        underTest.changesHostKey();

        assertThatThrownBy(() -> LabClient.to(server))
                .isInstanceOfSatisfying(TransportException.class, e -> assertThat(e.getDisconnectReason())
                        .isEqualTo(DisconnectReason.HOST_KEY_NOT_VERIFIABLE));
    }

    @Test
    void hangsOnStop_neverGetsToStopped_untilItIsClear() throws IOException {
        underTest.hangsOnStop(SCHEDULER);

        LabClient.Answer answer = run(STOP_SCHEDULER);

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(server.state(SCHEDULER)).isEqualTo(STOPPING);
        underTest.clear();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(server.state(SCHEDULER)).isEqualTo(STOPPED));
    }

    @Test
    void pretendsToStop_reportsSuccessAndRunsOn() throws IOException {
        underTest.pretendsToStop(SCHEDULER);

        assertThat(run(STOP_SCHEDULER).exit()).isZero();

        assertThat(server.state(SCHEDULER)).isEqualTo(INITIALISED);
        assertThat(run("sudo -n -- service outsystems status SCHEDULER").out()).contains("RUNNING");
    }

    @Test
    void revivesAfterStop_runsAgain() throws IOException {
        underTest.revivesAfterStop(SCHEDULER, Duration.ofMillis(100));

        run(STOP_SCHEDULER);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(server.state(SCHEDULER).isRunning()).isTrue());
    }

    @Test
    void revivesAfterStop_whereItWasDisabledMeanwhile_staysStopped() {
        // long enough that a busy machine gets to disable it first
        underTest.revivesAfterStop(SCHEDULER, Duration.ofSeconds(3));
        Instant stoppedAt = farm.now();
        server.stop(SCHEDULER);
        server.startType(SCHEDULER, StartType.DISABLED);

        await().atMost(Duration.ofSeconds(60)).until(() -> farm.now().isAfter(stoppedAt.plusMillis(3_500)));

        assertThat(server.state(SCHEDULER)).isEqualTo(STOPPED);
    }

    @Test
    void slow_commandsTakeLonger() throws IOException {
        underTest.slow(Duration.ofMillis(300));
        Instant begun = Instant.now();

        run("echo late");

        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void failsOn_theToolEndsWithItsCodeAndDoesNothing() throws IOException {
        underTest.failsOn("service outsystems stop", 7, "cannot open PID file");

        LabClient.Answer answer = run(STOP_SCHEDULER);

        assertThat(answer.exit()).isEqualTo(7);
        assertThat(answer.err()).contains("cannot open PID file");
        assertThat(server.state(SCHEDULER)).isEqualTo(INITIALISED);
    }

    @Test
    void connectionCutBefore_commandNeverRan() {
        underTest.cutsConnectionOn("service outsystems stop", LabFaults.Cut.BEFORE);

        assertThatThrownBy(() -> {
                    LabClient.Answer answer = run(STOP_SCHEDULER);
                    if (answer.exit() == null) {
                        throw new IOException("no exit status");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(server.state(SCHEDULER)).isEqualTo(INITIALISED);
    }

    @Test
    void connectionCutAfter_commandRanAndNobodyWasTold() throws IOException {
        underTest.cutsConnectionOn("service outsystems stop", LabFaults.Cut.AFTER);

        assertThatThrownBy(() -> {
                    LabClient.Answer answer = run(STOP_SCHEDULER);
                    if (answer.exit() == null) {
                        throw new IOException("no exit status");
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(server.state(SCHEDULER)).isEqualTo(STOPPED);
        assertThat(run("echo again").exit()).isZero();
    }

    @Test
    void extraQuestion_comesBeforeTheFirstOne() throws IOException {
        underTest.asksExtraQuestion("serviceconfigurator.sh", "Accept the new licence terms? [y/n]: ");

        try (LabClient client = LabClient.to(server);
                LabClient.Conversation talk =
                        client.converse("sudo -n -- /opt/outsystems/platform/serviceconfigurator.sh -interactive")) {
            LabClient.Answer answer = talk.answer("Accept the new licence terms?", "y")
                    .answer("Log Service", "")
                    .type("\u0003")
                    .end();
            assertThat(answer.exit()).isEqualTo(130);
        }
    }

    @Test
    void oldControllerComesBack_isASecondOne() {
        LabServer next = farm.server("fe2");
        server.powerOff();
        assertThat(server.services().values()).containsOnly(STOPPED);
        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(ConnectException.class);
        next.writeFile(
                next.hsconfPath(),
                new String(next.hsconf(), StandardCharsets.UTF_8)
                        .replace(">127.0.30.11<", ">127.0.30.12<")
                        .getBytes(StandardCharsets.UTF_8));
        next.startType(CONTROLLER, StartType.AUTOMATIC);
        next.start(CONTROLLER);

        server.powerOn();

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(server.state(CONTROLLER)).isEqualTo(INITIALISED);
            assertThat(next.state(CONTROLLER)).isEqualTo(INITIALISED);
        });
    }

    @Test
    void cutOff_worksOnAndNobodyReachesIt() {
        underTest.cutOff();
        LabServer frontEnd = farm.server("fe2");
        frontEnd.stop(SCHEDULER);
        frontEnd.start(SCHEDULER);

        assertThat(server.state(SCHEDULER)).isEqualTo(INITIALISED);
        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(ConnectException.class);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(frontEnd.state(SCHEDULER)).isEqualTo(RUNNING));

        underTest.clear();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(frontEnd.state(SCHEDULER)).isEqualTo(INITIALISED));
    }
}
