package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.value.FileValue;
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
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Stack;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.renewlicense.RenewLicenseProcess;
import org.osfailover.procedure.requestlicense.RequestLicenseProcess;
import org.osfailover.run.PlanStep;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A licence for the new Controller: when people are asked, for which number, and what becomes of their file. */
@ProcessTest
class RequestLicenseProcessTest {

    private static final String FREE_UP = RequestLicenseProcess.Elements.USER_TASK_FREE_UP_ENVIRONMENT;
    private static final String GET_FILE = RequestLicenseProcess.Elements.USER_TASK_GET_LICENSE_FILE;
    private static final String INSTALL = RenewLicenseProcess.Elements.USER_TASK_INSTALL_LICENSE;
    private static final String DECIDE = DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER;

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    HistoryService history;

    @Autowired
    ManagementService management;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void freshFarm() {
        configure(LicenseInstallation.SERVICE_CENTER);
    }

    private void configure(LicenseInstallation license) {
        farm.configure(FakeFarm.environment(
                Stack.DOTNET,
                Approval.NONE,
                license,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                ControllerStart.WITH_CONFIGURATION,
                AllContent.TRUSTED));
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    private Run start(String mode, Map<String, Object> more) {
        Map<String, Object> variables = new HashMap<>(
                Map.of("environment", FakeFarm.ID, "mode", mode, "reason", "drill", "newController", "fe3"));
        variables.putAll(more);
        return driver.start("alice", MoveControllerProcess.KEY, variables);
    }

    private static FileValue file(String content) {
        return Variables.fileValue("license.lic")
                .file(content.getBytes(StandardCharsets.ISO_8859_1))
                .create();
    }

    /** The first change on a front-end fails, so that the machines stand still until somebody decides. */
    private void holdStep3() {
        farm.server("fe2").next("write 10.0.0.13", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "disk full"));
    }

    private void go(String decision) {
        driver.complete("olga", driver.task(DECIDE), Map.of("decision", decision, "comment", "for the story"));
    }

