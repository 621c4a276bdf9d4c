package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.it.RunningProgram.Answer;
import org.osfailover.lab.LabServer;

/** What is shown is what runs, and an approval belongs to the plan that was shown (safety rule 7). */
class PlanIT {

    private static final List<String> STORIES = List.of("same", "eyes", "dies", "drift");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(Stories.onBothStacks(STORIES), "--failover.deadlines.connect=PT4S");
        program.rewriteInventory(
                text -> text.replaceAll("planned: \\S+, emergency: \\S+", "planned: four-eyes, emergency: self"));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void planIsApproved_theCommandsOnItAreTheOnesThatAreSent(Stack stack) {
        String environment = Stories.id("same", stack);
        String run = move(environment, "olga", "PLANNED");
        String task = program.awaitTask(run, "userTask_approvePlan");
        JsonNode plan = program.get("admin", "/api/runs/" + run + "/plan").json();
        assertThat(plan).anySatisfy(step -> assertThat(step.path("commands")).isNotEmpty());
        assertThat(program.commands(run))
                .noneMatch(command -> command.path("changing").asBoolean());
        String hash = program.taskVariable(task, "planHash").asText();
        assertThat(hash).hasSize(64);
        Answer page = program.get("admin", "/api/runs/" + run + "/plan.html");
        assertThat(page.body()).contains(hash).contains("By hand").contains("none yet");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        finish(run, environment);
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");

        List<String> planned = StreamSupport.stream(plan.spliterator(), false)
                .flatMap(step -> StreamSupport.stream(step.path("commands").spliterator(), false))
                .map(JsonNode::asText)
                .toList();
        List<String> sent = StreamSupport.stream(program.commands(run).spliterator(), false)
                .filter(command -> command.path("changing").asBoolean())
                .filter(command -> !command.path("step").asText().startsWith("renew-license/"))
                .map(command -> command.path("command").asText())
                .toList();
        // all that is planned is sent; and nothing else but what the outcome of a planned one made needless or needed
        assertThat(sent)
                .containsAll(planned.stream()
                        .filter(command -> !command.contains("restart-services"))
                        .toList());
        // where no service is enabled, nothing has to be brought into force
        List<String> exactly = planned.stream()
                .filter(command -> !command.contains("restart-services") && !command.contains("apply-configuration"))
                .toList();
        assertThat(sent.stream().filter(exactly::contains).toList())
                .as("each as often as it is planned")
                .containsExactlyInAnyOrderElementsOf(exactly);
        JsonNode recorded = program.get("admin", "/api/runs/" + run).json();
        assertThat(recorded.path("planHash").asText()).isEqualTo(hash);
        assertThat(recorded.path("approval").path("planHash").asText()).isEqualTo(hash);
        assertThat(recorded.path("approval").path("person").asText()).isEqualTo("anna");

        // the next plan knows how long it took
        String back = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "PLANNED",
                        "reason",
                        "back",
                        "newController",
                        environment + "-fe1"));
        program.awaitTask(back, "userTask_approvePlan");
        assertThat(program.get("admin", "/api/runs/" + back + "/plan").json())
                .anySatisfy(step ->
                        assertThat(step.path("lastTookSeconds").isNumber()).isTrue());
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void fourEyes_theStarterIsRefusedWhoeverTheyAre(Stack stack) {
        String environment = Stories.id("eyes", stack);
        String run = move(environment, "admin", "PLANNED");
        String task = program.awaitTask(run, "userTask_approvePlan");
        Answer own = program.tryToComplete("admin", task, Map.of("planApproved", true));
        assertThat(own.status()).isEqualTo(400);
        assertThat(own.body()).contains("asks for four eyes");
        assertThat(program.tryToComplete("anna", task, Map.of("planApproved", false, "comment", "not tonight"))
                        .status())
                .isEqualTo(204);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");

        String emergency = move(environment, "admin", "EMERGENCY");
        program.complete("admin", emergency, "userTask_approvePlan", Map.of("planApproved", true));
        assertThat(program.events(emergency)).contains("The starter has approved the plan alone (SELF, EMERGENCY)");
        program.awaitTask(emergency, "userTask_freeUpEnvironment");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverDiesBetweenPlanAndApproval_aPersonIsAskedBeforeAnythingChanges(Stack stack) {
        String environment = Stories.id("dies", stack);
        String run = move(environment, "olga", "PLANNED");
        program.awaitTask(run, "userTask_approvePlan");
        LabServer dead = program.server(environment + "-fe4");
        dead.powerOff();
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(dead.id());
        assertThat(program.taskVariable(decide, "problem").asText()).contains("Nothing has been changed yet");
        assertThat(program.server(environment + "-fe1").startType(PlatformService.CONTROLLER))
                .isEqualTo(StartType.AUTOMATIC);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void farmDriftsAfterThePlan_anotherPlanIsMadeAndApprovedAnew(Stack stack) {
        String environment = Stories.id("drift", stack);
        String run = move(environment, "olga", "PLANNED");
        String first = program.awaitTask(run, "userTask_approvePlan");
        String hash = program.taskVariable(first, "planHash").asText();
        program.server(environment + "-fe1").startTypeByHand(PlatformService.SCHEDULER, StartType.DISABLED);
        program.server(environment + "-fe1").stop(PlatformService.SCHEDULER);
        program.server(environment + "-fe3").startTypeByHand(PlatformService.CONTROLLER, StartType.AUTOMATIC);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

        String second = program.awaitTask(run, "userTask_approvePlan");
        assertThat(second).isNotEqualTo(first);
        assertThat(program.taskVariable(second, "planVoid").asText()).contains("the plan and its approval are void");
        assertThat(program.taskVariable(second, "planHash").asText())
                .hasSize(64)
                .isNotEqualTo(hash);
        assertThat(program.commands(run))
                .noneMatch(command -> command.path("changing").asBoolean());
    }

    private static String move(String environment, String user, String mode) {
        return program.start(
                user,
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        mode,
                        "reason",
                        "the host is replaced",
                        "newController",
                        environment + "-fe2"));
    }

    private static void finish(String run, String environment) {
        Stories.getAndInstallLicense(program, run, environment, program.server(environment + "-fe2"));
    }
}
