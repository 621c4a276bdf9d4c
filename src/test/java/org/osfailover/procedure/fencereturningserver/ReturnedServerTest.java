package org.osfailover.procedure.fencereturningserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.procedure.fencereturningserver.ReturnedServer.Standing.CLEAR;
import static org.osfailover.procedure.fencereturningserver.ReturnedServer.Standing.UNCLEAR;
import static org.osfailover.procedure.fencereturningserver.ReturnedServer.Standing.WAITS;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Farms;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunMode;
import org.osfailover.run.Fence;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;

/** h1 was the Controller, and is the one that comes back; the run was to make h3 the Controller. */
class ReturnedServerTest {

    private static final String RUN = "production-2026-11-22-1";

    private List<String> services = List.of("CONTROLLER");
    private @Nullable RunOutcome outcome = RunOutcome.ABORTED;
    private RoleQuestion said = RoleQuestion.LOOK_AGAIN;
    private boolean moveUnderWay;

    private static Farms farm() {
        return new Farms()
                .server("h1", "10.0.0.1", "blue", "10.0.0.1", "CTRL01")
                .server("h2", "10.0.0.2", "green")
                .server("h3", "10.0.0.3", "green");
    }

    private ReturnedServer underTest(Farms farm) {
        Run run = new Run(
                RUN,
                "move-controller",
                "production",
                RunMode.EMERGENCY,
                false,
                "it is dead",
                null,
                "olga",
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                moveUnderWay ? null : outcome,
                null,
                null);
        return ReturnedServer.of(new ReturnedServer.Situation(
                new Fence(
                        RUN + "-fence-h1",
                        RUN,
                        "production",
                        "h1",
                        Fence.State.PENDING,
                        "POWERED_OFF",
                        "olga",
                        "it is off",
                        services,
                        "10.0.0.3",
                        Instant.EPOCH,
                        null,
                        null),
                farm.environment().server("h1").orElseThrow(),
                farm.reading(),
                moveUnderWay ? run : null,
                moveUnderWay,
                Optional.of(run),
                said));
    }

    @Test
    void moveWasAbortedAndTheOthersStillNameIt_keepsItsRoleAndItsName() {
        ReturnedServer found = underTest(farm().names("h1", "localhost", CONTROLLER)
                .names("h2", "10.0.0.1")
                .names("h3", "10.0.0.1"));
        assertThat(found.standing()).isEqualTo(CLEAR);
        assertThat(found.mustNotRun()).isEmpty();
        assertThat(found.controllerAddress()).isEmpty();
    }

    @Test
    void othersNameItByAnAlias_keepsItsRole() {
        ReturnedServer found = underTest(farm().names("h1", "10.0.0.3", CONTROLLER)
                .names("h2", "ctrl01.")
                .names("h3", "CTRL01"));
        assertThat(found.standing()).isEqualTo(CLEAR);
        assertThat(found.mustNotRun()).isEmpty();
        assertThat(found.controllerAddress()).contains("ctrl01.");
    }

    @Test
    void othersNameItByANameThatOnlyItselfKnows_keepsItsRole() {
        ReturnedServer found = underTest(farm().reads("h1", "SRV-7", List.of("srv-7"), CONTROLLER)
                .names("h2", "SRV-7")
                .names("h3", "SRV-7"));
        assertThat(found.standing()).isEqualTo(CLEAR);
        assertThat(found.mustNotRun()).isEmpty();
    }

    @Test
    void othersNameAnother_isDisabledAndNamesItAsTheyDo() {
        ReturnedServer found = underTest(farm().names("h1", "10.0.0.1", CONTROLLER)
                .names("h2", "10.0.0.3")
                .names("h3", "localhost", CONTROLLER));
        assertThat(found.standing()).isEqualTo(CLEAR);
        assertThat(found.mustNotRun()).containsExactly(CONTROLLER);
        assertThat(found.controllerAddress()).contains("10.0.0.3");
    }

    @Test
    void othersNameItAndAnotherHasAnEnabledController_isDisabledAndAPersonIsAsked() {
        ReturnedServer found = underTest(farm().names("h1", "10.0.0.1", CONTROLLER)
                .names("h2", "10.0.0.1")
                .names("h3", "10.0.0.1", CONTROLLER));
        assertThat(found.standing()).isEqualTo(UNCLEAR);
        assertThat(found.mustNotRun()).containsExactly(CONTROLLER);
        assertThat(found.controllerAddress()).isEmpty();
        said = RoleQuestion.CONTROLLER;
        ReturnedServer insisted =
                underTest(farm().names("h1", "10.0.0.1").names("h2", "10.0.0.1").names("h3", "10.0.0.1", CONTROLLER));
        assertThat(insisted.standing()).isEqualTo(UNCLEAR);
        assertThat(insisted.mustRun()).isEmpty();
        assertThat(insisted.why()).contains("it can't be made the Controller beside h3");
    }

