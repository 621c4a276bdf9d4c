package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** A server is known by whichever of its names, and what can't be told is never guessed. */
class NamesIT {

    private static final List<String> STORIES = List.of("aborted", "alias", "unknown", "unread");

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
    void moveIsAbortedAndTheFencedControllerComesBack_staysTheControllerThatTheOthersName(Stack stack) {
        String environment = Stories.id("aborted", stack);
        LabServer old = program.server(environment + "-fe1");
        String run = abortedMove(environment, Map.of());
        old.faults().clear();
        awaitFenceEnded(environment);
        assertThat(old.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(old.state(PlatformService.CONTROLLER)).isEqualTo(ServiceState.INITIALISED);
        assertThat(old.controllerAddress()).isEqualTo(old.address());
        assertThat(program.events(run)).contains("the others name it as the Controller, and no other is enabled");
        assertThat(controller(environment)).isEqualTo(old.id());
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void filesCallTheControllerByAnAlias_isReadRightAndKeepsItsRoleAtItsReturn(Stack stack) {
        String environment = Stories.id("alias", stack);
        LabServer old = program.server(environment + "-fe1");
        String name = "CTRL01-" + stack;
        call(environment, name);
        write(old, "localhost");
        program.rewriteInventory(yaml -> yaml.replace(
                "        address: " + old.address() + "\n",
                "        address: " + old.address() + "\n        aliases: [" + name + "]\n"));
        assertThat(controller(environment)).isEqualTo(old.id());
        String refused = program.tryToStart(
                        "olga",
                        "move-controller",
                        Map.of(
                                "environment",
                                environment,
                                "mode",
                                "PLANNED",
                                "reason",
                                "to itself",
                                "newController",
                                old.id()))
                .body();
        assertThat(refused).contains("'" + old.id() + "' is the Controller already");

        abortedMove(environment, Map.of());
        old.faults().clear();
        awaitFenceEnded(environment);
        assertThat(old.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(old.controllerAddress()).isEqualTo("localhost");
        assertThat(controller(environment)).isEqualTo(old.id());
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void filesCallTheControllerByANameThatNobodyKnows_aPersonIsAskedAndTheFarmHasAController(Stack stack) {
        String environment = Stories.id("unknown", stack);
        LabServer old = program.server(environment + "-fe1");
        call(environment, "NAT-9");
        write(old, "localhost");
        old.faults().cutOff();
        String run = abortedMove(environment, Map.of("oldController", old.id()));
        old.faults().clear();

        String fence = run + "-fence-" + old.id();
        String task = program.awaitTask(fence, "userTask_decideOnReturnedServer");
        assertThat(program.taskVariable(task, "problem").asText())
                .contains("its Controller is stopped and disabled", "names NAT-9");
        assertThat(old.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.DISABLED);
        Answer withoutReason = program.tryToComplete("olga", task, Map.of("returnedServerRole", "CONTROLLER"));
        assertThat(withoutReason.status()).isEqualTo(400);
        assertThat(withoutReason.body()).contains("'comment' is missing");
        Answer nonsense = program.tryToComplete("olga", task, Map.of("returnedServerRole", "BOSS", "comment", "x"));
        assertThat(nonsense.body()).contains("'returnedServerRole' must be one of");

        program.complete(
                "olga",
                fence,
                "userTask_decideOnReturnedServer",
                Map.of("returnedServerRole", "CONTROLLER", "comment", "NAT-9 is its name in the firewall"));
        awaitFenceEnded(environment);
        assertThat(old.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(old.state(PlatformService.CONTROLLER).isRunning()).isTrue();
        assertThat(controller(environment)).isEqualTo(old.id());
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void nothingOfAGroupCanBeRead_isUnknownAndNotActivatedByDefault(Stack stack) {
        String environment = Stories.id("unread", stack);
        List.of("-fe3", "-fe4")
                .forEach(id -> program.server(environment + id).faults().cutOff());
        JsonNode read = program.get("admin", "/api/environments/" + environment).json();
        assertThat(read.path("activeGroups").toString()).isEqualTo("[\"blue\"]");
        assertThat(read.path("unknownGroups").toString()).isEqualTo("[\"green\"]");
        JsonNode green = read.path("groups").path(1);
        assertThat(green.path("active").asBoolean()).isFalse();
        assertThat(green.path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(green.path("reason").asText()).startsWith("nothing of it can be read");

        Answer refused = program.tryToStart(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", environment, "mode", "EMERGENCY", "reason", "an exercise"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("has no group that is known to be passive", "Whether it is active is not known of green");
    }

    /** The old Controller is dead and fenced; the new one dies, too, before anything was changed. */
    private static String abortedMove(String environment, Map<String, String> more) {
        LabServer old = program.server(environment + "-fe1");
        LabServer target = program.server(environment + "-fe2");
        old.faults().cutOff();
        Map<String, Object> variables = new HashMap<>(more);
        variables.putAll(Map.of(
                "environment",
                environment,
                "mode",
                "EMERGENCY",
                "reason",
                "the Controller does not answer",
                "newController",
                target.id()));
        String run = program.start("olga", "move-controller", variables);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskVariable(decide, "serverId").asText()).isEqualTo(old.id());
        target.faults().cutOff();
        program.complete(
                "olga",
                run,
                "userTask_decideOnServer",
                Map.of("decision", "FENCED", "fencingMethod", "NETWORK_CUT", "comment", "its switch port is off"));
        String next = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.tryToComplete("olga", next, Map.of("decision", "ABORT", "comment", "both are dead"))
                        .status())
                .isEqualTo(204);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        target.faults().clear();
        return run;
    }

    /** Every server's configuration calls the Controller so. */
    private static void call(String environment, String name) {
        for (int i = 1; i <= 4; i++) {
            write(program.server(environment + "-fe" + i), name);
        }
    }

    private static void write(LabServer server, String controller) {
        String now = new String(server.hsconf(), StandardCharsets.UTF_8);
        server.writeFile(
                server.hsconfPath(),
                now.replaceFirst(
                                "(<CompilerServerHostname[^>]*>)[^<]*(</CompilerServerHostname>)",
                                "$1" + controller + "$2")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(server.controllerAddress()).isEqualTo(controller);
    }

    private static String controller(String environment) {
        return await().atMost(RunningProgram.PATIENCE)
                .until(
                        () -> program.get("admin", "/api/environments/" + environment)
                                .json()
                                .path("controller"),
                        controller -> !controller.isNull())
                .asText();
    }

    private static void awaitFenceEnded(String environment) {
        await("end of the fence").atMost(RunningProgram.PATIENCE).until(() -> program.get(
                        "admin", "/api/environments/" + environment + "/fences")
                .json()
                .isEmpty());
    }
}
