package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Stack;
import org.osfailover.it.RunningProgram.Answer;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabServiceCenterState.PublicationOutcome;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabLicense;
import org.osfailover.lab.servicecenter.ServiceCenterFaults;

/** Steps 5 to 7, where people are waited for and hours pass. Each story has a farm of its own. */
class LicenseAndPublicationIT {

    private static final List<String> STORIES =
            List.of("valid", "early", "wrongfile", "predicted", "abort", "restart", "errors", "lostanswer");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        LabTimings quick = LabTimings.quick();
        LabFarm.Builder farm = LabFarm.builder()
                .timings(new LabTimings(
                        quick.stop(),
                        quick.start(),
                        quick.initialise(),
                        quick.retry(),
                        quick.serviceCenterInstallation(),
                        // long enough to end the program in the middle of it
                        Duration.ofSeconds(3)));
        int network = 60;
        for (String story : STORIES) {
            farm.environment(LabEnvironmentDefinition.ofTwoGroups(
                    story, story, Stack.DOTNET, "11.31.0.43862", story + "-fe", "127.0." + network++ + "."));
        }
        program = RunningProgram.start(farm);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void licenseStillValid_nobodyIsAsked() {
        program.environment("valid")
                .serviceCenter()
                .licenseSerial(target("valid").serialNumber());
        String run = move("valid", "PLANNED", Map.of());

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(taskKeysOf(run)).containsExactly("userTask_approvePlan");
        assertThat(program.events(run)).contains("The licence is valid");
    }

    @Test
    void fileArrivesBeforeStep4_isInstalledWithoutAnotherQuestion() {
        holdStep3("early");
        String run = move("early", "EMERGENCY", Map.of());

        String freeUp = program.awaitTask(run, "userTask_freeUpEnvironment");
        assertThat(program.taskVariable(freeUp, "serialNumber").asText())
                .isEqualTo(target("early").serialNumber());
        assertThat(program.taskVariable(freeUp, "environmentName").asText()).isEqualTo("early");
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        String getFile = program.awaitTask(run, "userTask_getLicenseFile");
        Answer page = program.tryToComplete(
                "lisa",
                getFile,
                Map.of("licenseFile", "<!DOCTYPE html><title>Log in</title>".getBytes(StandardCharsets.UTF_8)));
        assertThat(page.status()).as(page.body()).isEqualTo(400);
        assertThat(page.json().path("message").asText()).contains("web page");
        program.complete(
                "lisa",
                run,
                "userTask_getLicenseFile",
                Map.of("licenseFile", licenseFor("early", target("early").serialNumber())));
        assertThat(program.environment("early").serviceCenter().installedOn())
                .as("step 4 has not been reached")
                .isEqualTo("early-fe1");
        goOn("early", run);

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(program.environment("early").serviceCenter().licenseSerial())
                .isEqualTo(target("early").serialNumber());
        assertThat(taskKeysOf(run))
                .containsExactlyInAnyOrder(
                        "userTask_approvePlan",
                        "userTask_freeUpEnvironment",
                        "userTask_getLicenseFile",
                        "userTask_decideOnServer");
    }

    @Test
    void wrongFile_isRefusedInThePlatformsWordsAndAnotherOneIsInstalled() {
        String run = move("wrongfile", "PLANNED", Map.of());
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of());
        String first = program.awaitTask(run, "userTask_getLicenseFile");
        program.complete(
                "lisa", run, "userTask_getLicenseFile", Map.of("licenseFile", licenseFor("wrongfile", "FOREIGN-1")));

