package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.republishapplications.RepublishApplicationsProcess;
import org.osfailover.remote.CommandLog;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.springframework.beans.factory.annotation.Autowired;

/** Everything is published again: what is started how often, what people see of it, and what they are asked. */
@ProcessTest
class RepublishApplicationsProcessTest {

    private static final String DECIDE = DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER;
    private static final String BY_HAND = RepublishApplicationsProcess.Elements.USER_TASK_PUBLISH_SOLUTION;
    private static final PublicationReading FAILED =
            new PublicationReading(PublicationState.FAILED, 5, 1, 3, "Execution Plan Abort");
    private static final PublicationReading SUCCEEDED =
            new PublicationReading(PublicationState.SUCCEEDED, 9, 0, 0, "Publish finished");

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    HistoryService history;

    @Autowired
    CommandLog commandLog;

    @BeforeEach
    void freshFarm() {
        configure(AllContent.TRUSTED);
    }

    private void configure(AllContent allContent) {
        farm.configure(FakeFarm.environment(
                Stack.DOTNET,
                Approval.NONE,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                ControllerStart.WITH_CONFIGURATION,
                allContent));
        farm.licenseValid = true;
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    private Run start() {
        return driver.start(
                "alice",
                MoveControllerProcess.KEY,
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill", "newController", "fe3"));
    }

    private void publicationSays(PublicationReading... readings) {
        farm.publication.clear();
        farm.publication.addAll(Arrays.asList(readings));
    }

    private List<String> published() {
        return farm.done().stream().filter(done -> done.startsWith("publish")).toList();
    }

    private List<String> sentences(Run run) {
        return runs.events(run.id()).stream().map(RunEvent::sentence).toList();
    }

    @Test
    void endsWithErrors_aPersonSeesTheMessagesAndLetsItBePublishedAgain() {
        publicationSays(FAILED, SUCCEEDED);
        farm.complaints.add("error: Deployment Error: The 'Orders' eSpace could not be deployed.");
        farm.complaints.add("warning: Outdated Consumer");
        Run run = start();

        Task decide = driver.waitsAt(DECIDE);
        assertThat(driver.variable(decide, "problemCode")).isEqualTo("PUBLICATION_FAILED");
        assertThat((String) driver.variable(decide, "problem"))
                .contains("All_Components")
                .contains("3 error(s) and 1 warning(s)")
                .contains("The 'Orders' eSpace could not be deployed.")
                .contains("http://10.0.0.13/ServiceCenter");
        assertThat(driver.variable(decide, "skipAllowed")).isEqualTo(true);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("");
        assertThat(published()).hasSize(1);
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(published()).hasSize(2);
        assertThat(sentences(run))
                .contains(
                        "Publication 7, error: Deployment Error: The 'Orders' eSpace could not be deployed.",
                        "Publication 7, warning: Outdated Consumer");
    }

    @Test
    void endsWithErrors_aPersonAcceptsThemWithAReason() {
        publicationSays(FAILED);
        Run run = start();
        driver.complete("olga", DECIDE, Map.of("decision", "SKIP", "comment", "a test module, repaired tomorrow"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
        assertThat(published()).hasSize(1);
        assertThat(runs.skipped(run.id())).as("no server is left out").isEmpty();
        assertThat(runs.events(run.id()))
                .filteredOn(event -> event.kind() == RunEvent.Kind.DEVIATION)
                .singleElement()
                .satisfies(event -> assertThat(event.sentence())
                        .contains("accepted as it is")
                        .contains("olga")
                        .contains("a test module, repaired tomorrow")
                        .contains("3 error(s)"));
    }

    /** Seen: "2 warnings: front-end could not be reached", and the run said COMPLETED. */
    @Test
    void frontEndWithoutDeploymentService_isWarnedOfBeforehandAndADeviationAtTheEnd() {
        farm.server("fe4").set(PlatformService.DEPLOYER, StartType.DISABLED, ServiceState.STOPPED);
        publicationSays(new PublicationReading(PublicationState.SUCCEEDED_WITH_WARNINGS, 9, 2, 0, "Publish finished"));
        farm.complaints.add("warning: The front-end server 10.0.0.14 could not be reached.");
        farm.complaints.add("warning: Outdated Consumer 10.0.0.145");
        Run run = start();
        driver.goOn();

        assertThat(runs.plan(run.id())).anySatisfy(line -> {
            assertThat(line.server()).isEqualTo("fe4");
            assertThat(line.sentence()).contains("Deployment Service is DISABLED", "no new versions");
        });
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
        assertThat(runs.events(run.id()))
                .filteredOn(event -> event.kind() == RunEvent.Kind.DEVIATION)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.server()).isEqualTo("fe4");
                    assertThat(event.sentence()).contains("10.0.0.14 could not be reached", "1 message(s)");
                });
    }

    @Test
    void endsWithErrors_aPersonAborts() {
        publicationSays(FAILED);
        Run run = start();
        driver.complete("olga", DECIDE, Map.of("decision", "ABORT", "comment", "ask the developers"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(driver.stateOf(run)).isEqualTo("COMPLETED");
        assertThat(runs.holderOf(FakeFarm.ID)).isEmpty();
    }

    @Test
    void endsWellAndCountsErrors_aPersonIsAskedAllTheSame() {
        publicationSays(new PublicationReading(PublicationState.SUCCEEDED, 9, 0, 2, "Publish finished"));
        start();

        driver.waitsAt(DECIDE);
    }

    @Test
    void saysNothingNewForLong_aPersonLetsItBeWaitedForAndNothingIsStartedAgain() {
        publicationSays(new PublicationReading(PublicationState.RUNNING, 4, 0, 0, "compiling"));
        Run run = start();
        farm.onPublicationRead = () -> driver.moveOn(Duration.ofMinutes(4));

        Task decide = driver.waitsAt(DECIDE);
        assertThat(driver.variable(decide, "problemCode")).isEqualTo("OUTCOME_UNKNOWN");
        assertThat((String) driver.variable(decide, "problem"))
                .contains("15 minutes")
                .contains("compiling");
        publicationSays(SUCCEEDED);
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(published()).hasSize(1);
        assertThat(sentences(run)).anyMatch(sentence -> sentence.contains("waited for again"));
    }

    @Test
    void cannotBeReadForAWhile_isWaitedForAndCountsFromTheLastNews() {
        publicationSays(
                new PublicationReading(PublicationState.RUNNING, 4, 2, 0, "compiling"),
                new PublicationReading(PublicationState.UNKNOWN, 4, 0, 0, "503"),
                new PublicationReading(PublicationState.RUNNING, 6, 1, 0, "deploying"),
                new PublicationReading(PublicationState.SUCCEEDED_WITH_WARNINGS, 9, 3, 0, "Publish finished"));
        farm.complaints.add("warning: Outdated Consumer");
        Run run = start();
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(published()).hasSize(1);
        assertThat(sentences(run))
                .contains("Publication 7, warning: Outdated Consumer")
                .anyMatch(sentence -> sentence.contains("ended, 3 warning(s)"));
        assertThat(variable(run, "publicationWarnings")).isEqualTo(3);
        assertThat((String) variable(run, "publicationProgress"))
                .contains("message 9")
                .contains("3 warning(s)");
    }

    @Test
    void takesHours_theEventsTellItsProgressNowAndThen() {
        publicationSays(
                new PublicationReading(PublicationState.RUNNING, 1, 0, 0, "begun"),
                new PublicationReading(PublicationState.RUNNING, 2, 1, 0, "compiling"),
                new PublicationReading(PublicationState.RUNNING, 3, 0, 0, "deploying"));
        Run run = start();
        farm.onPublicationRead = () -> driver.moveOn(Duration.ofMinutes(7));
        driver.waitsAt(DECIDE);

        assertThat(sentences(run))
                .anyMatch(sentence -> sentence.matches(
                        "Publication 7, \\d+ min, message 2, 1 warning\\(s\\), 0 error\\(s\\): compiling"))
                .anyMatch(sentence -> sentence.endsWith("message 3, 1 warning(s), 0 error(s): deploying"));
    }

    @Test
    void startIsRefused_aPersonPublishes() {
        farm.publicationStart = new PublicationStart.Refused("Without a valid license you cannot deploy applications.");
        Run run = start();

        Task publish = driver.waitsAt(BY_HAND);
        assertThat((String) driver.variable(publish, "problem")).contains("Without a valid license");
        driver.complete("olga", BY_HAND, Map.of("comment", "published"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
    }

    /** Seen: one 503 while Service Center restarted made it a person's work. */
    @Test
    void serviceCenterRestarts_publicationIsAskedForAgainAndSaysSo() {
        // the check of the readiness meets it once, too
        farm.solutionBusy = 2;
        farm.publicationStarts.add(new PublicationStart.NotYet("HTTP 503: Service Center is not available"));
        farm.onPublicationStart = this::recordStart;
        Run run = start();
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(published()).hasSize(2);
        assertThat(sentences(run))
                .anyMatch(said -> said.matches(".*503.*Nothing was begun; retrying 1 of 10, next at 20.*Z"))
                .anyMatch(said -> said.matches(".*503.*Nothing was begun; retrying 2 of 10, next at 20.*Z"));
    }

    private void recordStart(String solution) {
        Run run = runs.newest(1).get(0);
        long record = commandLog.begin(
                new RunStep(run.id(), "republish-applications/serviceTask_publishSolution", false),
                FakeFarm.ID,
                "10.0.0.13",
                "PublishRunningVersion " + solution,
                true);
        commandLog.end(record, "COMPLETED", null, "");
    }

    @Test
    void serviceCenterStaysAway_aPersonPublishesAfterTheLastRetry() {
        farm.publicationStart = new PublicationStart.NotYet("HTTP 503: Service Center is not available");
        farm.onPublicationStart = this::recordStart;
        Run run = start();

        Task publish = driver.waitsAt(BY_HAND);
        assertThat((String) driver.variable(publish, "problem")).contains("503", "asked again 10 times, 30 s apart");
        assertThat(published()).hasSize(11);
        driver.complete("olga", BY_HAND, Map.of("comment", "published"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
    }

    @Test
    void alwaysCreate_aSolutionOfTheRunIsCreatedAndPublished() {
        configure(AllContent.ALWAYS_CREATE);
        Run run = start();
        driver.goOn();

        assertThat(farm.done())
                .containsSubsequence("create solution Failover_" + run.id(), "publish Failover_" + run.id());
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    /** RSUPT-474, RSAT-1398: after the installation of Service Center or of a licence, Scheduler did not run. */
    @Test
    void schedulerDoesNotRunAfterwards_aPersonIsAskedAndItIsReadAgain() {
        publicationSays(FAILED, SUCCEEDED);
        Run run = start();
        driver.waitsAt(DECIDE);
        farm.server("fe2").set(PlatformService.SCHEDULER, StartType.AUTOMATIC, ServiceState.STOPPED);
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));

        Task decide = driver.waitsAt(DECIDE);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat((String) driver.variable(decide, "problem"))
                .contains("Scheduler")
                .contains("STOPPED");
        farm.server("fe2").set(PlatformService.SCHEDULER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    private Object variable(Run run, String name) {
        String root = history.createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(run.id())
                .rootProcessInstances()
                .singleResult()
                .getId();
        return history.createHistoricVariableInstanceQuery().variableName(name).list().stream()
                .filter(variable -> root.equals(variable.getRootProcessInstanceId()))
                .reduce((earlier, later) -> later)
                .map(HistoricVariableInstance::getValue)
                .orElseThrow();
    }
}
