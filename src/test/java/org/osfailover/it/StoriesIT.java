package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.it.RunningProgram.Answer;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabFaults.Cut;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;

/** What an operator meets at night: servers that are gone, that lie, that hang. Each story has a farm of its own. */
class StoriesIT {

    private static final List<String> ON_BOTH_STACKS = List.of("hang", "pretend", "revive", "trust", "cut", "lost");
    private static final List<String> ON_JAVA = List.of("away", "question");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        LabFarm.Builder farm = LabFarm.builder().timings(LabTimings.quick());
        int network = 30;
        for (String story : ON_BOTH_STACKS) {
            farm.environment(definition(story, Stack.JAVA, network++));
            farm.environment(definition(story, Stack.DOTNET, network++));
        }
        for (String story : ON_JAVA) {
            farm.environment(definition(story, Stack.JAVA, network++));
        }
        program = RunningProgram.start(farm, "--failover.deadlines.service=PT8S", "--failover.deadlines.connect=PT8S");
    }

    private static LabEnvironmentDefinition definition(String story, Stack stack, int network) {
        String id = id(story, stack);
        return LabEnvironmentDefinition.ofTwoGroups(
                id,
                id,
                stack,
                stack == Stack.JAVA ? "10.0.1019.0" : "11.31.0.43862",
                id + "-fe",
                "127.0." + network + ".");
    }

    private static String id(String story, Stack stack) {
        return story + "-" + stack.name().toLowerCase(Locale.ROOT);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void frontEndGoesAwayDuringStep3_isRetriedWhenItIsBack() {
        String run = move("away-java", "away-java-fe2", "PLANNED", Map.of());
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        LabServer late = program.server("away-java-fe4");
        await("step 3 on the new Controller")
                .atMost(RunningProgram.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> program.server("away-java-fe2").journal().commands().stream()
                        .anyMatch(command -> command.contains("configurationtool")));
        late.faults().unreachable();

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(late.id());
        assertThat(program.taskVariable(decide, "problemCode").asText()).isEqualTo("SERVER_UNREACHABLE");
        assertThat(late.controllerAddress())
                .isEqualTo(program.server("away-java-fe1").address());
        late.faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of());
        program.complete(
                "lisa",
                run,
                "userTask_getLicenseFile",
                Map.of("licenseFile", "<License/>".getBytes(StandardCharsets.UTF_8)));
        program.awaitTask(run, "userTask_installLicense");
        LabServer controller = program.server("away-java-fe2");
        program.environment("away-java").serviceCenter().licenseSerial(controller.serialNumber());
        program.complete("lisa", run, "userTask_installLicense", Map.of());
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(program.environment("away-java").servers())
                .allSatisfy(server -> assertThat(server.controllerAddress()).isEqualTo(controller.address()));
        assertThat(changes(run, late.id(), "configurationtool")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serviceHangsOnStop_abortEndsTheRunAndNothingChangesAfterIt(Stack stack) {
        String environment = id("hang", stack);
        program.server(environment + "-fe1").faults().hangsOnStop(PlatformService.SCHEDULER);
        String run = activate(environment);

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(environment + "-fe1");
        assertThat(program.taskVariable(decide, "skipAllowed").asBoolean()).isFalse();
        Answer skip = program.tryToComplete("olga", decide, Map.of("decision", "SKIP", "comment", "whatever"));
        assertThat(skip.status()).as(skip.body()).isEqualTo(400);
        assertThat(skip.json().path("message").asText()).contains("two servers running");
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "not tonight"));

        assertAborted(run, environment);
        // the other group was not touched
        for (String id : List.of(environment + "-fe3", environment + "-fe4")) {
            assertThat(changes(run, id, "")).isEmpty();
            assertThat(program.server(id).startType(PlatformService.SCHEDULER)).isEqualTo(StartType.DISABLED);
            assertThat(program.server(id).state(PlatformService.SCHEDULER)).isEqualTo(ServiceState.STOPPED);
        }
        assertThat(program.events(run)).contains("not tonight", "olga");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void servicePretendsToStop_isNotBelieved(Stack stack) {
        String environment = id("pretend", stack);
        LabServer server = program.server(environment + "-fe2");
        server.faults().pretendsToStop(PlatformService.SCHEDULER);
        String run = activate(environment);

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(server.id());
        assertThat(program.server(environment + "-fe3").state(PlatformService.SCHEDULER))
                .as("nothing is started while the old one runs")
                .isEqualTo(ServiceState.STOPPED);
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));
        String again = awaitAnotherTask(run, decide);
        assertThat(program.taskVariable(again, "problem").asText()).isNotBlank();
        server.faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertOnlyGreenIsActive(environment);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serviceComesBackByItself_isStoppedForGood(Stack stack) {
        String environment = id("revive", stack);
        LabServer server = program.server(environment + "-fe1");
        server.faults().revivesAfterStop(PlatformService.SCHEDULER, Duration.ofMillis(10));
        String run = activate(environment);

        String decide = awaitTaskOrOutcome(run);
        if (!decide.isEmpty()) {
            assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(server.id());
            server.faults().clear();
            program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));
        }

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertOnlyGreenIsActive(environment);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void anotherHostKeyOrARefusedLogin_stopsBeforeAnythingIsChanged(Stack stack) {
        String environment = id("trust", stack);
        LabServer server = program.server(environment + "-fe3");
        String run = program.start("olga", "activate-passive-front-ends", activation(environment));
        program.awaitTask(run, "userTask_approvePlan");
        server.faults().changesHostKey();
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "problemCode").asText()).isEqualTo("HOST_KEY_CHANGED");
        String problem = program.taskVariable(decide, "problem").asText();
        assertThat(problem).contains(server.hostKeyFingerprint());
        assertThat(problem.split("SHA256:", -1))
                .as("both fingerprints: " + problem)
                .hasSizeGreaterThanOrEqualTo(3);
        server.faults().clear();
        server.faults().refusesLogin();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        String again = awaitAnotherTask(run, decide);
        assertThat(program.taskVariable(again, "problemCode").asText()).isEqualTo("AUTHENTICATION_FAILED");
        assertThat(program.taskVariable(again, "problem").asText())
                .doesNotContain(program.farm().sshPassword());
        assertThat(changes(run, "", "")).isEmpty();
        server.faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertOnlyGreenIsActive(environment);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void connectionCutInAChangingCommand_isProbedAndNotBlindlyRepeated(Stack stack) {
        String environment = id("cut", stack);
        String stop = stack == Stack.JAVA ? "stop SCHEDULER" : "stop-service";
        LabServer done = program.server(environment + "-fe1");
        LabServer notDone = program.server(environment + "-fe2");
        done.faults().cutsConnectionOn(stop, Cut.AFTER);
        notDone.faults().cutsConnectionOn(stop, Cut.BEFORE);
        String run = activate(environment);

        // only the server where the command never ran needs anybody
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(notDone.id());
        assertThat(changes(run, notDone.id(), stop))
                .as("not repeated on its own")
                .hasSize(1);
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertOnlyGreenIsActive(environment);
        assertThat(changes(run, done.id(), stop)).singleElement().satisfies(command -> assertThat(
                        command.path("outcome").asText())
                .isEqualTo("CONNECTION_LOST"));
        assertThat(changes(run, notDone.id(), stop)).hasSize(2);
    }

    @Test
    void questionThatNobodyKnows_endsTheDialogueBeforeItSaves() {
        LabServer target = program.server("question-java-fe2");
        byte[] before = target.hsconf();
        target.faults().asksExtraQuestion("configurationtool", "Migrate the session database now? (Y/N) [Y]: ");
        String run = move("question-java", target.id(), "PLANNED", Map.of());
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(target.id());
        assertThat(program.taskVariable(decide, "problemCode").asText()).isEqualTo("UNEXPECTED_QUESTION");
        assertThat(program.taskVariable(decide, "problem").asText()).contains("Migrate the session database now?");
        assertThat(target.hsconf()).isEqualTo(before);
        assertThat(changes(run, target.id(), "configurationtool"))
                .singleElement()
                .satisfies(command ->
                        assertThat(command.path("output").asText()).contains("Migrate the session database now?"));
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "ask support"));
        assertAborted(run, "question-java");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void lostController_isNotContactedAndAskedAboutBeforeAnythingIsChanged(Stack stack) {
        LabEnvironment environment = program.environment(id("lost", stack));
        LabServer lost = program.server(environment.id() + "-fe1");
        environment.servers().forEach(server -> server.journal().clear());
        String run = move(
                environment.id(),
                environment.id() + "-fe2",
                "EMERGENCY",
                Map.of("lostServers", lost.id(), "oldController", lost.id()));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(lost.id());
        assertThat(program.taskVariable(decide, "mode").asText()).isEqualTo("EMERGENCY");
        assertThat(program.taskVariable(decide, "problem").asText()).contains("Nothing has been changed yet");
        Answer skip = program.tryToComplete("olga", decide, Map.of("decision", "SKIP", "comment", "it is gone"));
        assertThat(skip.status()).as(skip.body()).isEqualTo(400);
        assertThat(skip.json().path("message").asText()).contains("not a stopped server");
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "drill"));

        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        assertThat(lost.journal().commands()).as("nothing connected to it").isEmpty();
        assertAborted(run, environment.id());
        assertThat(changes(run, "", "")).isEmpty();
    }

    private static Map<String, String> activation(String environment) {
        return Map.of("environment", environment, "mode", "PLANNED", "reason", "story", "groupToActivate", "green");
    }

    /** Begun and approved. */
    private static String activate(String environment) {
        String run = program.start("olga", "activate-passive-front-ends", activation(environment));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        return run;
    }

    private static String move(String environment, String target, String mode, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(more);
        variables.putAll(Map.of("environment", environment, "mode", mode, "reason", "story", "newController", target));
        return program.start("olga", "move-controller", variables);
    }

    private static String awaitAnotherTask(String run, String than) {
        return await("another decision of " + run)
                .atMost(RunningProgram.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> program.get("admin", "/engine-rest/task?processInstanceBusinessKey=" + run)
                                .json()
                                .path(0)
                                .path("id")
                                .asText(""),
                        id -> !id.isEmpty() && !id.equals(than));
    }

    /** The task where a decision is waited for; empty where the run ended without one. */
    private static String awaitTaskOrOutcome(String run) {
        return await("a decision or the end of " + run)
                .atMost(RunningProgram.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            if (!program.get("admin", "/api/runs/" + run)
                                    .json()
                                    .path("outcome")
                                    .isNull()) {
                                return "";
                            }
                            String id = program.get("admin", "/engine-rest/task?processInstanceBusinessKey=" + run)
                                    .json()
                                    .path(0)
                                    .path("id")
                                    .asText("");
                            return id.isEmpty() ? "none yet" : id;
                        },
                        id -> !id.equals("none yet"));
    }

    /** The run's changing commands on a server (every server where it is empty) whose text contains this. */
    private static List<JsonNode> changes(String run, String server, String part) {
        return StreamSupport.stream(program.commands(run).spliterator(), false)
                .filter(command -> command.path("changing").asBoolean())
                .filter(command ->
                        server.isEmpty() || command.path("server").asText().equals(server))
                .filter(command -> command.path("command").asText().contains(part))
                .toList();
    }

    private static void assertAborted(String run, String environment) {
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        int then = program.commands(run).size();
        List<Integer> arrived = arrivedAt(environment);
        JsonNode ended = program.get("admin", "/api/runs/" + run).json();
        assertThat(ended.path("holdsLock").asBoolean()).isFalse();
        JsonNode instance = program.get(
                        "admin",
                        "/engine-rest/history/process-instance/"
                                + ended.path("processInstanceId").asText())
                .json();
        assertThat(instance.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(program.get("admin", "/engine-rest/process-instance?businessKey=" + run)
                        .json())
                .isEmpty();
        assertThat(program.get("admin", "/engine-rest/job?withException=true").json())
                .isEmpty();
        assertThat(program.commands(run)).hasSize(then).allSatisfy(command -> assertThat(
                        command.path("endedAt").isNull())
                .isFalse());
        assertThat(arrivedAt(environment)).isEqualTo(arrived);
        assertThat(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("lockedBy")
                        .isNull())
                .isTrue();
    }

    private static List<Integer> arrivedAt(String environment) {
        return program.environment(environment).servers().stream()
                .map(server -> server.journal().commands().size())
                .toList();
    }

    private static void assertOnlyGreenIsActive(String environment) {
        assertThat(program.environment(environment).servers()).allSatisfy(server -> {
            boolean green = "green".equals(server.group());
            assertThat(server.startType(PlatformService.SCHEDULER))
                    .isEqualTo(green ? StartType.AUTOMATIC : StartType.DISABLED);
            assertThat(server.state(PlatformService.SCHEDULER))
                    .isEqualTo(green ? ServiceState.INITIALISED : ServiceState.STOPPED);
            assertThat(server.journal().unknownCommands()).isEmpty();
        });
    }
}