    @Test
    void emergency_fileArrivesBeforeStep4AndIsInstalledRightAfterIt() {
        holdStep3();
        Run run = start("EMERGENCY", Map.of());

        assertThat(driver.openTasks()).containsExactly(DECIDE, FREE_UP);
        Task freeUp = driver.task(FREE_UP);
        assertThat(driver.variable(freeUp, "serialNumber")).isEqualTo("SN-fe3");
        assertThat(driver.variable(freeUp, "environmentName")).isEqualTo("Production");
        assertThat(driver.variable(freeUp, "runId")).isEqualTo(run.id());
        assertThat(driver.variable(freeUp, "mode")).isEqualTo("EMERGENCY");
        assertThat((String) driver.variable(freeUp, "licenseNote"))
                .contains("prediction")
                .contains("old number has to be registered again");
        driver.complete("lisa", freeUp, Map.of("comment", "freed"));
        driver.complete("lisa", driver.task(GET_FILE), Map.of("licenseFile", file("right")));
        assertThat(driver.openTasks()).containsExactly(DECIDE);
        assertThat(farm.done()).noneMatch(done -> done.startsWith("install licence"));
        go("RETRY");

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done())
                .containsSubsequence(
                        "fe3 install Service Center", "install licence of 5 bytes", "publish All_Components");
        assertThat(driver.passed(run)).filteredOn(GET_FILE::equals).hasSize(1);
        assertThat(runs.plan(run.id()))
                .filteredOn(PlanStep::waitsForPerson)
                .extracting(PlanStep::sentence)
                .anyMatch(sentence -> sentence.contains("From the start of step 1") && sentence.contains("SN-fe3"));
    }

    /** F17: a copied machine. Whoever frees up the environment must know it first. */
    @Test
    void twoServersTellTheSameNumber_planAndFreeUpTaskWarn() {
        farm.server("fe4").serialNumber = "sn-fe3 ";
        holdStep3();
        Run run = start("EMERGENCY", Map.of());

        Task freeUp = driver.task(FREE_UP);
        assertThat((String) driver.variable(freeUp, "licenseNote"))
                .contains("fe3 tells the same serial number as fe4", "before that is clear");
        assertThat(runs.plan(run.id()))
                .filteredOn(line -> line.sentence().contains("tells the same serial number as"))
                .extracting(PlanStep::server)
                .contains("fe3", "fe4");
    }

    @Test
    void twoServersTellTheSameNumberAndTheLicenceIsAskedForLate_freeUpTaskWarnsToo() {
        farm.server("fe4").serialNumber = "SN-fe3";
        start("PLANNED", Map.of());

        assertThat((String) driver.variable(driver.waitsAt(FREE_UP), "licenseNote"))
                .contains("fe3 tells the same serial number as fe4");
    }

    /** F17: another restart, another number: no installation of this file will help. */
    @Test
    void numberChangesAfterTheFileWasFetched_tasksComeBackWithTheRightOne() {
        configure(LicenseInstallation.MANUAL);
        Run run = start("PLANNED", Map.of());
        driver.complete("lisa", FREE_UP, Map.of("comment", "freed"));
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("right")));
        farm.serviceCenterSerial = "SN-AFTER-RESTART";
        driver.complete("lisa", INSTALL, Map.of("comment", "installed"));

        Task again = driver.waitsAt(FREE_UP);
        assertThat(driver.variable(again, "serialNumber")).isEqualTo("SN-AFTER-RESTART");
        assertThat((String) driver.variable(again, "licenseNote")).contains("has changed", "was SN-fe3");
        driver.complete("lisa", FREE_UP, Map.of("comment", "freed"));
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("other")));
        farm.licenseValid = true;
        driver.complete("lisa", INSTALL, Map.of("comment", "installed"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void planned_nobodyIsAskedBeforeStep4() {
        holdStep3();
        Run run = start("PLANNED", Map.of());

        assertThat(driver.openTasks()).containsExactly(DECIDE);
        assertThat(driver.passed(run)).doesNotContain(FREE_UP);
        go("RETRY");
        assertThat(driver.openTasks()).containsExactly(FREE_UP);
    }

    @Test
    void licenseFileHandedInAtTheStart_nobodyIsAskedEarlyOrLate() {
        Run run = start("EMERGENCY", Map.of("licenseFile", file("right")));
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(driver.passed(run)).doesNotContain(FREE_UP, GET_FILE);
    }

    @Test
    void serverDoesNotTellItsSerialNumber_isAskedForAfterTheInstallationAndSaysSo() {
        farm.server("fe3").serialNumber = null;
        holdStep3();
        Run run = start("EMERGENCY", Map.of());

        assertThat(driver.openTasks()).containsExactly(DECIDE);
        assertThat(runs.events(run.id()))
                .extracting(RunEvent::sentence)
                .anyMatch(sentence -> sentence.contains("can't be requested early"));
        assertThat(runs.plan(run.id()))
                .extracting(PlanStep::warning)
                .anyMatch(warning -> warning != null && warning.contains("can't be requested early"));
        go("RETRY");
        assertThat(driver.variable(driver.waitsAt(FREE_UP), "serialNumber")).isEqualTo("SN-fe3");
    }

    @Test
    void licenseIsForTheNewServersNumberAlready_nobodyIsAskedEarly() {
        farm.licenseValid = true;
        farm.serviceCenterSerial = "SN-fe3";

        Run run = start("EMERGENCY", Map.of());
        driver.goOn();

        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(driver.passed(run)).doesNotContain(FREE_UP);
    }

    @Test
    void predictedNumberWasWrong_openTasksAreWithdrawnAndComeBackWithTheRightOne() {
        holdStep3();
        Run run = start("EMERGENCY", Map.of());
        driver.complete("lisa", driver.task(FREE_UP), Map.of("comment", "freed"));
        Task early = driver.task(GET_FILE);
        farm.serviceCenterSerial = "SN-OTHER";
        go("RETRY");

        Task again = driver.waitsAt(FREE_UP);
        assertThat(driver.variable(again, "serialNumber")).isEqualTo("SN-OTHER");
        assertThat(again.getProcessInstanceId()).isNotEqualTo(early.getProcessInstanceId());
        driver.complete("lisa", FREE_UP, Map.of("comment", "freed"));
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("other")));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done())
                .filteredOn(done -> done.startsWith("install licence"))
                .hasSize(1);
    }

    @Test
    void predictedNumberWasWrong_fileThatCameEarlyIsNotInstalled() {
        holdStep3();
        Run run = start("EMERGENCY", Map.of());
        driver.complete("lisa", driver.task(FREE_UP), Map.of());
        driver.complete("lisa", driver.task(GET_FILE), Map.of("licenseFile", file("for SN-fe3")));
        farm.serviceCenterSerial = "SN-OTHER";
        go("RETRY");

        Task again = driver.waitsAt(FREE_UP);
        assertThat((String) driver.variable(again, "licenseNote"))
                .contains("SN-fe3")
                .contains("SN-OTHER")
                .contains("request another file");
        assertThat(farm.done()).noneMatch(done -> done.startsWith("install licence"));
        driver.complete("lisa", FREE_UP, Map.of());
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("other")));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(farm.done()).contains("install licence of 5 bytes");
    }

    @Test
    void licenseIsValidAfterStep4_earlyRequestIsWithdrawn() {
        holdStep3();
        Run run = start("EMERGENCY", Map.of());
        driver.task(FREE_UP);
        farm.licenseValid = true;
        go("RETRY");

        assertThat(driver.openTasks()).isEmpty();
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(runs.events(run.id()))
                .extracting(RunEvent::sentence)
                .anyMatch(sentence -> sentence.contains("no other one is needed"));
    }

    @Test
    void abortWhileTheEarlyTasksAreOpen_endsTheRunAndSaysWhatToDoInThePortal() {
        holdStep3();
        Run run = start("EMERGENCY", Map.of());
        driver.complete("lisa", driver.task(FREE_UP), Map.of());
        driver.task(GET_FILE);
        go("ABORT");

        assertThat(driver.openTasks()).isEmpty();
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        assertThat(driver.run(run).outcomeSentence()).contains("register");
        assertThat(driver.stateOf(run)).isEqualTo("COMPLETED");
        assertThat(runs.holderOf(FakeFarm.ID)).isEmpty();
    }

    @Test
    void abortBeforeAnythingWasFreedUp_saysNothingOfThePortal() {
        holdStep3();
        Run run = start("EMERGENCY", Map.of());
        driver.task(FREE_UP);
        go("ABORT");

        assertThat(driver.run(run).outcomeSentence()).doesNotContain("register");
    }

    @Test
    void taskWaitsForLong_isDueAndPeopleAreRemindedInTheRecordAndOnTheTask() {
        Run run = start("PLANNED", Map.of());
        Task task = driver.waitsAt(FREE_UP);
        Date due = task.getDueDate();
        assertThat(due).isNotNull();
        assertThat(task.getFollowUpDate()).isNull();

        driver.letRemindersCome();
        driver.letRemindersCome();
        driver.letRemindersCome();

        task = driver.waitsAt(FREE_UP);
        assertThat(task.getDueDate()).isEqualTo(due);
        assertThat(task.getFollowUpDate()).isAfter(due);
        assertThat((String) driver.variable(task, "licenseReminder")).contains("was due by");
        assertThat(runs.events(run.id()))
                .extracting(RunEvent::sentence)
                .filteredOn(sentence -> sentence.startsWith("Reminder: 'Free up environment'"))
                .hasSize(3);
        driver.complete("lisa", FREE_UP, Map.of());
        assertThat(driver.variable(driver.waitsAt(GET_FILE), "licenseReminder")).isEqualTo("");
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("right")));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }

    @Test
    void whatCertainlyIsNoLicense_isRefusedWithWhatItIs() {
        start("PLANNED", Map.of());
        driver.complete("lisa", FREE_UP, Map.of());
        Map<String, String> refused = Map.of(
                "\u00ef\u00bb\u00bf\r\n<!DOCTYPE html><html>",
                "web page",
                "<?xml version='1.0'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>",
                "web page",
                "%PDF-1.7",
                "PDF",
                "PK\u0003\u0004zip",
                "ZIP",
                "\u0089PNG\r\n",
                "picture",
                "\u00ff\u00d8\u00ff\u00e0JFIF",
                "picture",
                "GIF89a",
                "picture",
                "",
                "empty",
                "x".repeat(1024 * 1024 + 1),
                "KiB");
        refused.forEach((content, word) -> assertThatThrownBy(
                        () -> driver.complete("lisa", GET_FILE, Map.of("licenseFile", file(content))))
                .hasMessageContaining(word)
                .hasMessageContaining("The task waits as before"));

        driver.waitsAt(GET_FILE);
    }

    @Test
    void webPageHandedInAtTheStart_isRefused() {
        assertThatThrownBy(() -> start("PLANNED", Map.of("licenseFile", file("<html><body>Log in</body></html>"))))
                .hasMessageContaining("web page");
    }

    @Test
    void fileCanNotBeInstalledByHand_thePersonWhoGetsAnotherSeesWhy() {
        configure(LicenseInstallation.MANUAL);
        start("PLANNED", Map.of());
        driver.complete("lisa", FREE_UP, Map.of());
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("wrong")));
        assertThat(driver.waitsAt(INSTALL).getDueDate()).isNotNull();
        driver.letRemindersCome();
        driver.complete("lisa", INSTALL, Map.of("newFile", true, "comment", "it is for another serial number"));

        Task again = driver.waitsAt(GET_FILE);
        assertThat((String) driver.variable(again, "licenseRejection"))
                .contains("lisa")
                .contains("it is for another serial number");
        assertThat(driver.variable(again, "serialNumber")).isEqualTo("SN-fe3");
    }

    /** The engine keeps a file's bytes with the variable's history; they go with the rest of the run's history. */
    @Test
    void historyExpires_theFilesBytesAreGone() {
        Run run = start("PLANNED", Map.of());
        driver.complete("lisa", FREE_UP, Map.of());
        driver.complete("lisa", GET_FILE, Map.of("licenseFile", file("right")));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(keptFiles()).isPositive();

        ClockUtil.offset(Duration.ofDays(366).toMillis());
        try {
            for (int round = 0; round < 200 && keptFiles() > 0; round++) {
                history.cleanUpHistoryAsync(true);
                history.findHistoryCleanupJobs().forEach(job -> management.executeJob(job.getId()));
            }
        } finally {
            ClockUtil.reset();
        }

        assertThat(keptFiles()).isZero();
    }

    private long keptFiles() {
        return jdbc.sql("select count(*) from ACT_GE_BYTEARRAY where NAME_ = 'license.lic'")
                        .query(Long.class)
                        .single()
                + jdbc.sql("select count(*) from ACT_HI_VARINST where NAME_ = 'licenseFile'")
                        .query(Long.class)
                        .single();
    }
}
