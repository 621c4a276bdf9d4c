package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabServer;

/** The night it is for: the Controller is gone, packets to it are dropped, and a plan is wanted at once. */
class DeadControllerIT {

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(Stories.onBothStacks(List.of("named", "unnamed", "other")));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    /** Each live server that tried its address would wait for it. */
    @ParameterizedTest
    @CsvSource({"JAVA, true", "JAVA, false", "DOTNET, true", "DOTNET, false"})
    void deadController_isTriedByNoLiveServerWhileThePlanIsMade(Stack stack, boolean named) {
        LabEnvironment environment = program.environment(Stories.id(named ? "named" : "unnamed", stack));
        LabServer dead = program.server(environment.id() + "-fe1");
        dead.faults().cutOff();
        Map<String, String> variables = variables(environment);
        variables.put("newController", environment.id() + "-fe2");
        variables.put("oldController", dead.id());
        if (named) {
            variables.put("lostServers", dead.id());
        }

        String run = program.start("olga", "move-controller", variables);
        program.awaitTask(run, "userTask_approvePlan");

        assertNotTried(environment, dead);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", false, "comment", "a drill"));
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void deadServerThatNobodyNamed_isNotTriedAndSaidSo(Stack stack) {
        LabEnvironment environment = program.environment(Stories.id("other", stack));
        LabServer dead = program.server(environment.id() + "-fe2");
        dead.faults().cutOff();
        Map<String, String> variables = variables(environment);
        variables.put("groupToActivate", "green");

        String run = program.start("olga", "activate-passive-front-ends", variables);
        program.awaitTask(run, "userTask_approvePlan");

        assertNotTried(environment, dead);
        assertThat(program.get("admin", "/api/runs/" + run + "/findings").body())
                .contains(" at " + dead.address() + " was not tried from here, since this program can't reach server "
                        + dead.id() + " either");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", false, "comment", "a drill"));
    }

    private static Map<String, String> variables(LabEnvironment environment) {
        environment.servers().forEach(server -> server.journal().clear());
        return new HashMap<>(Map.of("environment", environment.id(), "mode", "EMERGENCY", "reason", "story"));
    }

    private static void assertNotTried(LabEnvironment environment, LabServer dead) {
        for (LabServer live : environment.servers()) {
            assertThat(live.journal().commands())
                    .as(live.id())
                    .filteredOn(command -> command.contains("/dev/tcp/") || command.contains("test-port"))
                    .noneMatch(command -> command.contains(dead.address()));
        }
    }
}
