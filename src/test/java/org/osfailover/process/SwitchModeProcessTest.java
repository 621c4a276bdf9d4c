package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Stack;
import org.osfailover.procedure.activatepassivefrontends.ActivatePassiveFrontEndsProcess;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.procedure.support.RunControl;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;

/** The mode of a run is switched before anything is changed: plan and approval belong to the mode they were made for. */
@ProcessTest
class SwitchModeProcessTest {

    private static final String APPROVE = PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN;
    private static final String DECIDE = DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER;

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    RunControl underTest;

    @AfterEach
    void clear() {
        driver.clear();
    }

    private void approval(Approval planned, Approval emergency) {
        Environment environment = FakeFarm.environment(
                Stack.DOTNET,
                Approval.NONE,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                ControllerStart.WITH_CONFIGURATION,
                AllContent.TRUSTED);
        farm.configure(FakeFarm.withApproval(environment, planned, emergency));
        farm.licenseValid = true;
    }

    private Run start(String procedure, RunMode mode) {
        Map<String, Object> variables = new java.util.HashMap<>(
                Map.of("environment", FakeFarm.ID, "mode", mode.name(), "reason", "switched in time"));
        if (procedure.equals(MoveControllerProcess.KEY)) {
            variables.put("newController", "fe3");
        }
        return driver.start("alice", procedure, variables);
    }

    /** Seen: the gateway had been passed with the answer of the mode at the start, and nobody was asked. */
    @ParameterizedTest
    @ValueSource(strings = {ActivatePassiveFrontEndsProcess.KEY, MoveControllerProcess.KEY})
    void emergencyBecomesPlannedBeforeTheFirstChange_planIsMadeAnewAndApproved(String procedure) throws Exception {
        approval(Approval.FOUR_EYES, Approval.NONE);
        farm.server("fe4").reachable = false;
        Run run = start(procedure, RunMode.EMERGENCY);
        driver.waitsAt(DECIDE);

        underTest.switchMode(run.id(), RunMode.PLANNED, "olga", "the outage is over");
        farm.server("fe4").reachable = true;
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));

        Task approve = driver.waitsAt(APPROVE);
        assertThat((String) driver.variable(approve, "planVoid")).contains("switched from EMERGENCY to PLANNED");
        assertThat(farm.done()).isEmpty();
        driver.complete("bob", APPROVE, Map.of("planApproved", true));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void emergencyBecomesPlannedWhileThePlanIsMade_itIsApproved() throws Exception {
        approval(Approval.SELF, Approval.NONE);
        Run run = start(ActivatePassiveFrontEndsProcess.KEY, RunMode.EMERGENCY);
        underTest.switchMode(run.id(), RunMode.PLANNED, "olga", "a drill, after all");

        driver.waitsAt(APPROVE);

        assertThat(farm.done()).isEmpty();
    }

    @Test
    void plannedBecomesEmergencyWhileApprovalIsWaitedFor_planIsMadeAnewAndNobodyIsWaitedFor() throws Exception {
        approval(Approval.FOUR_EYES, Approval.NONE);
        Run run = start(MoveControllerProcess.KEY, RunMode.PLANNED);
        driver.waitsAt(APPROVE);

        underTest.switchMode(run.id(), RunMode.EMERGENCY, "olga", "it burns");
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(runs.plan(run.id())).as("one wave in an emergency").noneMatch(step -> step.sentence()
                .startsWith("Wave 2"));
    }

    @Test
    void plannedBecomesEmergencyAndBothAskForApproval_theOldTaskIsGoneAndTheNewPlanIsApproved() throws Exception {
        approval(Approval.FOUR_EYES, Approval.SELF);
        Run run = start(MoveControllerProcess.KEY, RunMode.PLANNED);
        Task old = driver.waitsAt(APPROVE);

        underTest.switchMode(run.id(), RunMode.EMERGENCY, "olga", "it burns");

        Task approve = driver.waitsAt(APPROVE);
        assertThat(approve.getId()).isNotEqualTo(old.getId());
        assertThat(driver.variable(approve, "planHash")).isNotEqualTo("");
        assertThat((String) driver.variable(approve, "planVoid")).contains("switched from PLANNED to EMERGENCY");
        driver.complete("alice", APPROVE, Map.of("planApproved", true));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void switchedAfterTheApprovalAndBeforeTheFirstChange_approvalIsVoid() throws Exception {
        approval(Approval.SELF, Approval.SELF);
        Run run = start(ActivatePassiveFrontEndsProcess.KEY, RunMode.PLANNED);
        driver.waitsAt(APPROVE);
        farm.server("fe4").reachable = false;
        driver.complete("bob", APPROVE, Map.of("planApproved", true));
        driver.waitsAt(DECIDE);

        underTest.switchMode(run.id(), RunMode.EMERGENCY, "olga", "it burns");
        driver.complete("olga", DECIDE, Map.of("decision", "SKIP", "comment", "it is broken"));

        driver.waitsAt(APPROVE);
        assertThat(farm.done()).isEmpty();
    }
}
