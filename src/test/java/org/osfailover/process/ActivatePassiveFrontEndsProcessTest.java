package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.activatepassivefrontends.ActivatePassiveFrontEndsProcess;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.remote.CommandLog;
import org.osfailover.run.PlanStep;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ProcessTest
class ActivatePassiveFrontEndsProcessTest {

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    CommandLog commands;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    ProcessEngine engine;

    @BeforeEach
    void freshFarm() {
        configure(Approval.NONE, new TrafficSwitch.None());
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    private void configure(Approval approval, TrafficSwitch traffic) {
        farm.configure(FakeFarm.environment(
                Stack.DOTNET,
                approval,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                traffic,
                RabbitMqPlacement.NONE,
                ControllerStart.WITH_CONFIGURATION,
                AllContent.TRUSTED));
    }

    private Run start(Map<String, Object> more) {
        Map<String, Object> variables =
                new HashMap<>(Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill"));
        variables.putAll(more);
        return driver.start("alice", ActivatePassiveFrontEndsProcess.KEY, variables);
    }

    @Test
    void everythingGoesWell_theStepsRunInThePublishedOrder() {
        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done())
                .containsSubsequence(
                        "fe1 stop SCHEDULER", "fe1 disable SCHEDULER", "fe3 enable SCHEDULER", "fe3 start SCHEDULER")
                .containsSubsequence("fe4 start SCHEDULER", "fe1 enable DEPLOYER", "fe1 start DEPLOYER")
                .contains("fe2 disable SCHEDULER", "fe2 start DEPLOYER", "fe3 start DEPLOYER", "fe4 start DEPLOYER");
        int firstActivation = farm.done().indexOf("fe3 enable SCHEDULER");
        assertThat(farm.done().indexOf("fe1 disable SCHEDULER")).isLessThan(firstActivation);
        assertThat(farm.done().indexOf("fe2 disable SCHEDULER")).isLessThan(firstActivation);
    }

    @Test
    void serviceThatRevives_isNotTakenForDisabled() {
        // it says stopped and disabled, and is not: rule 2, never inferred
        farm.server("fe2").next("disable SCHEDULER", new Outcome.Changed("disabled"));

        Run run = start(Map.of());

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat((String) driver.variable(decide, "problem")).contains("must be stopped and disabled");
        assertThat(farm.done()).noneMatch(done -> done.startsWith("fe3"));
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void trafficSwitchedByHand_aPersonIsAskedBeforeTheEnd() {
        configure(Approval.NONE, new TrafficSwitch.Manual());

        Run run = start(Map.of("groupToActivate", "green"));
        driver.complete(
                "olga",
                ActivatePassiveFrontEndsProcess.Elements.USER_TASK_SWITCH_TRAFFIC,
                Map.of("comment", "balancer changed"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void trafficSwitchedByCommand_itRunsOnItsServer() {
        configure(Approval.NONE, new TrafficSwitch.Command("/opt/switch green", "fe1"));

        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).contains("fe1 run /opt/switch green");
    }

    @Test
    void trafficSwitchCommandFails_aPersonSwitches() {
        configure(Approval.NONE, new TrafficSwitch.Command("/opt/switch green", "fe1"));
        farm.server("fe1")
                .next("run /opt/switch green", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "exit code 1"));

        start(Map.of());

        Task task = driver.waitsAt(ActivatePassiveFrontEndsProcess.Elements.USER_TASK_SWITCH_TRAFFIC);
        assertThat(driver.variable(task, "problem")).isEqualTo("exit code 1");
    }

    @Test
    void fourEyes_theStarterCannotApprove() {
        configure(Approval.FOUR_EYES, new TrafficSwitch.None());

        Run run = start(Map.of());

        assertThatThrownBy(() -> driver.complete(
                        "alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true)))
                .hasMessageContaining("four eyes");
        assertThat(runs.plan(run.id())).extracting("step").contains("1", "2", "3", "verify");
        driver.complete("bob", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void planNotApproved_nothingIsDoneAndTheRunIsAborted() {
        configure(Approval.SELF, new TrafficSwitch.None());

        Run run = start(Map.of());
        assertThatThrownBy(() -> driver.complete(
                        "alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", false)))
                .hasMessageContaining("say why");
        driver.complete(
                "alice",
                PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN,
                Map.of("planApproved", false, "comment", "wrong group"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(driver.run(run).outcomeSentence()).isEqualTo("The plan was not approved; nothing was changed.");
        assertThat(farm.done()).isEmpty();
        assertThat(runs.holderOf(FakeFarm.ID)).isEmpty();
        assertThat(driver.stateOf(run)).isEqualTo("COMPLETED");
    }

    @Test
    void noControllerAnswers_runningCountsAndTheEndSaysSo() {
        farm.server("fe1").set(PlatformService.CONTROLLER, StartType.DISABLED, ServiceState.STOPPED);
        farm.server("fe3").next("start SCHEDULER", new Outcome.Changed("started"));
        farm.server("fe3").set(PlatformService.SCHEDULER, StartType.DISABLED, ServiceState.RUNNING);

        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
    }

    @Test
    void serviceDoesNotInitialise_aPersonIsAskedAfterTheDeadline() {
        farm.server("fe3").next("start SCHEDULER", new Outcome.Changed("started"));

        start(Map.of());

        Task decide = driver.waitsAtAfter(
                java.time.Duration.ofMinutes(1), DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("has not initialised in time");
    }

    @Test
    void everyServerOfTheGroupLeftOut_isNotCalledAnActivation() {
        Run run = start(Map.of());
        farm.server("fe3").reachable = false;
        farm.server("fe4").reachable = false;
        Map<String, Object> skip = Map.of("decision", "SKIP", "comment", "in repair");

        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, skip);
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, skip);

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("no Scheduler runs");
        assertThatThrownBy(
                        () -> driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, skip))
                .hasMessageContaining("No server would be active");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "later"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
    }

    @Test
    void serverLeftOutAfterStep1_itsSchedulerIsStillLookedAt() {
        farm.server("fe2").next("start DEPLOYER", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "exit code 1"));

        start(Map.of());
        driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        farm.server("fe2").set(PlatformService.SCHEDULER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "SKIP", "comment", "in repair"));

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("One group may have an enabled Scheduler");
    }

    @Test
    void switchCommandMayHaveBeenSent_itIsNotSentAgainAndThePersonsWordIsADeviation() {
        configure(Approval.NONE, new TrafficSwitch.Command("/opt/switch green", "fe1"));
        Run run = start(Map.of());
        RunStep step = new RunStep(run.id(), "activate-passive-front-ends/serviceTask_switchTraffic", false);
        commands.end(commands.begin(step, FakeFarm.ID, "fe1", "/opt/switch green", true), "CONNECTION_LOST", null, "");

        Task task = driver.waitsAt(ActivatePassiveFrontEndsProcess.Elements.USER_TASK_SWITCH_TRAFFIC);
        assertThat((String) driver.variable(task, "problem")).contains("is not sent again");
        driver.complete(
                "olga",
                ActivatePassiveFrontEndsProcess.Elements.USER_TASK_SWITCH_TRAFFIC,
                Map.of("comment", "it was switched"));

        assertThat(farm.done()).doesNotContain("fe1 run /opt/switch green");
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
    }

    @Test
    void completionThatIsRolledBack_hasDecidedNothing() {
        configure(Approval.SELF, new TrafficSwitch.None());
        Run run = start(Map.of());
        Task approve = driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);

        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            engine.getTaskService().complete(approve.getId(), Map.of("planApproved", true));
            status.setRollbackOnly();
        });

        assertThat(runs.events(run.id())).extracting(RunEvent::kind).doesNotContain(RunEvent.Kind.DECISION);
        driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
    }

    /** Safety rule 3: two groups are active, and a third takes over from both. */
    @ParameterizedTest
    @EnumSource(RunMode.class)
    void twoGroupsAreActive_theThirdTakesOverFromBoth(RunMode mode) {
        threeGroups();
        activeToo("fe3");

        Run run = start(Map.of("groupToActivate", "red", "mode", mode.name()));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        List<String> done = farm.done();
        int activation = done.indexOf("fe4 enable SCHEDULER");
        assertThat(List.of("fe1", "fe2", "fe3")).allSatisfy(id -> assertThat(done.indexOf(id + " disable SCHEDULER"))
                .isBetween(0, activation));
        assertThat(runs.plan(run.id()))
                .extracting(PlanStep::warning)
                .anyMatch(warning ->
                        warning != null && warning.contains("More than one group is active now (blue, green)"));
    }

    @Test
    void twoGroupsAreActive_oneOfThemCanBeKept() {
        activeToo("fe3");
        activeToo("fe4");

        Run run = start(Map.of("groupToActivate", "green"));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).contains("fe1 disable SCHEDULER", "fe2 disable SCHEDULER");
    }

