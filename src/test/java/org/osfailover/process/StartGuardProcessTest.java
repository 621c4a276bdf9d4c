package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.activatepassivefrontends.ActivatePassiveFrontEndsProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.stopanddisableservice.StopAndDisableServiceProcess;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;

/** What a start refuses: at once, with a sentence, and with nothing left behind. */
@ProcessTest
class StartGuardProcessTest {

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    ProcessEngine engine;

    @BeforeEach
    void freshFarm() {
        farm.usual();
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("environment", "nowhere", "There is no environment 'nowhere'"),
                Arguments.of("environment", "", "'environment' is missing"),
                Arguments.of("mode", "MAYBE", "There is no mode 'MAYBE'"),
                Arguments.of("mode", "", "'mode' is missing"),
                Arguments.of("reason", "  ", "'reason' is missing"),
                Arguments.of("newController", "fe9", "'newController' names 'fe9'"),
                Arguments.of("newController", "", "'newController' is missing"),
                Arguments.of("newController", "fe1", "is the Controller already"),
                Arguments.of("newController", "fe4", "canBeController: false"),
                Arguments.of("oldController", "fe2", "the servers say that the Controller is 'fe1'"),
                Arguments.of("lostServers", "fe1, fe7", "'lostServers' names 'fe7'"),
                Arguments.of("lostServers", "fe3", "at once"),
                Arguments.of("moveRabbitMq", true, "is not on the Controller"),
                Arguments.of("moveRabbitMq", "yes", "must be true or false"),
                Arguments.of("rehearsal", "yes", "'rehearsal' must be a Boolean"),
                Arguments.of("reason", 7, "'reason' must be a String"),
                Arguments.of("reason", "x".repeat(2001), "longer than 2000 characters"),
                Arguments.of("changeTicket", "x".repeat(256), "longer than 255 characters"),
                Arguments.of("incidentStartedAt", "2026-01-01", "'incidentStartedAt' must be a Date"),
                Arguments.of(
                        "incidentStartedAt", Date.from(Instant.parse("2099-01-01T00:00:00Z")), "lies in the future"),
                Arguments.of("runId", "mine", "takes no variable 'runId'"),
                Arguments.of("surprise", 1, "takes no variable 'surprise'"),
                Arguments.of(
                        "licenseFile",
                        Variables.fileValue("license.lic").file(new byte[0]).create(),
                        "The licence file is empty"),
                Arguments.of(
                        "licenseFile",
                        Variables.fileValue("license.lic")
                                .file(new byte[2 * 1024 * 1024])
                                .create(),
                        "more than 1024 KiB"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("refused")
    void badInput_isRefusedAndNothingIsLeftBehind(String variable, Object value, String sentence) {
        Map<String, Object> variables = good();
        variables.put(variable, value);
        long before = runs.newest(1000).size();

        assertThatThrownBy(() -> driver.start("alice", MoveControllerProcess.KEY, variables))
                .hasMessageContaining(sentence);

        assertThat(engine.getRuntimeService().createProcessInstanceQuery().count())
                .isZero();
        assertThat(runs.holderOf(FakeFarm.ID)).isEmpty();
        assertThat(runs.newest(1000)).hasSize((int) before);
        assertThat(farm.done()).isEmpty();
    }

    private static Map<String, Object> good() {
        return new HashMap<>(
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill", "newController", "fe3"));
    }

    @Test
    void secondStart_isRefusedNamingTheRunThatHoldsTheLock() {
        Run first = driver.start("alice", MoveControllerProcess.KEY, good());

        assertThatThrownBy(() -> driver.start(
                        "bob",
                        ActivatePassiveFrontEndsProcess.KEY,
                        Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill")))
                .hasMessageContaining(first.id())
                .hasMessageContaining("alice");
    }

    @Test
    void ownerOfTheLockIsGone_theRefusalSaysHowToTakeItOver() {
        Run first = driver.start("alice", MoveControllerProcess.KEY, good());
        engine.getRuntimeService().deleteProcessInstance(String.valueOf(first.processInstanceId()), "in Cockpit", true);

        assertThatThrownBy(() -> driver.start("bob", MoveControllerProcess.KEY, good()))
                .hasMessageContaining("takeover")
                .hasMessageContaining(first.id());
        assertThat(runs.holderOf(FakeFarm.ID)).map(Run::id).contains(first.id());
    }

    @Test
    void run_hasAReadableUniqueId_asBusinessKeyOfAllItsInstances() {
        Run run = driver.start("alice", MoveControllerProcess.KEY, good());
        driver.goOn();

        assertThat(run.id()).matches(FakeFarm.ID + "-\\d{4}-\\d{2}-\\d{2}-\\d+");
        assertThat(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(run.id())
                        .count())
                .isEqualTo(
                        engine.getRuntimeService().createProcessInstanceQuery().count())
                .isGreaterThan(1);
    }

    @Test
    void businessKeyGiven_isRefused() {
        assertThatThrownBy(() ->
                        engine.getRuntimeService().startProcessInstanceByKey(MoveControllerProcess.KEY, "mine", good()))
                .hasMessageContaining("business key");
    }

    @Test
    void buildingBlockStartedByItself_isRefused() {
        assertThatThrownBy(() -> engine.getRuntimeService()
                        .startProcessInstanceByKey(
                                StopAndDisableServiceProcess.KEY,
                                "production-2026-01-01-1",
                                Map.of("environment", FakeFarm.ID, "serverId", "fe1", "service", "CONTROLLER")))
                .hasMessageContaining("can't be started by itself");
        assertThat(farm.done()).isEmpty();
    }

    @Test
    void controllerCannotBeRead_theStartAsksForIt() {
        for (String id : new String[] {"fe1", "fe2", "fe3", "fe4"}) {
            farm.server(id).controllerAddress = "";
        }
        farm.server("fe2").set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.RUNNING);

        assertThatThrownBy(() -> driver.start("alice", MoveControllerProcess.KEY, good()))
                .hasMessageContaining("give it as 'oldController'");
    }

    @Test
    void groupThatIsActive_isRefused() {
        assertThatThrownBy(() -> driver.start(
                        "alice",
                        ActivatePassiveFrontEndsProcess.KEY,
                        Map.of(
                                "environment",
                                FakeFarm.ID,
                                "mode",
                                "PLANNED",
                                "reason",
                                "drill",
                                "groupToActivate",
                                "blue")))
                .hasMessageContaining("active already");
    }
}
