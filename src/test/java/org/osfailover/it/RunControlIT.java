package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
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

/** An operator aborts a run at any time, and switches its mode; and a run stops where something is that must never be. */
class RunControlIT {

    private static final List<String> STORIES = List.of("task", "busy", "switch", "breach", "allbutone", "giveup");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(
                Stories.onBothStacks(STORIES),
                "--failover.deadlines.service=PT8S",
                "--failover.fence.interval=PT0.5S",
                "--failover.deadlines.connect=PT4S");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void abortWhileAPersonIsAsked_nothingWasAndIsChanged(Stack stack) {
        String environment = Stories.id("task", stack);
        String run = activate(environment, "PLANNED");
        program.awaitTask(run, "userTask_approvePlan");
        assertThat(abort("lisa", run, "not mine").status()).isEqualTo(403);
        assertThat(abort("olga", run, "").status()).isEqualTo(400);
        Answer aborted = abort("olga", run, "the wrong night");
        assertThat(aborted.status()).as(aborted.body()).isEqualTo(200);

        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(program.openTasks(run)).isZero();
        assertThat(program.events(run)).contains("ABORT: the wrong night").contains("olga");
        assertThat(program.server(environment + "-fe1").startType(PlatformService.SCHEDULER))
                .isEqualTo(StartType.AUTOMATIC);
        assertThat(changing(run)).isEmpty();
        assertThat(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("lockedBy")
                        .isNull())
                .isTrue();
        Answer again = abort("olga", run, "again");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("has ended as ABORTED");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void abortWhileServersAreWorkedOn_commandsUnderWayEndAndNothingNewBegins(Stack stack) {
        String environment = Stories.id("busy", stack);
        program.server(environment + "-fe1").faults().hangsOnStop(PlatformService.SCHEDULER);
        String run = activate(environment, "PLANNED");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        org.awaitility.Awaitility.await().atMost(RunningProgram.PATIENCE).until(() -> !changing(run)
                .isEmpty());
        Answer aborted = abort("olga", run, "another way was found");
        assertThat(aborted.status()).as(aborted.body()).isEqualTo(200);

        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(changing(run))
                .allSatisfy(
                        command -> assertThat(command.path("endedAt").isNull()).isFalse());
        // the passive group was not begun
        assertThat(program.server(environment + "-fe3").startType(PlatformService.SCHEDULER))
                .isEqualTo(StartType.DISABLED);
        assertThat(program.get("admin", "/engine-rest/process-instance?businessKey=" + run)
                        .json())
                .isEmpty();
        JsonNode report = program.get("admin", "/api/runs/" + run + "/report").json();
        assertThat(report.path("whatToDoNow")).isNotEmpty();
        program.server(environment + "-fe1").faults().clear();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void plannedMoveMeetsADeadController_isSwitchedToEmergencyAndGoesOnWithAFence(Stack stack) {
        String environment = Stories.id("switch", stack);
        Map<String, Object> variables = new HashMap<>(Map.of(
                "environment",
                environment,
                "mode",
                "PLANNED",
                "reason",
                "the host is replaced",
                "newController",
                environment + "-fe2"));
        String run = program.start("olga", "move-controller", variables);
        program.awaitTask(run, "userTask_approvePlan");
        LabServer old = program.server(environment + "-fe1");
        old.faults().cutOff();
        Answer same = mode(run, "PLANNED");
        assertThat(same.status()).isEqualTo(409);
        Answer switched = mode(run, "EMERGENCY");
        assertThat(switched.status()).as(switched.body()).isEqualTo(200);
        String task = program.awaitTask(run, "userTask_approvePlan");
        org.awaitility.Awaitility.await()
                .atMost(RunningProgram.PATIENCE)
                .until(() -> program.taskVariable(task, "mode").asText().equals("EMERGENCY"));
        assertThat(program.get("admin", "/api/runs/" + run).json().path("mode").asText())
                .isEqualTo("EMERGENCY");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        program.complete(
                "olga",
                run,
                "userTask_decideOnServer",
                Map.of("decision", "FENCED", "fencingMethod", "POWERED_OFF", "comment", "it burns"));
        program.awaitTask(run, "userTask_freeUpEnvironment");
        // the licence is requested beside the steps
        org.awaitility.Awaitility.await()
                .atMost(RunningProgram.PATIENCE)
                .until(() -> program.server(environment + "-fe2").startType(PlatformService.CONTROLLER)
                        == StartType.AUTOMATIC);
        assertThat(program.events(run))
                .contains("The mode is switched from PLANNED to EMERGENCY: the Controller burns");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void somebodyStartsASecondControllerMeanwhile_theRunStops(Stack stack) {
        String environment = Stories.id("breach", stack);
        String run = activate(environment, "EMERGENCY");
        program.awaitTask(run, "userTask_approvePlan");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        // after the plan was compared with the farm, and before the last step has ended
        org.awaitility.Awaitility.await().atMost(RunningProgram.PATIENCE).until(() -> !changing(run)
                .isEmpty());
        LabServer second = program.server(environment + "-fe3");
        second.startTypeByHand(PlatformService.CONTROLLER, StartType.AUTOMATIC);

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "problem").asText()).contains("There must be one Controller");
        assertThat(program.tryToComplete("olga", decide, Map.of("decision", "SKIP", "comment", "so what"))
                        .status())
                .isEqualTo(400);
        second.startTypeByHand(PlatformService.CONTROLLER, StartType.DISABLED);
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(second.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.DISABLED);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void addressIsWrittenOnAllButOneServer_theRunNamesItAndWhoAcceptedIt(Stack stack) {
        String environment = Stories.id("allbutone", stack);
        LabServer stubborn = program.server(environment + "-fe4");
        stubborn.faults()
                .failsOn(stack == Stack.JAVA ? "configurationtool" : "write-controller-address", 1, "the disk is full");
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "PLANNED",
                        "reason",
                        "the host is replaced",
                        "newController",
                        environment + "-fe2"));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(stubborn.id());
        program.complete(
                "olga", run, "userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "rebuilt tomorrow"));
        Stories.getAndInstallLicense(program, run, environment, program.server(environment + "-fe2"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
        String old = program.server(environment + "-fe1").address();
        String now = program.server(environment + "-fe2").address();
        assertThat(program.environment(environment).servers())
                .allSatisfy(server -> assertThat(server.controllerAddress()).isEqualTo(server == stubborn ? old : now));
        JsonNode open = program.get("admin", "/api/environments/" + environment + "/deviations")
                .json();
        assertThat(open).singleElement().satisfies(deviation -> {
            assertThat(deviation.path("server").asText()).isEqualTo(stubborn.id());
            assertThat(deviation.path("sentence").asText()).contains("olga").contains("rebuilt tomorrow");
        });
        assertThat(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("degraded")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void abortWaitsForADeadServersCommand_saysUntilWhenAndAPersonGivesItUp(Stack stack) {
        String environment = Stories.id("giveup", stack);
        LabServer dead = program.server(environment + "-fe1");
        dead.faults().hangsOnStop(PlatformService.SCHEDULER);
        String run = activate(environment, "PLANNED");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        org.awaitility.Awaitility.await().atMost(RunningProgram.PATIENCE).until(() -> changing(run).stream()
                .anyMatch(command -> command.path("server").asText().equals(dead.id())
                        && command.path("endedAt").isNull()));
        String path = "/api/runs/" + run + "/servers/" + dead.id() + "/give-up";
        Answer tooEarly = program.post("olga", path, Map.of("reason", "it is dead"));
        assertThat(tooEarly.status()).isEqualTo(409);
        assertThat(tooEarly.body()).contains("is not being aborted");
        Answer aborted = abort("olga", run, "another way was found");
        assertThat(aborted.body()).contains("Waited for: ", dead.id() + ": ", "holds the lock until", "give-up");

        assertThat(program.post("lisa", path, Map.of("reason", "not mine")).status())
                .isEqualTo(403);
        Answer given = program.post("olga", path, Map.of("reason", "it is dead"));
        assertThat(given.status()).as(given.body()).isEqualTo(200);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(program.events(run)).contains("Given up: it is dead");
        // its fence is the first that touches it again
        dead.faults().clear();
        org.awaitility.Awaitility.await().atMost(RunningProgram.PATIENCE).until(() -> program.get(
                        "admin", "/api/environments/" + environment + "/fences")
                .json()
                .isEmpty());
        assertThat(program.events(run)).contains("The fence has ended");
    }

    private static String activate(String environment, String mode) {
        return program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", mode, "reason", "an exercise"));
    }

    private static Answer abort(String user, String run, String reason) {
        return program.post(user, "/api/runs/" + run + "/abort", Map.of("reason", reason));
    }

    private static Answer mode(String run, String mode) {
        return program.post(
                "olga", "/api/runs/" + run + "/mode", Map.of("mode", mode, "reason", "the Controller burns"));
    }

    private static List<JsonNode> changing(String run) {
        return StreamSupport.stream(program.commands(run).spliterator(), false)
                .filter(command -> command.path("changing").asBoolean())
                .toList();
    }
}
