package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.FileValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
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
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.farm.Verdict;
import org.osfailover.platform.Progress;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.procedure.renewlicense.RenewLicenseProcess;
import org.osfailover.procedure.republishapplications.RepublishApplicationsProcess;
import org.osfailover.procedure.requestlicense.RequestLicenseProcess;
import org.osfailover.run.PlanStep;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.springframework.beans.factory.annotation.Autowired;

@ProcessTest
class MoveControllerProcessTest {

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
        farm.configure(environment(LicenseInstallation.MANUAL, Republish.SERVICE_CENTER));
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    private static Environment environment(LicenseInstallation license, Republish republish) {
        return FakeFarm.environment(
                Stack.DOTNET,
                Approval.NONE,
                license,
                republish,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                ControllerStart.WITH_CONFIGURATION,
                AllContent.TRUSTED);
    }

    private Run start(Map<String, Object> more) {
        Map<String, Object> variables = new HashMap<>(
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill", "newController", "fe3"));
        variables.putAll(more);
        return driver.start("alice", MoveControllerProcess.KEY, variables);
    }

    private static FileValue licenseFile(String content) {
        return Variables.fileValue("license.lic")
                .file(content.getBytes(StandardCharsets.UTF_8))
                .create();
    }

    @Test
    void everythingGoesWell_theStepsRunInThePublishedOrder() {
        farm.licenseValid = true;

        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done())
                .startsWith(
                        "fe1 stop CONTROLLER",
                        "fe1 disable CONTROLLER",
                        "fe3 enable CONTROLLER",
                        "fe3 write 10.0.0.13",
                        "fe3 apply")
                .endsWith("fe3 install Service Center", "publish All_Components")
                .contains("fe1 write 10.0.0.13", "fe2 write 10.0.0.13", "fe4 write 10.0.0.13")
                .doesNotContain("fe3 start CONTROLLER");
        assertThat(runs.plan(run.id()))
                .as("nobody is waited for after the end")
                .filteredOn(step -> step.step().equals("after"))
                .singleElement()
                .satisfies(step -> assertThat(step.waitsForPerson()).isFalse());
        assertThat(driver.passed(run))
                .doesNotContain(
                        RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT,
                        PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
    }

    @Test
    void plannedMove_neverRestartsAllOtherServersAtOnce() {
        farm.licenseValid = true;

        start(Map.of());
        driver.goOn();

        // two waves: the first two others are done before the third begins
        List<String> done = farm.done();
        assertThat(done.indexOf("fe4 write 10.0.0.13"))
                .isGreaterThan(done.indexOf("fe1 apply"))
                .isGreaterThan(done.indexOf("fe2 apply"));
    }

    @Test
    void olderOrderAskedFor_newControllerIsStartedBeforeItsConfiguration() {
        farm.configure(FakeFarm.environment(
                Stack.JAVA,
                Approval.NONE,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                ControllerStart.BEFORE_CONFIGURATION,
                AllContent.TRUSTED));
        farm.licenseValid = true;

        start(Map.of());
        driver.goOn();

        assertThat(farm.done())
                .containsSubsequence("fe3 enable CONTROLLER", "fe3 start CONTROLLER", "fe3 write 10.0.0.13");
    }

    @Test
    void rabbitMqOnController_movesWithIt() {
        farm.configure(FakeFarm.environment(
                Stack.DOTNET,
                Approval.NONE,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.ON_CONTROLLER,
                ControllerStart.WITH_CONFIGURATION,
                AllContent.TRUSTED));
        farm.licenseValid = true;
        farm.server("fe1").set(PlatformService.RABBITMQ, StartType.AUTOMATIC, ServiceState.RUNNING);

        start(Map.of());
        driver.goOn();

        assertThat(farm.done())
                .containsSubsequence(
                        "fe1 stop RABBITMQ",
                        "fe1 disable RABBITMQ",
                        "fe3 write 10.0.0.13 cache 10.0.0.13",
                        "fe3 create cache service",
                        "fe3 apply")
                .contains("fe2 write 10.0.0.13 cache 10.0.0.13")
                .doesNotContain("fe2 create cache service");
    }

    @Test
    void licenseInvalid_peopleFetchAndInstallItAndItIsVerified() {
        Run run = start(Map.of());

        Task freeUp = driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT);
        assertThat(driver.variable(freeUp, "serialNumber")).isEqualTo("SN-fe3");
        assertThat(driver.variable(freeUp, "environmentName")).isEqualTo("Production");
        assertThat(driver.variable(freeUp, "runId")).isEqualTo(run.id());
        driver.complete(
                "lisa", RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT, Map.of("comment", "freed"));
        driver.complete(
                "lisa",
                RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                Map.of("licenseFile", licenseFile("<licence/>")));
        // not installed yet: it comes back
        driver.complete("lisa", RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE, Map.of("comment", "done"));
        driver.waitsAt(RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE);
        farm.licenseValid = true;
        driver.complete("lisa", RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE, Map.of());

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(runs.events(run.id()))
                .filteredOn(event -> event.kind() == RunEvent.Kind.DECISION)
                .extracting(RunEvent::person)
                .containsOnly("lisa");
    }

