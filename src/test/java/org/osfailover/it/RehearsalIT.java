package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabServer;

/** A rehearsal runs the whole procedure against the real servers and changes none of them (safety rule 8). */
class RehearsalIT {

    private static final List<String> STORIES = List.of("move", "activate", "busy", "hole", "bare");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(Stories.onBothStacks(STORIES));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void moveIsRehearsed_nothingChangesAndEveryCommandIsListed(Stack stack) {
        String environment = Stories.id("move", stack);
        Map<String, String> before = state(environment);
        String run = rehearse(environment, "move-controller", Map.of("newController", environment + "-fe2"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(state(environment)).isEqualTo(before);
        assertNothingChangingWasSent(run);
        List<String> listed = program.commands(run).findParents("changing").stream()
                .filter(command -> command.path("changing").asBoolean())
                .map(command -> command.path("server").asText())
                .distinct()
                .toList();
        // every server gets the new address, and Service Center's publication is among the commands, too
        assertThat(listed)
                .contains(environment + "-fe1", environment + "-fe2", environment + "-fe3", environment + "-fe4");
        assertThat(program.events(run)).contains("a person is asked here: Approve plan");
        assertThat(program.openTasks(run)).isZero();
        assertThat(program.get("admin", "/api/runs/" + run + "/plan").json()).isNotEmpty();
        assertThat(program.get("admin", "/api/runs/" + run)
                        .json()
                        .path("rehearsal")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void activationIsRehearsed_nothingChanges(Stack stack) {
        String environment = Stories.id("activate", stack);
        Map<String, String> before = state(environment);
        String run = rehearse(environment, "activate-passive-front-ends", Map.of());

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(state(environment)).isEqualTo(before);
        assertNothingChangingWasSent(run);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void realRunIsUnderWay_rehearsalNeitherWaitsForItNorDisturbsIt(Stack stack) {
        String environment = Stories.id("busy", stack);
        String real = program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", "PLANNED", "reason", "the real one"));
        program.awaitTask(real, "userTask_approvePlan");
        Map<String, String> before = state(environment);

        String run = rehearse(environment, "move-controller", Map.of("newController", environment + "-fe2"));
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(state(environment)).isEqualTo(before);
        assertNothingChangingWasSent(run);
        assertThat(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("lockedBy")
                        .asText())
                .isEqualTo(real);

        program.complete("anna", real, "userTask_approvePlan", Map.of("planApproved", true));
        assertThat(program.awaitOutcome(real)).isEqualTo("COMPLETED");
        assertThat(program.server(environment + "-fe1")
                        .startType(PlatformService.SCHEDULER)
                        .name())
                .isEqualTo("DISABLED");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverIsOutOfReach_rehearsalFindsItAndGoesOn(Stack stack) {
        String environment = Stories.id("hole", stack);
        program.server(environment + "-fe4").faults().unreachable();
        String run = rehearse(environment, "move-controller", Map.of("newController", environment + "-fe2"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(program.events(run)).contains("can't be reached");
        assertThat(program.get("admin", "/api/runs/" + run)
                        .json()
                        .path("outcomeSentence")
                        .asText())
                .contains("1 thing(s) were found");
        assertNothingChangingWasSent(run);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void lostServerIsNamed_nothingConnectsToIt(Stack stack) {
        String environment = Stories.id("bare", stack);
        LabServer lost = program.server(environment + "-fe1");
        int arrived = lost.journal().commands().size();
        String run = rehearse(
                environment,
                "move-controller",
                Map.of(
                        "newController",
                        environment + "-fe2",
                        "oldController",
                        environment + "-fe1",
                        "lostServers",
                        environment + "-fe1"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertThat(lost.journal().commands()).hasSize(arrived);
        assertNothingChangingWasSent(run);
    }

    private static String rehearse(String environment, String procedure, Map<String, String> more) {
        Map<String, Object> variables = new TreeMap<>(more);
        variables.put("environment", environment);
        variables.put("mode", "EMERGENCY");
        variables.put("reason", "to see what would happen");
        variables.put("rehearsal", true);
        return program.start("olga", procedure, variables);
    }

    /** All that a procedure can change, on every server. */
    private static Map<String, String> state(String environment) {
        Map<String, String> state = new TreeMap<>();
        for (LabServer server : program.environment(environment).servers()) {
            for (PlatformService service : PlatformService.values()) {
                state.put(
                        server.id() + " " + service,
                        server.startType(service) + " " + server.state(service) + " " + server.processId(service));
            }
            for (String path : server.paths()) {
                state.put(
                        server.id() + " " + path,
                        server.modifiedAt(path) + " " + server.file(path).map(f -> f.length));
            }
            state.put(server.id() + " jobs", server.jobs().toString());
        }
        return state;
    }

    private static void assertNothingChangingWasSent(String run) {
        assertThat(program.commands(run)).allSatisfy(command -> {
            if (command.path("changing").asBoolean()) {
                assertThat(command.path("outcome").asText()).isEqualTo("REHEARSED");
            }
        });
        assertThat(program.get("admin", "/engine-rest/job?withException=true").json())
                .map(JsonNode::toString)
                .isEmpty();
    }
}
