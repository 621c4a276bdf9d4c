package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;
import org.osfailover.it.RunningProgram.Answer;

/** Who may do what, and what a task tells the person who does it. */
class PeopleIT {

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start("--failover.deadlines.service=PT8S");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @AfterEach
    void healAndPutBackTheApproval() {
        program.farm().environments().forEach(environment -> environment
                .servers()
                .forEach(server -> server.faults().clear()));
        approval("self");
    }

    private static void approval(String planned) {
        program.rewriteInventory(
                yaml -> yaml.replaceAll("approval: \\{ planned: [a-z-]+", "approval: { planned: " + planned));
    }

    private static String activate(String user, String environment, String group) {
        return program.start(
                user,
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", "PLANNED", "reason", "drill", "groupToActivate", group));
    }

    @Test
    void groupsAndAuthorizations_areThereAfterTheStart() {
        for (String group : new String[] {"platform-operators", "failover-approvers", "license-managers"}) {
            assertThat(program.get("admin", "/engine-rest/group?id=" + group).json())
                    .hasSize(1);
            assertThat(program.get("admin", "/engine-rest/authorization?groupIdIn=" + group)
                            .json())
                    .isNotEmpty();
        }
        for (String user : new String[] {"olga", "anna", "lisa"}) {
            assertThat(program.get(user, "/engine-rest/process-definition")
                            .json()
                            .findValuesAsText("key"))
                    .contains("move-controller", "activate-passive-front-ends");
            assertThat(WebSession.of(program, user)
                            .send("GET", "/camunda/api/engine/engine/default/filter", null)
                            .json())
                    .as("the filter 'All tasks' of " + user + " says what a task is about")
                    .singleElement()
                    .satisfies(filter -> assertThat(
                                    filter.path("properties").path("variables").findValuesAsText("name"))
                            .containsExactly("environmentName", "runId", "serverId"));
        }
    }

    @Test
    void approver_andLicenseManager_canNotStart() {
        for (String user : new String[] {"anna", "lisa"}) {
            Answer answer = program.tryToStart(
                    user,
                    "activate-passive-front-ends",
                    Map.of(
                            "environment", "demo-java",
                            "mode", "PLANNED",
                            "reason", "drill",
                            "groupToActivate", "green"));
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        }
        assertThat(program.get("admin", "/api/environments/demo-java")
                        .json()
                        .path("lockedBy")
                        .isNull())
                .isTrue();
    }

    @Test
    void everyGroup_doesItsOwnTasks_andTheAdministratorEvery() {
        program.server("java-fe1").faults().pretendsToStop(PlatformService.CONTROLLER);
        String run = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-java", "mode", "PLANNED", "reason", "drill", "newController", "java-fe2"));

        String approve = program.awaitTask(run, "userTask_approvePlan");
        assertOffers(approve, run, "Demo Java");
        assertNotAllowed("olga", approve, Map.of("planApproved", true));
        assertNotAllowed("lisa", approve, Map.of("planApproved", true));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertOffers(decide, run, "Demo Java");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo("java-fe1");
        assertThat(program.taskVariable(decide, "problem").asText()).isNotBlank();
        assertNotAllowed("anna", decide, Map.of("decision", "RETRY"));
        assertNotAllowed("lisa", decide, Map.of("decision", "RETRY"));
        program.server("java-fe1").faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        String freeUp = program.awaitTask(run, "userTask_freeUpEnvironment");
        assertOffers(freeUp, run, "Demo Java");
        assertSerialNumber(freeUp);
        assertNotAllowed("anna", freeUp, Map.of("comment", "freed"));
        assertNotAllowed("olga", freeUp, Map.of("comment", "freed"));
        program.complete("admin", run, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        String file = program.awaitTask(run, "userTask_getLicenseFile");
        assertOffers(file, run, "Demo Java");
        assertSerialNumber(file);
        assertNotAllowed("anna", file, Map.of("licenseFile", new byte[] {1}));
        program.complete("admin", run, "userTask_getLicenseFile", Map.of("licenseFile", new byte[] {1}));
        String install = program.awaitTask(run, "userTask_installLicense");
        assertOffers(install, run, "Demo Java");
        assertSerialNumber(install);
        program.environment("demo-java")
                .serviceCenter()
                .licenseSerial(program.server("java-fe2").serialNumber());
        program.complete("admin", run, "userTask_installLicense", Map.of());

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(program.events(run)).contains("\"person\":\"anna\"", "\"person\":\"olga\"", "\"person\":\"admin\"");
    }

    @Test
    void fourEyes_theStarterIsRefusedEvenAsAdministrator() {
        approval("four-eyes");
        String run = activate("admin", "demo-dotnet", "green");
        String approve = program.awaitTask(run, "userTask_approvePlan");

        Answer refused = program.tryToComplete("admin", approve, Map.of("planApproved", true));

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().path("message").asText())
                .startsWith("You started this run")
                .contains("four eyes");
        assertThat(program.openTasks(run)).isEqualTo(1);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", false, "comment", "not tonight"));
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
    }

    @Test
    void noApproval_theTaskIsNotOffered() {
        approval("none");
        program.server("net-fe1").faults().pretendsToStop(PlatformService.SCHEDULER);
        String run = activate("olga", "demo-dotnet", "green");

        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "only a test"));
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(program.get(
                                "admin",
                                "/engine-rest/history/task?taskDefinitionKey=userTask_approvePlan&processInstanceBusinessKey="
                                        + run)
                        .json())
                .isEmpty();
    }

    private static void assertOffers(String task, String run, String environmentName) {
        JsonNode variables =
                program.get("admin", "/engine-rest/task/" + task + "/variables").json();
        assertThat(variables.path("runId").path("value").asText()).isEqualTo(run);
        assertThat(variables.path("environment").path("value").asText()).isEqualTo("demo-java");
        assertThat(variables.path("environmentName").path("value").asText()).isEqualTo(environmentName);
        assertThat(variables.path("mode").path("value").asText()).isEqualTo("PLANNED");
    }

    private static void assertSerialNumber(String task) {
        assertThat(program.taskVariable(task, "serialNumber").asText())
                .isEqualTo(program.server("java-fe2").serialNumber());
    }

    private static void assertNotAllowed(String user, String task, Map<String, ?> completion) {
        Answer answer = program.tryToComplete(user, task, completion);
        assertThat(answer.status()).as(user + ": " + answer.body()).isEqualTo(403);
        assertThat(program.get("admin", "/engine-rest/task/" + task).status()).isEqualTo(200);
    }
}