    @Test
    void serialNumberChangesWhileEverythingIsPublished_theLicenseTasksComeBackWithTheRightNumber() {
        farm.onPublicationStart = name -> {
            farm.licenseValid = false;
            farm.serviceCenterSerial = "SN-after-the-restart";
        };
        Run run = start(Map.of());
        renewLicense("SN-fe3");

        renewLicense("SN-after-the-restart");

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    private void renewLicense(String serialNumber) {
        Task freeUp = driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT);
        assertThat(driver.variable(freeUp, "serialNumber")).isEqualTo(serialNumber);
        driver.complete("lisa", RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT, Map.of());
        driver.complete(
                "lisa",
                RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                Map.of("licenseFile", licenseFile("<licence/>")));
        farm.licenseValid = true;
        driver.complete("lisa", RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE, Map.of());
    }

    @Test
    void emptyLicenseFile_isRefusedAndTheTaskWaits() {
        start(Map.of());
        driver.complete("lisa", RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT, Map.of());

        assertThatThrownBy(() -> driver.complete(
                        "lisa",
                        RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                        Map.of("licenseFile", licenseFile(""))))
                .hasMessageContaining("The licence file is empty");

        driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE);
    }

    @Test
    void automaticInstallationRefusesTheFile_thePersonIsAskedForAnotherWithThePlatformsWords() {
        farm.configure(environment(LicenseInstallation.SERVICE_CENTER, Republish.SERVICE_CENTER));
        farm.installation = new Outcome.Refused(RefusalCode.LICENSE_REJECTED, "issued to another server");
        Run run = start(Map.of());
        driver.complete("lisa", RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT, Map.of());
        driver.complete(
                "lisa",
                RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                Map.of("licenseFile", licenseFile("wrong")));

        Task again = driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE);
        assertThat(driver.variable(again, "licenseRejection")).isEqualTo("issued to another server");
        assertThatThrownBy(() ->
                        driver.complete("lisa", RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE, Map.of()))
                .hasMessageContaining("'licenseFile' is missing");
        farm.installation = new Outcome.Changed("installed");
        driver.complete(
                "lisa",
                RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                Map.of("licenseFile", licenseFile("right")));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void automaticInstallationCannotBeTried_aPersonInstalls() {
        farm.configure(environment(LicenseInstallation.SERVICE_CENTER, Republish.SERVICE_CENTER));
        farm.installation = new Outcome.Unknown("the connection was lost");
        start(Map.of("licenseFile", licenseFile("file")));

        Task install = driver.waitsAt(RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE);
        assertThat((String) driver.variable(install, "licenseNote")).contains("the connection was lost");
        driver.complete("lisa", RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE, Map.of("newFile", true));
        driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE);
    }

    @Test
    void licenseFileAtHand_nobodyIsAskedForIt() {
        farm.configure(environment(LicenseInstallation.SERVICE_CENTER, Republish.SERVICE_CENTER));

        Run run = start(Map.of("licenseFile", licenseFile("file")));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).contains("install licence of 4 bytes");
        assertThat(driver.passed(run)).doesNotContain(RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE);
    }

    @Test
    void licenseCannotBeRead_itIsTreatedAsNeededAndTheEndSaysSo() {
        farm.licenseReadable = false;
        Run run = start(Map.of());

        Task freeUp = driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT);
        assertThat((String) driver.variable(freeUp, "licenseNote"))
                .contains("can't be read")
                .contains("it does not say");
        driver.complete("lisa", RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT, Map.of());
        driver.complete(
                "lisa",
                RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                Map.of("licenseFile", licenseFile("file")));
        driver.complete("lisa", RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE, Map.of());

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
    }

    @Test
    void noAllContentSolution_oneWithEverythingIsCreatedAndPublished() {
        farm.licenseValid = true;
        farm.solutionExists = false;

        start(Map.of());
        driver.goOn();

        assertThat(farm.done()).containsSubsequence("create solution All_Components", "publish All_Components");
    }

    @Test
    void publicationTakesItsTime_itIsWaitedFor() {
        farm.licenseValid = true;
        farm.publication.clear();
        farm.publication.add(new PublicationReading(PublicationState.RUNNING, 1, 0, 0, "compiling"));
        farm.publication.add(new PublicationReading(PublicationState.UNKNOWN, 1, 0, 0, "503"));
        farm.publication.add(new PublicationReading(PublicationState.SUCCEEDED_WITH_WARNINGS, 5, 2, 0, "done"));

        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).filteredOn(done -> done.startsWith("publish")).hasSize(1);
    }

    @Test
    void publicationMayHaveBeenStarted_itIsNotStartedAgain() {
        farm.licenseValid = true;
        farm.publicationStart = new PublicationStart.Unknown("the connection was lost");

        start(Map.of());

        driver.waitsAt(RepublishApplicationsProcess.Elements.USER_TASK_PUBLISH_SOLUTION);
        assertThat(farm.done()).filteredOn(done -> done.startsWith("publish")).hasSize(1);
    }

    @Test
    void publishedByHand_aPersonIsAsked() {
        farm.configure(environment(LicenseInstallation.MANUAL, Republish.MANUAL));
        farm.licenseValid = true;

        Run run = start(Map.of());
        driver.complete(
                "olga",
                RepublishApplicationsProcess.Elements.USER_TASK_PUBLISH_SOLUTION,
                Map.of("comment", "published"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).noneMatch(done -> done.startsWith("publish"));
    }

    @Test
    void frontEndCannotBePointed_retryDoesItAgain() {
        farm.licenseValid = true;
        farm.server("fe2").next("write 10.0.0.13", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "disk full"));

        Run run = start(Map.of());

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat(driver.variable(decide, "problem")).isEqualTo("disk full");
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    /** F14: seen in the vendor's support pages; it was waited for until the deadline of every server. */
    @Test
    void connectionSettingDiffers_theVendorsSentenceIsShownAtOnce() {
        farm.server("fe2").neverInitialises = "not initialised yet: Initialization error: Invalid Connection String :"
                + " Unable to register the Front-end Server. The server's connection string is different from the"
                + " Deployment Controller's connection string. | Retrying in 30 seconds";
        start(Map.of());

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat((String) driver.variable(decide, "problem"))
                .contains("is different from the Deployment Controller's", "letter case counts", "choose RETRY");
    }

    @Test
    void frontEndIsSkipped_theRunEndsWithDeviationsAndTouchesItNoMore() {
        farm.licenseValid = true;
        farm.server("fe2").next("write 10.0.0.13", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "disk full"));

        Run run = start(Map.of());
        assertThatThrownBy(() -> driver.complete(
                        "olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "SKIP")))
                .hasMessageContaining("'comment' is missing");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "SKIP", "comment", "rebuilt tomorrow"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
        assertThat(farm.done()).doesNotContain("fe2 apply");
        assertThat(runs.events(run.id()))
                .filteredOn(event -> event.kind() == RunEvent.Kind.DEVIATION)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.server()).isEqualTo("fe2");
                    assertThat(event.sentence()).contains("olga").contains("rebuilt tomorrow");
                });
    }

    @Test
    void oldControllerWillNotStop_skipIsRefusedAndAbortEndsCleanly() {
        farm.server("fe1").next("stop CONTROLLER", new Outcome.Unknown("the deadline passed"));

        Run run = start(Map.of());

        assertThatThrownBy(() -> driver.complete(
                        "olga",
                        DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                        Map.of("decision", "SKIP", "comment", "go")))
                .hasMessageContaining("not a stopped server");
        assertThatThrownBy(() -> driver.complete(
                        "olga",
                        DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                        Map.of("decision", "FENCED", "comment", "off", "fencingMethod", "AXE")))
                .hasMessageContaining("POWERED_OFF, NETWORK_CUT");
        assertThatThrownBy(() -> driver.complete(
                        "olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "MAYBE")))
                .hasMessageContaining("RETRY, FENCED, SKIP or ABORT");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "another night"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(runs.holderOf(FakeFarm.ID)).isEmpty();
        assertThat(farm.done()).containsExactly("fe1 stop CONTROLLER");
        assertThat(driver.stateOf(run)).isEqualTo("COMPLETED");
    }

    @Test
    void abortWhileOtherServersAreUnderWay_endsTheRunCleanly() {
        farm.licenseValid = true;
        farm.server("fe1").next("write 10.0.0.13", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "disk full"));

        Run run = start(Map.of());
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "stop here"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(driver.stateOf(run)).isEqualTo("COMPLETED");
        assertThat(farm.done()).noneMatch(done -> done.contains("install Service Center"));
    }

    @Test
    void oldControllerOutOfReach_isAskedAboutBeforeAnythingChanges() {
        farm.server("fe1").reachable = false;

        Run run = start(Map.of("oldController", "fe1", "mode", "EMERGENCY", "lostServers", "fe1"));

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe1");
        assertThat((String) driver.variable(decide, "problem")).contains("Nothing has been changed yet");
        assertThat(farm.done()).isEmpty();
        assertThat(runs.plan(run.id()))
                .extracting(PlanStep::sentence)
                .noneMatch(sentence -> sentence.contains("null"))
                .anyMatch(sentence -> sentence.contains("(now not readable)"));
        farm.server("fe1").reachable = true;
        farm.licenseValid = true;
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void loginWithoutRights_isAskedAboutBeforeAnythingChanges() {
        farm.licenseValid = true;
        Run run = start(Map.of());
        // a planned start would have been refused; it was taken away after the start
        farm.server("fe1").mayChange =
                new Verdict.Refused(RefusalCode.PRIVILEGE_MISSING, "fe1: sudoers does not allow this command");

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe1");
        assertThat(driver.variable(decide, "problemCode")).isEqualTo("PRIVILEGE_MISSING");
        assertThat((String) driver.variable(decide, "problem"))
                .contains("Nothing has been changed yet")
                .contains("sudoers does not allow this command");
        assertThat(farm.done()).isEmpty();
        farm.server("fe1").mayChange = Verdict.allowed("it may now");
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void frontEndOutOfReach_isAskedAboutOnceAndLeftAlone() {
        farm.licenseValid = true;
        Run run = start(Map.of());
        farm.server("fe4").reachable = false;
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "SKIP", "comment", "it is in repair"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
        assertThat(farm.done()).noneMatch(done -> done.startsWith("fe4"));
    }

    @Test
    void addressDiffersAtTheEnd_aPersonIsAskedAndItIsReadAgain() {
        farm.licenseValid = true;
        farm.server("fe2").next("write 10.0.0.13", new Outcome.Changed("it says so, and did not"));

        start(Map.of());

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat((String) driver.variable(decide, "problem")).contains("10.0.0.11");
    }

    @Test
    void controllerOutOfReachOfAFrontEndAtTheEnd_aPersonDecidesAndItIsReadAgain() {
        Run run = start(Map.of());
        driver.waitsAt(RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT);
        farm.server("fe2").set(PlatformService.DEPLOYER, StartType.AUTOMATIC, ServiceState.RUNNING);
        farm.server("fe2").outOfReach.add("CONTROLLER 10.0.0.13");
        driver.complete("lisa", RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT, Map.of());
        driver.complete(
                "lisa",
                RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE,
                Map.of("licenseFile", licenseFile("<licence/>")));
        farm.licenseValid = true;
        driver.complete("lisa", RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE, Map.of());

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat((String) driver.variable(decide, "problem"))
                .contains("CONTROLLER 10.0.0.13 can't be reached", "firewalls");
        farm.server("fe2").outOfReach.clear();
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void differenceIsAcceptedAtTheEnd_isNotAskedAboutAgainAndTheRunEndsWithDeviations() {
        farm.licenseValid = true;
        farm.serviceCenterSerial = "SN-fe2";

        Run run = start(Map.of());
        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("which is that of server fe2");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "SKIP", "comment", "it was cloned, and is known"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
    }

    @Test
    void newControllerDies_theDecisionSaysTheWayOn() {
        farm.licenseValid = true;
        farm.faults = (server, action) ->
                action.equals("install Service Center") ? FakeFarm.Fault.DIES_BEFORE : FakeFarm.Fault.NONE;

        Run run = start(Map.of("mode", "EMERGENCY", "licenseFile", licenseFile("file")));

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem"))
                .contains(
                        "choose ABORT, and start move-controller in mode EMERGENCY", "lostServers = fe3", "fe1 or fe2");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "as it says"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(driver.openTasks()).containsExactly("userTask_confirmServerGone");

        Run next = start(Map.of(
                "mode", "EMERGENCY", "newController", "fe2", "lostServers", "fe3", "licenseFile", licenseFile("file")));
        driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(runs.plan(next.id())).extracting(PlanStep::sentence).anySatisfy(sentence -> assertThat(sentence)
                .contains("Run " + run.id(), "was aborted in or after step 3", "fe3 may run", "was written on"));
    }

    @Test
    void controllersPortSeemsClosedToAnInitialisedFrontEnd_isNotedAndNobodyIsAsked() {
        farm.licenseValid = true;
        farm.server("fe2").outOfReach.add("CONTROLLER 10.0.0.13");

        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(runs.events(run.id())).extracting(RunEvent::sentence).anySatisfy(sentence -> assertThat(sentence)
                .contains("Look yourself", "CONTROLLER 10.0.0.13"));
    }

    @Test
    void licenseByConfigurationTool_isInstalledOnTheNewController() {
        farm.configure(environment(LicenseInstallation.CONFIGURATION_TOOL, Republish.SERVICE_CENTER));

        Run run = start(Map.of("licenseFile", licenseFile("licence")));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).contains("fe3 upload licence of 7 bytes");
    }

    @Test
    void secondControllerDuringTheRun_theMoveIsNotCalledDone() {
        farm.licenseValid = true;
        farm.server("fe3").next("enable CONTROLLER", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "exit code 5"));

        Run run = start(Map.of());
        driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        farm.server("fe2").set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem")).contains("There must be one Controller");
        assertThat(farm.done()).doesNotContain("fe3 install Service Center");
        assertThatThrownBy(() -> driver.complete(
                        "olga",
                        DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                        Map.of("decision", "SKIP", "comment", "no")))
                .hasMessageContaining("SKIP is not possible");
        farm.server("fe2").set(PlatformService.CONTROLLER, StartType.DISABLED, ServiceState.STOPPED);
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    /** Safety rule 3: it is part of the plan that is approved, in both modes, and done before a third one is enabled. */
    @ParameterizedTest
    @EnumSource(RunMode.class)
    void secondControllerBeforeTheStart_isStoppedAndDisabledInStep1(RunMode mode) {
        farm.licenseValid = true;
        farm.server("fe2").set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED);

        Run run = start(Map.of("mode", mode.name()));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done())
                .containsSubsequence("fe1 disable CONTROLLER", "fe3 enable CONTROLLER")
                .containsSubsequence("fe2 stop CONTROLLER", "fe2 disable CONTROLLER", "fe3 enable CONTROLLER");
        assertThat(runs.plan(run.id())).anySatisfy(step -> {
            assertThat(step.server()).isEqualTo("fe2");
            assertThat(step.step()).isEqualTo("1");
            assertThat(step.sentence()).contains("Stop and disable");
            assertThat(step.warning()).contains("beside the Controller, fe1");
            assertThat(step.element()).isEqualTo("stop-and-disable-service");
            assertThat(step.outcome()).as("made by the code that does it").isEqualTo("would stop; would disable");
            assertThat(step.before()).isEqualTo("AUTOMATIC, INITIALISED");
            assertThat(step.after()).isEqualTo("DISABLED, STOPPED");
        });
    }

    @Test
    void secondControllerThatCannotBeStopped_isNotLeftOut() {
        farm.server("fe2").set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        farm.server("fe2").next("stop CONTROLLER", new Outcome.Unknown("the deadline passed"));

        start(Map.of("mode", "EMERGENCY"));

        Task decide = driver.task(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThatThrownBy(() -> driver.complete("olga", decide, Map.of("decision", "SKIP", "comment", "go")))
                .hasMessageContaining("not a stopped server");
        assertThat(farm.done()).noneMatch(done -> done.startsWith("fe3"));
    }

    @Test
    void serviceCenterDoesNotAnswer_aPersonIsAskedAndItIsInstalledAgain() {
        farm.licenseValid = true;
        farm.server("fe3")
                .next("install Service Center", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "exit code 3"));

        Run run = start(Map.of());
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).filteredOn("fe3 install Service Center"::equals).hasSize(2);
    }

    @Test
    void serviceCenterTakesLong_isLookedAtUntilItHasEndedAndBegunOnce() {
        farm.licenseValid = true;
        farm.server("fe3")
                .takesLong(
                        "install Service Center",
                        new Progress.UnderWay("being installed for 2 s", true),
                        new Progress.UnderWay("not seen now", false),
                        new Progress.UnderWay("being installed for 9 s", true));
        farm.server("fe2").takesLong("write 10.0.0.13", new Progress.UnderWay("being written", true));
        farm.server("fe2").takesLong("apply", new Progress.UnderWay("being brought into force", true));

        Run run = start(Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done())
                .filteredOn(done -> done.startsWith("fe3") && done.contains("install"))
                .containsExactly(
                        "fe3 install Service Center",
                        "fe3 look at install Service Center",
                        "fe3 look at install Service Center",
                        "fe3 look at install Service Center",
                        "fe3 look at install Service Center");
        assertThat(farm.done())
                .containsSubsequence(
                        "fe2 write 10.0.0.13", "fe2 look at write 10.0.0.13", "fe2 apply", "fe2 look at apply");
        assertThat(runs.events(run.id())).extracting(RunEvent::sentence).contains("fe3 install Service Center: begun");
    }

    @Test
    void serverOutOfSightWhileServiceCenterIsInstalled_aPersonIsAskedAndItIsFoundAgain() {
        farm.licenseValid = true;
        Progress[] unseen = Collections.nCopies(500, new Progress.UnderWay("not seen now", false))
                .toArray(Progress[]::new);
        farm.server("fe3").takesLong("install Service Center", unseen);

        Run run = start(Map.of());
        Task task = driver.waitsAtAfter(
                Deadlines.defaults().service().plusSeconds(1),
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(task, "problemCode")).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(String.valueOf(driver.variable(task, "problem"))).contains("RETRY finds it again");
        farm.server("fe3").takesLong("install Service Center");
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void serverThatRunsNoTool_isAskedAboutBeforeTheOldControllerIsStopped() {
        farm.licenseValid = true;
        farm.server("fe3").mayRunJobs = new Verdict.Refused(
                RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                "Windows runs no command apart from the session (Defender 1121).");

        Run run = start(Map.of());

        Task task = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(task, "serverId")).isEqualTo("fe3");
        assertThat((String) driver.variable(task, "problem")).contains("Nothing has been changed yet", "Defender 1121");
        assertThat(farm.done()).isEmpty();
        farm.server("fe3").mayRunJobs = Verdict.allowed("it may now");
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void jobWithoutASignOfLife_aPersonIsAskedAfterHalfAMinuteWithWhatTheServerSaid() {
        farm.licenseValid = true;
        farm.server("fe3").givesNoSignOfLife("write 10.0.0.13", "fe3: begun, as far as is known; the server said: no");

        Run run = start(Map.of());
        Task task =
                driver.waitsAtAfter(Duration.ofSeconds(31), DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(task, "problemCode")).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(String.valueOf(driver.variable(task, "problem"))).contains("the server said: no");
        farm.server("fe3").takesLong("write 10.0.0.13");
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void leftOutServerStartsAController_theMoveIsNotCalledDone() {
        farm.licenseValid = true;
        farm.server("fe2").next("write 10.0.0.13", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "disk full"));

        start(Map.of());
        driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        farm.server("fe2").set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "SKIP", "comment", "rebuilt tomorrow"));

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe2");
        assertThat((String) driver.variable(decide, "problem")).contains("There must be one Controller");
        assertThat(driver.variable(decide, "skipAllowed")).isEqualTo(false);
    }

    @Test
    void farmChangedSinceThePlan_theApprovalIsVoidAndAnotherPlanIsMadeAndApproved() {
        farm.configure(withApproval());
        farm.licenseValid = true;
        Run run = start(Map.of());
        Task first = driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        assertThat(driver.variable(first, "planVoid")).isNull();
        // meanwhile somebody has moved the Controller by hand
        moveByHandTo("fe2");

        driver.complete("alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));

        Task again = driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        assertThat(again.getId()).isNotEqualTo(first.getId());
        assertThat((String) driver.variable(again, "planVoid"))
                .startsWith("fe1: ")
                .contains("the plan and its approval are void");
        assertThat(farm.done()).isEmpty();
        assertThat(runs.plan(run.id()))
                .filteredOn(step -> step.step().equals("1"))
                .extracting(PlanStep::server)
                .containsExactly("fe2");
        assertThat(runs.events(run.id()))
                .extracting(RunEvent::sentence)
                .anyMatch(sentence -> sentence.contains("the plan is made anew"));

        driver.complete("alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).startsWith("fe2 stop CONTROLLER", "fe2 disable CONTROLLER", "fe3 enable CONTROLLER");
    }

    @Test
    void planMadeAnew_canBeRejected() {
        farm.configure(withApproval());
        Run run = start(Map.of());
        driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        moveByHandTo("fe2");
        driver.complete("alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));

        driver.complete(
                "alice",
                PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN,
                Map.of("planApproved", false, "comment", "not what I wanted"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(driver.run(run).outcomeSentence()).isEqualTo("The plan was not approved; nothing was changed.");
        assertThat(farm.done()).isEmpty();
    }

    @Test
    void leftOutServer_isNotInThePlanThatIsMadeAnew() {
        farm.configure(withApproval());
        farm.licenseValid = true;
        Run run = start(Map.of());
        farm.server("fe4").reachable = false;
        driver.complete("alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        moveByHandTo("fe2");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "SKIP", "comment", "in repair"));

        driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        assertThat(runs.plan(run.id()))
                .filteredOn(step -> "fe4".equals(step.server()))
                .singleElement()
                .satisfies(step -> assertThat(step.sentence()).isEqualTo("Nothing is done on this server"));
        driver.complete("alice", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED_WITH_DEVIATIONS);
        assertThat(farm.done()).noneMatch(done -> done.startsWith("fe4"));
    }

    @Test
    void controllerCannotBeReadAfterTheStart_aPersonIsAskedAndThePlanIsMadeAnew() {
        farm.licenseValid = true;
        Run run = start(Map.of());
        for (String id : List.of("fe1", "fe2", "fe3", "fe4")) {
            farm.server(id).reachable = false;
        }

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat((String) driver.variable(decide, "problem"))
                .startsWith("Nothing has been changed yet")
                .contains("which server is the Controller can't be read", "'oldController'");
        assertThatThrownBy(() -> driver.complete(
                        "olga",
                        DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                        Map.of("decision", "SKIP", "comment", "go")))
                .hasMessageContaining("there is no plan");
        assertThat(engine.getRuntimeService().createIncidentQuery().count()).isZero();
        for (String id : List.of("fe1", "fe2", "fe3", "fe4")) {
            farm.server(id).reachable = true;
        }
        driver.complete("olga", DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER, Map.of("decision", "RETRY"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void targetHasBecomeTheControllerSinceTheStart_aPersonIsAskedAndAbortEndsTheRun() {
        Run run = start(Map.of());
        moveByHandTo("fe3");

        Task decide = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);
        assertThat(driver.variable(decide, "serverId")).isEqualTo("fe3");
        assertThat((String) driver.variable(decide, "problem")).contains("has become the Controller since the start");
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "done by hand"));

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(farm.done()).isEmpty();
    }

    private static Environment withApproval() {
        return FakeFarm.environment(
                Stack.DOTNET,
                Approval.SELF,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                ControllerStart.WITH_CONFIGURATION,
                AllContent.TRUSTED);
    }

    private void moveByHandTo(String id) {
        farm.server("fe1").set(PlatformService.CONTROLLER, StartType.DISABLED, ServiceState.STOPPED);
        farm.server(id).set(PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED);
        for (String server : List.of("fe1", "fe2", "fe3", "fe4")) {
            farm.server(server).controllerAddress = farm.server(id).server().address();
        }
    }

    @Test
    void blanksAroundTheEnvironment_doNotStrandTheRun() {
        farm.licenseValid = true;

        Run run = start(Map.of("environment", " " + FakeFarm.ID + " "));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }
}