    @Test
    void groupIsActiveInPart_asAnAbortedRunLeavesIt_canBeActivated() {
        farm.server("fe1").set(PlatformService.SCHEDULER, StartType.DISABLED, ServiceState.STOPPED);

        Run run = start(Map.of("groupToActivate", "blue"));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).contains("fe1 start SCHEDULER");
    }

    @Test
    void groupWasActivatedByHandSinceTheStart_aPersonIsAskedAndNothingIsChanged() {
        Run run = start(Map.of("groupToActivate", "green"));
        activeToo("fe3");
        activeToo("fe4");
        farm.server("fe1").set(PlatformService.SCHEDULER, StartType.DISABLED, ServiceState.STOPPED);
        farm.server("fe2").set(PlatformService.SCHEDULER, StartType.DISABLED, ServiceState.STOPPED);

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("no plan can be made", "is active already");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "done by hand"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(farm.done()).isEmpty();
    }

    /** F15: RRCT-2892. */
    @Test
    void schedulerDoesNotStop_theDecisionNamesItsProcessAndNoOtherGroupIsStarted() {
        farm.server("fe1").next("stop SCHEDULER", new Outcome.Unknown("it is still STOPPING"));
        start(Map.of());

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem"))
                .contains("still STOPPING", "Scheduler.exe", "choose RETRY");
        assertThat(driver.variable(decide, "skipAllowed")).isEqualTo(false);
        assertThat(farm.done()).noneMatch(done -> done.startsWith("fe3") || done.startsWith("fe4"));
    }

    /** Seen: what the plan had stumbled on turned up as the reason why a person's word is taken for the traffic. */
    @Test
    void planFailedOnceAndTrafficIsSwitchedByHand_theTaskKnowsNothingOfThatProblem() {
        configure(Approval.NONE, new TrafficSwitch.Manual());
        Run run = start(Map.of());
        activeToo("fe3");
        driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        farm.server("fe3").set(PlatformService.SCHEDULER, StartType.DISABLED, ServiceState.STOPPED);
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));

        Task traffic = driver.waitsAt(ActivatePassiveFrontEndsProcess.Elements.USER_TASK_SWITCH_TRAFFIC);
        assertThat(driver.variable(traffic, "problem")).isNull();
        driver.complete("olga", traffic, Map.of("comment", "switched"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void noGroupNamedAndNoneIsPassiveAnyMore_aPersonIsAskedWithoutAnIncident() {
        start(Map.of());
        activeToo("fe3");

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("no group was named", "'groupToActivate'");
        assertThat(engine.getRuntimeService().createIncidentQuery().count()).isZero();
    }

    @Test
    void farmChangedSinceThePlan_anotherPlanIsMadeAndApproved() {
        configure(Approval.SELF, new TrafficSwitch.None());
        Run run = start(Map.of());
        driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        activeToo("fe4");

        driver.complete("bob", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));

        Task again = driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        assertThat((String) driver.variable(again, "planVoid")).startsWith("fe4: ");
        assertThat(farm.done()).isEmpty();
        driver.complete("bob", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    private void threeGroups() {
        farm.configure(FakeFarm.withGroup(
                FakeFarm.environment(
                        Stack.DOTNET,
                        Approval.NONE,
                        LicenseInstallation.MANUAL,
                        Republish.SERVICE_CENTER,
                        new TrafficSwitch.None(),
                        RabbitMqPlacement.NONE,
                        ControllerStart.WITH_CONFIGURATION,
                        AllContent.TRUSTED),
                "fe4",
                "red"));
    }

    private void activeToo(String id) {
        farm.server(id).set(PlatformService.SCHEDULER, StartType.AUTOMATIC, ServiceState.INITIALISED);
    }
}
