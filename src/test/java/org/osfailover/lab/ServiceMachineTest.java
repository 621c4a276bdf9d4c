package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;
import static org.osfailover.farm.ServiceState.RUNNING;
import static org.osfailover.farm.ServiceState.STARTING;
import static org.osfailover.farm.ServiceState.STOPPED;
import static org.osfailover.farm.ServiceState.STOPPING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;

/** What the services do as time passes, with a clock turned by hand and the real platform's durations. */
class ServiceMachineTest {

    private static final LabTimings REAL = new LabTimings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(50),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30));

    private final LabClock.Manual clock = LabClock.manual(Instant.parse("2026-11-22T03:00:00Z"));
    private LabFarm farm;
    private LabServer controller;
    private LabServer frontEnd;

    @BeforeEach
    void build() throws IOException {
        build(LabOptions.defaults());
    }

    private void build(LabOptions options) throws IOException {
        farm = LabFarm.builder()
                .environment(LabFarms.definition(Stack.DOTNET))
                .clock(clock)
                .timings(REAL)
                .options(options)
                .build();
        controller = farm.server("fe1");
        frontEnd = farm.server("fe2");
    }

    private void point(LabServer server, String address) {
        server.writeFile(
                server.hsconfPath(),
                new String(server.hsconf(), StandardCharsets.UTF_8)
                        .replace(
                                ">" + server.controllerAddress() + "</CompilerServerHostname>",
                                ">" + address + "</CompilerServerHostname>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void newFarm_activeServersAreInitialised_passiveOnesStandStill() {
        assertThat(controller.state(CONTROLLER)).isEqualTo(INITIALISED);
        assertThat(frontEnd.state(CONTROLLER)).isEqualTo(STOPPED);
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(INITIALISED);
        assertThat(farm.server("fe3").startType(SCHEDULER)).isEqualTo(StartType.DISABLED);
        assertThat(farm.server("fe3").startType(DEPLOYER)).isEqualTo(StartType.MANUAL);
        assertThat(farm.server("fe3").state(DEPLOYER)).isEqualTo(STOPPED);
    }

    @Test
    void stop_takesItsTime() {
        frontEnd.stop(SCHEDULER);

        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(STOPPING);
        clock.advance(Duration.ofSeconds(5));
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(STOPPED);
    }

    @Test
    void controller_startsRunsAndInitialises() {
        controller.stop(CONTROLLER);
        clock.advance(Duration.ofSeconds(10));
        controller.start(CONTROLLER);

        assertThat(controller.state(CONTROLLER)).isEqualTo(STARTING);
        clock.advance(Duration.ofSeconds(3));
        assertThat(controller.state(CONTROLLER)).isEqualTo(RUNNING);
        clock.advance(Duration.ofSeconds(50));
        assertThat(controller.state(CONTROLLER)).isEqualTo(INITIALISED);
        assertThat(controller.events())
                .extracting(LabEvent::message)
                .endsWith(
                        "Service stopped successfully.",
                        "Service started successfully. Waiting for initialization...",
                        "Service initialized successfully.");
    }

    @Test
    void frontEndStartedBeforeTheController_initialisesAtTheFirstTryAfterIt() {
        controller.stop(CONTROLLER);
        clock.advance(Duration.ofSeconds(10));
        frontEnd.stop(SCHEDULER);
        clock.advance(Duration.ofSeconds(10));
        frontEnd.start(SCHEDULER);
        controller.start(CONTROLLER);

        clock.advance(Duration.ofSeconds(53));
        assertThat(controller.state(CONTROLLER)).isEqualTo(INITIALISED);
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(RUNNING);
        assertThat(frontEnd.events())
                .extracting(LabEvent::message)
                .last()
                .asString()
                .startsWith("Initialization error:");
        clock.advance(Duration.ofSeconds(10));
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(INITIALISED);
    }

    @Test
    void initialisedService_staysSoWhenTheControllerGoes() {
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(INITIALISED);

        controller.powerOff();
        clock.advance(Duration.ofMinutes(5));

        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(INITIALISED);
        assertThat(controller.environment().runningController()).isEmpty();
    }

    @Test
    void controllerThatPointsElsewhere_neverInitialises() {
        frontEnd.startType(CONTROLLER, StartType.AUTOMATIC);
        frontEnd.start(CONTROLLER);
        clock.advance(Duration.ofMinutes(10));

        assertThat(frontEnd.state(CONTROLLER)).isEqualTo(RUNNING);
    }

    @Test
    void changedConfiguration_isReadAtTheNextStart() {
        point(frontEnd, "127.0.30.13");

        assertThat(frontEnd.controllerInForce(SCHEDULER)).contains("127.0.30.11");
        frontEnd.stop(SCHEDULER);
        clock.advance(Duration.ofSeconds(5));
        frontEnd.start(SCHEDULER);
        clock.advance(Duration.ofMinutes(5));

        assertThat(frontEnd.controllerInForce(SCHEDULER)).contains("127.0.30.13");
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(RUNNING);
    }

    @Test
    void changedConfiguration_whereATooLIsNeeded_isNotReadWithoutIt() throws IOException {
        build(new LabOptions(false, true, 3, LabWordings.plain()));
        point(frontEnd, "127.0.30.13");
        frontEnd.stop(SCHEDULER);
        clock.advance(Duration.ofSeconds(5));
        frontEnd.start(SCHEDULER);
        assertThat(frontEnd.controllerInForce(SCHEDULER)).contains("127.0.30.11");

        frontEnd.applyConfiguration();
        frontEnd.stop(SCHEDULER);
        clock.advance(Duration.ofSeconds(5));
        frontEnd.start(SCHEDULER);
        assertThat(frontEnd.controllerInForce(SCHEDULER)).contains("127.0.30.13");
    }

    @Test
    void reboot_startsWhatIsAutomaticAndNothingElse() {
        LabServer passive = farm.server("fe3");
        passive.powerOff();
        frontEnd.powerOff();
        clock.advance(Duration.ofMinutes(1));
        passive.powerOn();
        frontEnd.powerOn();
        clock.advance(Duration.ofMinutes(2));

        assertThat(passive.services().values()).containsOnly(STOPPED);
        assertThat(frontEnd.state(SCHEDULER)).isEqualTo(INITIALISED);
        assertThat(frontEnd.state(CONTROLLER)).isEqualTo(STOPPED);
    }

    @Test
    void serviceThatTriesForDays_doesNotFloodTheEventLog() {
        point(frontEnd, "127.0.30.13");
        frontEnd.stop(SCHEDULER);
        clock.advance(Duration.ofSeconds(5));
        frontEnd.start(SCHEDULER);
        for (int look = 0; look < 1000; look++) {
            clock.advance(Duration.ofSeconds(30));
            assertThat(frontEnd.state(SCHEDULER)).isEqualTo(RUNNING);
        }

        assertThat(frontEnd.events()).hasSizeLessThan(20);
        assertThat(frontEnd.events()).extracting(LabEvent::source).contains(DEPLOYER.displayName());
    }
}
