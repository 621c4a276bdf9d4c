package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
            assertThat(filters(user))
                    .extracting(filter -> filter.path("name").asText())
                    .containsExactlyInAnyOrder("My tasks", "All tasks");
            assertThat(filters(user)).allSatisfy(filter -> {
                JsonNode properties = filter.path("properties");
                assertThat(properties.path("refresh").asBoolean())
                        .as("the list is never older than a few seconds")
                        .isTrue();
                assertThat(properties.path("variables").findValuesAsText("name"))
                        .as("the list says what a task is about")
                        .contains("environmentName", "runId", "serverId", "mode");
            });
            assertThat(filters(user).stream()
                            .min(Comparator.comparing(
                                    f -> f.path("properties").path("priority").asInt())))
                    .as("the one that Tasklist opens")
                    .hasValueSatisfying(
                            first -> assertThat(first.path("name").asText()).isEqualTo("My tasks"));
        }
    }

    private static List<JsonNode> filters(String user) {
        List<JsonNode> filters = new ArrayList<>();
        WebSession.of(program, user)
                .send("GET", "/camunda/api/engine/engine/default/filter", null)
                .json()
                .forEach(filters::add);
        return filters;
    }

    /** How many tasks of a run one of the lists shows to a person. */
    private static long shown(String user, String list, String run) {
        String id = filters(user).stream()
                .filter(filter -> filter.path("name").asText().equals(list))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        return WebSession.of(program, user)
                .send(
                        "POST",
                        "/camunda/api/engine/engine/default/filter/" + id + "/count",
                        Map.of("processInstanceBusinessKey", run))
                .json()
                .path("count")
                .asLong();
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
            assertThat(answer.body())
                    .contains("procedures are started by platform-operators, and " + user + " is not one of them")
                    .doesNotContain("CREATE_INSTANCE");
        }
        assertThat(program.get("admin", "/api/environments/demo-java")
                        .json()
                        .path("lockedBy")
                        .isNull())
                .isTrue();
    }

    /** Cockpit's X. */
    @Test
    void operatorDeletesARun_isToldHowToStopOne() {
        String run = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-java", "mode", "PLANNED", "reason", "drill", "newController", "java-fe2"));
        String instance = program.get(
                        "admin", "/engine-rest/process-instance?rootProcessInstances=true&businessKey=" + run)
                .json()
                .path(0)
                .path("id")
                .asText();

        WebSession cockpit = WebSession.of(program, "olga");
        Answer answer = cockpit.send("DELETE", "/camunda/api/engine/engine/default/process-instance/" + instance, null);

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body())
                .contains("a run is not deleted, since its lock and what it has begun would stay")
                .contains("Abort the run")
                .doesNotContain("DELETE_INSTANCE");
        assertThat(program.post("olga", "/api/runs/" + run + "/abort", Map.of("reason", "as it says"))
                        .status())
                .isEqualTo(200);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
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
        assertThat(shown("anna", "My tasks", run))
                .as("the approver's group has it")
                .isOne();
        assertThat(shown("olga", "My tasks", run)).as("it is not hers").isZero();
        assertThat(shown("olga", "All tasks", run))
                .as("she sees whom the run waits for")
                .isOne();
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
        assertThat(answer.body())
                .contains("this task is another group's, and " + user + " is not in it")
                .doesNotContain("TASK_WORK");
        assertThat(program.get("admin", "/engine-rest/task/" + task).status()).isEqualTo(200);
    }
}
