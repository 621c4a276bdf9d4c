package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/** What was aborted halfway is brought back to what it was before, as far as that is possible. */
class UndoIT {

    private static final List<String> STORIES = List.of("step1", "step3", "group", "late", "dies", "gone", "local");

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
    void moveIsAbortedAfterStep1_undoStartsTheOldControllerAgain(Stack stack) {
        String environment = Stories.id("step1", stack);
        Map<String, String> before = state(environment);
        String run = move(environment);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        LabServer old = program.server(environment + "-fe1");
        awaitUntil(() -> old.startType(PlatformService.CONTROLLER) == StartType.DISABLED);
        abort(run);

        undo(environment, run);
        assertThat(state(environment)).isEqualTo(before);
        assertUndoneTwiceIsRefused(environment, run);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void moveIsAbortedAfterStep3_undoWritesTheOldAddressEverywhere(Stack stack) {
        String environment = Stories.id("step3", stack);
        Map<String, String> before = state(environment);
        // the last server can't be pointed to the new Controller: the run waits with the others done
        LabServer stubborn = program.server(environment + "-fe4");
        stubborn.faults().unreachable();
        stubborn.faults().clear();
        String run = move(environment);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String newAddress = program.server(environment + "-fe2").address();
        awaitUntil(
                () -> program.server(environment + "-fe3").controllerAddress().equals(newAddress));
        abort(run);
        JsonNode offered = program.get("admin", "/api/runs/" + run).json().path("undo");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                offered.path("possible").asBoolean(), "the run was too quick: Service Center's installation had begun");

        undo(environment, run);
        assertThat(state(environment)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void activationIsAborted_undoActivatesTheOldGroupAgain(Stack stack) {
        String environment = Stories.id("group", stack);
        Map<String, String> before = state(environment);
        program.server(environment + "-fe4").faults().failsOn("start", 1, "it will not start");
        String run = program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", "EMERGENCY", "reason", "an exercise"));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        program.server(environment + "-fe4").faults().clear();
        assertThat(program.tryToComplete("olga", decide, Map.of("decision", "ABORT", "comment", "another night"))
                        .status())
                .isEqualTo(204);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(program.server(environment + "-fe1").startType(PlatformService.SCHEDULER))
                .isEqualTo(StartType.DISABLED);
        JsonNode report = program.get("admin", "/api/runs/" + run + "/report").json();
        assertThat(report.path("done")).isNotEmpty();
        assertThat(report.path("whatToDoNow").toString()).contains("undo-run");

        undo(environment, run);
        assertThat(state(environment)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serviceCenterWasInstalled_undoIsRefusedAndSaysHowToGoBack(Stack stack) {
        String environment = Stories.id("late", stack);
        String run = move(environment);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        program.awaitTask(run, "userTask_freeUpEnvironment");
        Answer early = program.tryToStart("olga", "undo-run", variables(environment, run));
        assertThat(early.status()).isEqualTo(400);
        abort(run);
        Answer refused = program.tryToStart("olga", "undo-run", variables(environment, run));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("move the Controller back with move-controller");
    }

    /** Seen on real servers: it came back as a second Controller. */
    @ParameterizedTest
    @EnumSource(Stack.class)
    void newControllerDiesAndTheMoveIsAbortedAndUndone_aPersonIsAskedAndThereIsOneControllerWhenItComesBack(
            Stack stack) {
        String environment = Stories.id("dies", stack);
        Map<String, String> before = state(environment);
        LabServer dying = program.server(environment + "-fe2");
        String run = moveThatStopsInStep3(environment);
        dying.faults().cutOff();
        abort(run);
        program.server(environment + "-fe4").faults().clear();
        assertThat(pendingFences(environment)).contains(dying.id());
        assertThat(dying.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.AUTOMATIC);

        String undo = program.start("olga", "undo-run", variables(environment, run));
        program.complete("anna", undo, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(undo, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(dying.id());
        assertThat(program.get("admin", "/api/runs/" + undo + "/plan").body())
                .contains(run + " (move-controller) was aborted in or after step 3")
                .contains(dying.id() + " may run the OutSystems Deployment Controller Service");
        assertThat(program.tryToComplete("olga", decide, Map.of("decision", "SKIP", "comment", "go on"))
                        .status())
                .isEqualTo(400);
        program.complete(
                "olga",
                undo,
                "userTask_decideOnServer",
                Map.of("decision", "FENCED", "fencingMethod", "POWERED_OFF", "comment", "its rack is dark"));
        assertThat(program.awaitOutcome(undo)).as(program.events(undo)).isEqualTo("COMPLETED_WITH_DEVIATIONS");
        assertThat(pendingFences(environment)).contains(dying.id());

        dying.faults().clear();
        awaitUntil(() -> pendingFences(environment).equals("[]"));
        Map<String, String> after = state(environment);
        // a fence writes the Controller's address, and not the cache invalidation service's host
        after.put(dying.id() + " cache", before.get(dying.id() + " cache"));
        assertThat(after).isEqualTo(before);
        assertThat(controllers(environment)).containsExactly(environment + "-fe1");
    }

    /** The way on that the decision on a dead new Controller names. */
    @ParameterizedTest
    @EnumSource(Stack.class)
    void newControllerDiedAndTheMoveWasAborted_theNextMoveFencesItAndGoesToAnotherServer(Stack stack) {
        String environment = Stories.id("gone", stack);
        LabServer dead = program.server(environment + "-fe2");
        String run = moveThatStopsInStep3(environment);
        dead.faults().cutOff();
        abort(run);
        program.server(environment + "-fe4").faults().clear();

        Map<String, Object> variables = new HashMap<>(variables(environment, run));
        variables.remove("undoRun");
        variables.put("newController", environment + "-fe3");
        variables.put("lostServers", dead.id());
        String next = program.start("olga", "move-controller", variables);
        program.complete("anna", next, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(next, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(dead.id());
        program.complete(
                "olga",
                next,
                "userTask_decideOnServer",
                Map.of("decision", "FENCED", "fencingMethod", "POWERED_OFF", "comment", "its rack is dark"));
        awaitUntil(() -> program.server(environment + "-fe4")
                .controllerAddress()
                .equals(program.server(environment + "-fe3").address()));
        dead.faults().clear();
        // while a run moves the role, what is back is disabled and waits for the run's end
        awaitUntil(() -> dead.startType(PlatformService.CONTROLLER) == StartType.DISABLED);
        assertThat(controllers(environment)).containsExactly(environment + "-fe3");
        abort(next);

        awaitUntil(() -> pendingFences(environment).equals("[]"));
        assertThat(controllers(environment)).containsExactly(environment + "-fe3");
    }

    /** The vendor's default on a Controller, and its address on the front-ends. */
    @ParameterizedTest
    @EnumSource(Stack.class)
    void oldControllerSaidLocalhost_everyServerGetsBackWhatItHad(Stack stack) {
        String environment = Stories.id("local", stack);
        LabServer old = program.server(environment + "-fe1");
        old.writeFile(
                old.hsconfPath(),
                new String(old.hsconf(), StandardCharsets.UTF_8)
                        .replace(old.controllerAddress(), "localhost")
                        .getBytes(StandardCharsets.UTF_8));
        Map<String, String> before = state(environment);
        assertThat(before).containsEntry(old.id() + " address", "localhost");
        String run = moveThatStopsInStep3(environment);
        abort(run);
        program.server(environment + "-fe4").faults().clear();

        undo(environment, run);
        assertThat(state(environment)).isEqualTo(before);
    }

    /** The new Controller is enabled and the first wave pointed to it; then the last server can't be reached. */
    private static String moveThatStopsInStep3(String environment) {
        String run = move(environment);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String address = program.server(environment + "-fe2").address();
        awaitUntil(
                () -> program.server(environment + "-fe2").controllerAddress().equals(address));
        program.server(environment + "-fe4").faults().cutOff();
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(environment + "-fe4");
        return run;
    }

    private static String pendingFences(String environment) {
        return program.get("admin", "/api/environments/" + environment)
                .json()
                .path("pendingFences")
                .toString();
    }

    private static List<String> controllers(String environment) {
        return program.environment(environment).servers().stream()
                .filter(server -> server.startType(PlatformService.CONTROLLER) == StartType.AUTOMATIC)
                .map(LabServer::id)
                .toList();
    }

    private static String move(String environment) {
        return program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "PLANNED",
                        "reason",
                        "an exercise",
                        "newController",
                        environment + "-fe2"));
    }

    private static void abort(String run) {
        Answer aborted = program.post("olga", "/api/runs/" + run + "/abort", Map.of("reason", "another night"));
        assertThat(aborted.status()).as(aborted.body()).isEqualTo(200);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
    }

    private static Map<String, Object> variables(String environment, String run) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("environment", environment);
        variables.put("mode", "EMERGENCY");
        variables.put("reason", "back to where we were");
        variables.put("undoRun", run);
        return variables;
    }

    /** Planned, approved and run like any other. */
    private static void undo(String environment, String run) {
        JsonNode offered = program.get("admin", "/api/runs/" + run).json().path("undo");
        assertThat(offered.path("possible").asBoolean()).as(offered.toString()).isTrue();
        String undo = program.start("olga", "undo-run", variables(environment, run));
        program.awaitTask(undo, "userTask_approvePlan");
        assertThat(program.get("admin", "/api/runs/" + undo + "/plan").json())
                .anySatisfy(step -> assertThat(step.path("commands")).isNotEmpty());
        program.complete("anna", undo, "userTask_approvePlan", Map.of("planApproved", true));
        assertThat(program.awaitOutcome(undo)).as(program.events(undo)).isEqualTo("COMPLETED");
        long controllers = program.environment(environment).servers().stream()
                .filter(server -> server.startType(PlatformService.CONTROLLER) == StartType.AUTOMATIC)
                .count();
        assertThat(controllers).isEqualTo(1);
    }

    private static void assertUndoneTwiceIsRefused(String environment, String run) {
        String again = program.start("olga", "undo-run", variables(environment, run));
        String decide = program.awaitTask(again, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "problem").asText()).contains("there is nothing to undo");
        program.complete("olga", again, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "so be it"));
        assertThat(program.awaitOutcome(again)).isEqualTo("ABORTED");
        assertThat(StreamSupport.stream(program.commands(again).spliterator(), false))
                .noneMatch(command -> command.path("changing").asBoolean());
    }

    /** Start types, whether the services run, and the addresses, on every server. */
    private static Map<String, String> state(String environment) {
        Map<String, String> state = new TreeMap<>();
        for (LabServer server : program.environment(environment).servers()) {
            for (PlatformService service : PlatformService.values()) {
                state.put(
                        server.id() + " " + service,
                        // what a run has installed is disabled, and stays installed
                        (server.startType(service) == StartType.ABSENT ? StartType.DISABLED : server.startType(service))
                                + " " + server.state(service).isRunning());
            }
            state.put(server.id() + " address", server.controllerAddress());
            state.put(server.id() + " cache", server.cacheServiceHost());
        }
        return state;
    }

    private static void awaitUntil(java.util.concurrent.Callable<Boolean> condition) {
        await().atMost(RunningProgram.PATIENCE)
                .pollInterval(java.time.Duration.ofMillis(20))
                .until(condition);
    }
}