        String again = await("the task comes back")
                .atMost(RunningProgram.PATIENCE)
                .until(() -> program.awaitTask(run, "userTask_getLicenseFile"), task -> !task.equals(first));
        assertThat(program.taskVariable(again, "licenseRejection").asText())
                .contains("The license found is not valid for this server")
                .contains("FOREIGN-1");
        program.complete(
                "lisa",
                run,
                "userTask_getLicenseFile",
                Map.of(
                        "licenseFile",
                        licenseFor("wrongfile", target("wrongfile").serialNumber())));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(taskKeysOf(run))
                .filteredOn("userTask_freeUpEnvironment"::equals)
                .hasSize(1);
    }

    @Test
    void predictedNumberWasWrong_tasksComeBackWithTheRightOne() {
        target("predicted").faults().tellsSerialNumber("0AA-0BB-0CC-0DD");
        holdStep3("predicted");
        String run = move("predicted", "EMERGENCY", Map.of());
        String early = program.awaitTask(run, "userTask_freeUpEnvironment");
        assertThat(program.taskVariable(early, "serialNumber").asText()).isEqualTo("0AA-0BB-0CC-0DD");
        goOn("predicted", run);

        String again = await("the task comes back")
                .atMost(RunningProgram.PATIENCE)
                .until(() -> program.awaitTask(run, "userTask_freeUpEnvironment"), task -> !task.equals(early));
        String serialNumber = target("predicted").serialNumber();
        assertThat(program.taskVariable(again, "serialNumber").asText()).isEqualTo(serialNumber);
        assertThat(program.openTasks(run)).isEqualTo(1);
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of());
        program.complete(
                "lisa", run, "userTask_getLicenseFile", Map.of("licenseFile", licenseFor("predicted", serialNumber)));
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(program.events(run)).contains("as predicted: the licence is requested anew");
    }

    @Test
    void abortWhileTheEarlyTasksAreOpen_endsTheRunAndFreesTheLock() {
        holdStep3("abort");
        String run = move("abort", "EMERGENCY", Map.of());
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of());
        program.awaitTask(run, "userTask_getLicenseFile");

        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "not tonight"));

        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(program.openTasks(run)).isZero();
        JsonNode ended = program.get("admin", "/api/runs/" + run).json();
        assertThat(ended.path("holdsLock").asBoolean()).isFalse();
        assertThat(ended.path("outcomeSentence").asText()).contains("freed up in the Licensing Portal");
        assertThat(program.get("admin", "/engine-rest/process-instance?businessKey=" + run)
                        .json())
                .isEmpty();
    }

    @Test
    void programRestartedInThePublication_thereIsOnePublication() {
        String run = move("restart", "PLANNED", file("restart"));
        LabEnvironment environment = program.environment("restart");
        await("the publication")
                .atMost(RunningProgram.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !environment.serviceCenter().publications().isEmpty());

        program.restart();

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(environment.serviceCenter().publications()).hasSize(1);
        assertThat(starts(run)).hasSize(1);
        assertThat(program.events(run)).contains("begun", "ended, 0 warning(s)");
    }

    @Test
    void publicationEndsWithErrors_aPersonSeesThemAndLetsItBePublishedAgain() {
        serviceCenter("errors").publicationsEnd(PublicationOutcome.FAILED);
        String run = move("errors", "PLANNED", file("errors"));

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "problemCode").asText()).isEqualTo("PUBLICATION_FAILED");
        assertThat(program.taskVariable(decide, "problem").asText())
                .contains("2 error(s)")
                .contains("The 'Orders' eSpace could not be deployed")
                .contains(target("errors").address());
        serviceCenter("errors").clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(program.environment("errors").serviceCenter().publications()).hasSize(2);
        assertThat(program.events(run)).contains("error: Deployment Error");
    }

    @Test
    void answerToTheStartIsLost_aPersonLooksAndNothingIsStartedAgain() {
        serviceCenter("lostanswer").losesAnswerOf("PublishRunningVersion");
        String run = move("lostanswer", "PLANNED", file("lostanswer"));

        String publish = program.awaitTask(run, "userTask_publishSolution");
        assertThat(program.taskVariable(publish, "problem").asText()).contains("not known");
        program.complete(
                "olga", run, "userTask_publishSolution", Map.of("comment", "it ran, and ended without errors"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
        assertThat(program.environment("lostanswer").serviceCenter().publications())
                .hasSize(1);
        assertThat(starts(run)).hasSize(1);
    }

    private static String move(String environment, String mode, Map<String, ?> more) {
        Map<String, Object> variables = new HashMap<>(more);
        variables.putAll(Map.of(
                "environment", environment, "mode", mode, "reason", "story", "newController", environment + "-fe2"));
        String run = program.start("olga", "move-controller", variables);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        return run;
    }

    /** One server can't be pointed to the new Controller: step 3 waits for a decision. */
    private static void holdStep3(String environment) {
        program.server(environment + "-fe4").faults().failsOn("write-controller-address", 5, "disk full");
    }

    private static void goOn(String environment, String run) {
        program.awaitTask(run, "userTask_decideOnServer");
        program.server(environment + "-fe4").faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));
    }

    private static LabServer target(String environment) {
        return program.server(environment + "-fe2");
    }

    private static ServiceCenterFaults serviceCenter(String environment) {
        return program.serviceCenters().of(environment).orElseThrow().faults();
    }

    /** A start variable: a file that is good for the new Controller. */
    private static Map<String, byte[]> file(String environment) {
        return Map.of("licenseFile", licenseFor(environment, target(environment).serialNumber()));
    }

    private static byte[] licenseFor(String environment, String serialNumber) {
        return LabLicense.issuedTo(serialNumber, program.environment(environment))
                .file();
    }

    private static List<String> taskKeysOf(String run) {
        return StreamSupport.stream(
                        program.get("admin", "/engine-rest/history/task?processInstanceBusinessKey=" + run)
                                .json()
                                .spliterator(),
                        false)
                .map(task -> task.path("taskDefinitionKey").asText())
                .toList();
    }

    private static List<JsonNode> starts(String run) {
        return StreamSupport.stream(program.commands(run).spliterator(), false)
                .filter(command -> command.path("command").asText().startsWith("PublishRunningVersion"))
                .toList();
    }
}