    @Test
    void othersNameItAndItsControllerWasDisabled_aPersonIsAskedAndItRunsAgain() {
        Farms farm = farm().names("h1", "10.0.0.1").names("h2", "10.0.0.1").names("h3", "10.0.0.1");
        assertThat(underTest(farm).standing()).isEqualTo(UNCLEAR);
        said = RoleQuestion.CONTROLLER;
        ReturnedServer found = underTest(farm);
        assertThat(found.standing()).isEqualTo(CLEAR);
        assertThat(found.mustRun()).containsExactly(CONTROLLER);
        assertThat(found.mustNotRun()).isEmpty();
    }

    @Test
    void nobodyElseCanBeRead_isDisabledAndAPersonIsAsked() {
        Farms farm = farm().names("h1", "10.0.0.1", CONTROLLER);
        ReturnedServer found = underTest(farm);
        assertThat(found.standing()).isEqualTo(UNCLEAR);
        assertThat(found.mustNotRun()).containsExactly(CONTROLLER);
        assertThat(found.hasToStop()).isTrue();
        said = RoleQuestion.NOT_CONTROLLER;
        assertThat(underTest(farm).standing()).isEqualTo(CLEAR);
        assertThat(underTest(farm).mustNotRun()).containsExactly(CONTROLLER);
    }

    @Test
    void othersDisagree_aPersonIsAsked() {
        ReturnedServer found = underTest(farm().names("h1", "10.0.0.1", CONTROLLER)
                .names("h2", "10.0.0.1")
                .names("h3", "10.0.0.3"));
        assertThat(found.standing()).isEqualTo(UNCLEAR);
        assertThat(found.mustNotRun()).containsExactly(CONTROLLER);
        assertThat(found.why()).contains("h2 names 10.0.0.1, h3 names 10.0.0.3");
    }

    @Test
    void othersUseANameThatNobodyKnows_aPersonIsAskedUnlessOneOfThemIsTheController() {
        ReturnedServer found = underTest(
                farm().names("h1", "10.0.0.1", CONTROLLER).names("h2", "NAT-1").names("h3", "NAT-1"));
        assertThat(found.standing()).isEqualTo(UNCLEAR);
        assertThat(found.mustNotRun()).containsExactly(CONTROLLER);
        ReturnedServer served = underTest(
                farm().names("h1", "10.0.0.1", CONTROLLER).names("h2", "NAT-1").names("h3", "NAT-1", CONTROLLER));
        assertThat(served.standing()).isEqualTo(CLEAR);
        assertThat(served.mustNotRun()).containsExactly(CONTROLLER);
        assertThat(served.controllerAddress()).contains("NAT-1");
    }

    @Test
    void moveIsUnderWayAndHasNotWrittenItsAddress_isDisabledAndWaits() {
        moveUnderWay = true;
        ReturnedServer found = underTest(farm().names("h1", "10.0.0.1", CONTROLLER)
                .names("h2", "10.0.0.1")
                .names("h3", "10.0.0.1"));
        assertThat(found.standing()).isEqualTo(WAITS);
        assertThat(found.mustNotRun()).containsExactly(CONTROLLER);
    }

    @Test
    void moveIsUnderWayAndHasWrittenItsAddress_isPointedThere() {
        moveUnderWay = true;
        ReturnedServer found = underTest(farm().names("h1", "10.0.0.1", CONTROLLER)
                .names("h2", "10.0.0.3")
                .names("h3", "10.0.0.3", CONTROLLER));
        assertThat(found.standing()).isEqualTo(CLEAR);
        assertThat(found.controllerAddress()).contains("10.0.0.3");
    }

    @Test
    void anotherGroupIsActiveOrMayBe_itsSchedulerIsStopped() {
        services = List.of(SCHEDULER.name());
        outcome = RunOutcome.COMPLETED;
        assertThat(scheduler(farm().names("h1", "10.0.0.1", CONTROLLER, SCHEDULER)
                        .names("h2", "10.0.0.1", SCHEDULER)
                        .names("h3", "10.0.0.1")))
                .isTrue();
        outcome = RunOutcome.ABORTED;
        assertThat(scheduler(farm().names("h1", "10.0.0.1", CONTROLLER, SCHEDULER)))
                .isTrue();
    }

    @Test
    void activationWasGivenUpAndNoOtherGroupIsActive_itsSchedulerGoesOn() {
        services = List.of(SCHEDULER.name());
        assertThat(scheduler(farm().names("h1", "10.0.0.1", CONTROLLER, SCHEDULER)
                        .names("h2", "10.0.0.1")
                        .names("h3", "10.0.0.1")))
                .isFalse();
    }

    private boolean scheduler(Farms farm) {
        return underTest(farm).mustNotRun().contains(PlatformService.SCHEDULER);
    }
}
