package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.procedure.support.LeftBehind;
import org.osfailover.run.PlanStep;
import org.osfailover.run.ReadinessChecks;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;

/** What an aborted run has left is said before the next one, wherever somebody looks. */
@ProcessTest
class LeftBehindProcessTest {

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    ReadinessChecks checks;

    @Autowired
    LeftBehind underTest;

    @BeforeEach
    void freshFarm() {
        farm.usual();
        farm.licenseValid = true;
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    @Test
    void moveIsAborted_readinessTheNextStartAndTheNextPlanSayWhatItHasLeft() {
        Run aborted = abortAt("fe2", "write 10.0.0.13");

        LeftBehind.Rest rest = underTest.in(FakeFarm.ID).get(0);
        assertThat(rest.runId()).isEqualTo(aborted.id());
        assertThat(rest.sentence())
                .contains("was aborted in or after step 3", "its Controller's address was written on fe3")
                .contains("fe3 may run the OutSystems Deployment Controller Service");
        assertThat(rest.wayOn())
                .contains("start move-controller again", "start undo-run with undoRun = " + aborted.id());
        Run readiness = driver.start("olga", "check-readiness", Map.of("environment", FakeFarm.ID));
        driver.goOn();
        assertThat(checks.ofRun(readiness.id()))
                .extracting(FarmFinding::finding)
                .anySatisfy(found -> {
                    assertThat(found.sentence()).isEqualTo(rest.sentence());
                    assertThat(rest.wayOn()).startsWith(found.remedy());
                });
        Run next = start("move-controller", Map.of("newController", "fe2"));
        driver.goOn();
        assertThat(runs.plan(next.id()))
                .extracting(PlanStep::sentence)
                .as("said once")
                .containsOnlyOnce(rest.sentence());
    }

    @Test
    void abortedBeforeTheFirstChange_leavesNothing_andWhatAnEarlierOneLeftStays() {
        Run aborted = abortAt("fe3", "write 10.0.0.13");
        List<LeftBehind.Rest> left = underTest.in(FakeFarm.ID);

        start("move-controller", Map.of("newController", "fe3", "oldController", "fe1"));
        driver.complete(
                "anna",
                PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN,
                Map.of("planApproved", false, "comment", "not now"));

        assertThat(underTest.in(FakeFarm.ID))
                .extracting(LeftBehind.Rest::runId)
                .contains(aborted.id())
                .hasSameSizeAs(left);
    }

    @Test
    void undone_nothingIsLeftOfIt() {
        Run aborted = abortAt("fe3", "write 10.0.0.13");

        Run undo = start("undo-run", Map.of("undoRun", aborted.id()));
        driver.complete("anna", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));

        assertThat(driver.run(undo).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(underTest.in(FakeFarm.ID))
                .extracting(LeftBehind.Rest::runId)
                .doesNotContain(aborted.id(), undo.id());
    }

    private Run abortAt(String server, String action) {
        farm.server(server).next(action, new Outcome.Refused(RefusalCode.COMMAND_FAILED, "disk full"));
        Run run = start("move-controller", Map.of("newController", "fe3", "mode", "PLANNED"));
        driver.complete("anna", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "enough"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        return run;
    }

    private Run start(String procedure, Map<String, Object> more) {
        Map<String, Object> variables =
                new HashMap<>(Map.of("environment", FakeFarm.ID, "mode", "EMERGENCY", "reason", "a night"));
        variables.putAll(more);
        return driver.start("alice", procedure, variables);
    }
}
