package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.it.RunningProgram.Answer;
import org.osfailover.lab.LabServer;

/** A server that a run has gone on without is disabled at its return, before anything else touches it (safety rule 1). */
class FenceIT {

    private static final List<String> STORIES = List.of("during", "later", "named", "gone", "passive");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(
                Stories.onBothStacks(STORIES),
                "--failover.deadlines.service=PT8S",
                "--failover.deadlines.connect=PT4S",
                "--failover.fence.interval=PT0.5S");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void oldControllerIsFencedAndComesBackDuringTheRun_neverTwoControllers(Stack stack) {
        String environment = Stories.id("during", stack);
        LabServer old = program.server(environment + "-fe1");
        old.faults().cutOff();
        String run = move(environment, Map.of());
        fence(run, old.id());
        // the licence is asked for: the run waits, and the old Controller comes back
        program.awaitTask(run, "userTask_freeUpEnvironment");
        assertThat(old.state(PlatformService.CONTROLLER)).isEqualTo(ServiceState.INITIALISED);
        old.faults().clear();
        assertFenced(environment, old, run);
        assertThat(program.get("admin", "/api/runs/" + run)
                        .json()
                        .path("endedAt")
                        .isNull())
                .isTrue();

        finish(run, environment);
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
        assertThat(program.server(environment + "-fe2").startType(PlatformService.CONTROLLER))
                .isEqualTo(StartType.AUTOMATIC);
        assertNotDegradedAfterClosing(environment);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void oldControllerComesBackAfterTheRunAndARestart_isDisabledFirst(Stack stack) {
        String environment = Stories.id("later", stack);
        LabServer old = program.server(environment + "-fe1");
        old.faults().cutOff();
        String run = move(environment, Map.of());
        fence(run, old.id());
        finish(run, environment);
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
        JsonNode degraded =
                program.get("admin", "/api/environments/" + environment).json();
        assertThat(degraded.path("degraded").asBoolean()).isTrue();
        assertThat(degraded.path("pendingFences").path(0).asText()).isEqualTo(old.id());

        program.restart();
        int arrived = old.journal().commands().size();
        old.faults().clear();
        assertFenced(environment, old, run);
        // the first thing that changed anything there was the fence's
        List<String> since = old.journal()
                .commands()
                .subList(arrived, old.journal().commands().size());
        assertThat(since).isNotEmpty();
        assertThat(commandsOf(run, old.id()))
                .filteredOn(command -> command.path("changing").asBoolean())
                .isNotEmpty()
                .allSatisfy(command -> assertThat(command.path("step").asText()).startsWith("fence-returning-server/"));
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void lostServerIsNamedAtTheStart_nothingContactsItUntilItsFenceDoes(Stack stack) {
        String environment = Stories.id("named", stack);
        LabServer lost = program.server(environment + "-fe1");
        int arrived = lost.journal().commands().size();
        String run = move(environment, Map.of("oldController", lost.id(), "lostServers", lost.id()));
        program.awaitTask(run, "userTask_approvePlan");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        Answer withoutMethod = program.tryToComplete(
                "olga", decide, Map.of("decision", "FENCED", "comment", "the rack is without power"));
        assertThat(withoutMethod.status()).isEqualTo(400);
        assertThat(withoutMethod.body()).contains("'fencingMethod' must say how");
        // a reading of the environment does not contact it either
        JsonNode read = program.get("admin", "/api/environments/" + environment).json();
        assertThat(read.path("servers").path(0).path("reachable").asBoolean()).isFalse();
        assertThat(read.path("servers").path(0).path("problem").asText()).contains("named it as lost");
        assertThat(lost.journal().commands()).hasSize(arrived);

        program.complete(
                "olga",
                run,
                "userTask_decideOnServer",
                Map.of("decision", "FENCED", "fencingMethod", "POWERED_OFF", "comment", "the rack is without power"));
        // it answers at once: it was never off; its fence is the first to contact it
        assertFenced(environment, lost, run);
        assertThat(commandsOf(run, lost.id()))
                .filteredOn(command -> command.path("changing").asBoolean())
                .allSatisfy(command -> assertThat(command.path("step").asText()).startsWith("fence-returning-server/"));
        finish(run, environment);
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverIsGoneForGood_aPersonsWordEndsTheFence(Stack stack) {
        String environment = Stories.id("gone", stack);
        LabServer old = program.server(environment + "-fe1");
        old.faults().cutOff();
        String run = move(environment, Map.of());
        fence(run, old.id());
        String fenceId = run + "-fence-" + old.id();
        String first = program.awaitTask(fenceId, "userTask_confirmServerGone");
        // somebody deletes its process: it begins to wait again
        String instance = program.get("admin", "/engine-rest/task/" + first)
                .json()
                .path("processInstanceId")
                .asText();
        assertThat(program.send("admin", "DELETE", "/engine-rest/process-instance/" + instance, null)
                        .status())
                .isEqualTo(204);
        String task = await().atMost(RunningProgram.PATIENCE)
                .until(() -> program.awaitTask(fenceId, "userTask_confirmServerGone"), id -> !id.equals(first));
        assertThat(program.tryToComplete("olga", task, Map.of()).body()).contains("'comment' is missing");
        assertThat(program.tryToComplete("olga", task, Map.of("comment", "its disks are destroyed"))
                        .status())
                .isEqualTo(204);
        await().atMost(RunningProgram.PATIENCE)
                .until(() -> program.get("admin", "/api/environments/" + environment + "/fences")
                        .json()
                        .isEmpty());
        assertThat(program.events(run)).contains("olga says that the server is gone for good: its disks are destroyed");
        program.awaitTask(run, "userTask_freeUpEnvironment");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverOfTheDeactivatedGroupIsFenced_itsSchedulerIsDisabledAtItsReturn(Stack stack) {
        String environment = Stories.id("passive", stack);
        LabServer dead = program.server(environment + "-fe2");
        dead.faults().cutOff();
        String run = program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", "EMERGENCY", "reason", "fe2 is dead"));
        fence(run, dead.id());
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
        assertThat(dead.startType(PlatformService.SCHEDULER)).isEqualTo(StartType.AUTOMATIC);
        dead.faults().clear();
        await().atMost(RunningProgram.PATIENCE)
                .until(() -> program.get("admin", "/api/environments/" + environment + "/fences")
                        .json()
                        .isEmpty());
        assertThat(dead.startType(PlatformService.SCHEDULER)).isEqualTo(StartType.DISABLED);
        assertThat(dead.state(PlatformService.SCHEDULER)).isEqualTo(ServiceState.STOPPED);
    }

    private static String move(String environment, Map<String, String> more) {
        Map<String, Object> variables = new HashMap<>(more);
        variables.put("environment", environment);
        variables.put("mode", "EMERGENCY");
        variables.put("reason", "the Controller does not answer");
        variables.put("newController", environment + "-fe2");
        return program.start("olga", "move-controller", variables);
    }

    /** Approves the plan and says that the server is fenced. */
    private static void fence(String run, String server) {
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(server);
        program.complete(
                "olga",
                run,
                "userTask_decideOnServer",
                Map.of("decision", "FENCED", "fencingMethod", "NETWORK_CUT", "comment", "its switch port is off"));
    }

    /** The licence, as far as the stack asks for it early or late; and to the end. */
    private static void finish(String run, String environment) {
        Stories.getAndInstallLicense(program, run, environment, program.server(environment + "-fe2"));
    }

    /** Its fence has ended, and the old Controller is stopped, disabled and names the new one. */
    private static void assertFenced(String environment, LabServer old, String run) {
        await("end of the fence of " + old.id()).atMost(RunningProgram.PATIENCE).until(() -> program.get(
                        "admin", "/api/environments/" + environment + "/fences")
                .json()
                .isEmpty());
        assertThat(old.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.DISABLED);
        assertThat(old.state(PlatformService.CONTROLLER)).isEqualTo(ServiceState.STOPPED);
        assertThat(old.controllerAddress())
                .isEqualTo(program.server(environment + "-fe2").address());
        assertThat(program.events(run)).contains("The fence has ended. The server came back");
        await().atMost(RunningProgram.PATIENCE).until(() -> program.get(
                        "admin", "/engine-rest/process-instance?businessKey=" + run + "-fence-" + old.id())
                .json()
                .isEmpty());
    }

    private static void assertNotDegradedAfterClosing(String environment) {
        for (JsonNode open : program.get("admin", "/api/environments/" + environment + "/deviations")
                .json()) {
            Answer closed = program.post(
                    "olga", "/api/deviations/" + open.path("id").asText() + "/close", Map.of("reason", "seen to"));
            assertThat(closed.status()).as(closed.body()).isEqualTo(200);
        }
        assertThat(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("degraded")
                        .asBoolean())
                .isFalse();
    }

    private static List<JsonNode> commandsOf(String run, String server) {
        return StreamSupport.stream(program.commands(run).spliterator(), false)
                .filter(command -> command.path("server").asText().equals(server))
                .toList();
    }
}
