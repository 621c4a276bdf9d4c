package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Stack;

/** A loaded host, a cold interpreter: who waits at a form is told so, and the run has patience. Slow is not gone. */
class SlowServersIT {

    private static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(Stories.onBothStacks(List.of("slow")));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void everyCommandNeedsLong_thePlannedStartIsTakenAndThePlanIsMade(Stack stack) {
        String environment = Stories.id("slow", stack);
        // on .NET one script reads a server, on Java several commands do: both take longer than anybody waits at a form
        program.server(environment + "-fe4").faults().slow(Duration.ofSeconds(stack == Stack.DOTNET ? 11 : 4));
        JsonNode slow = server(environment, environment + "-fe4");
        assertThat(slow.path("problemCode").asText()).as(slow.toString()).isEqualTo("SERVER_SLOW");
        assertThat(slow.path("problem").asText()).contains("slow").doesNotContain("can't be reached");

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
        // its check alone is a dozen commands: the story has been told
        program.server(environment + "-fe4").faults().clear();
        program.awaitTask(run, "userTask_approvePlan");

        JsonNode plan = program.get("admin", "/api/runs/" + run + "/plan").json();
        assertThat(plan)
                .anyMatch(line -> line.path("server").asText().equals(environment + "-fe4")
                        && line.path("commands").size() > 0);
        assertThat(program.post("olga", "/api/runs/" + run + "/abort", Map.of("reason", "seen"))
                        .status())
                .isEqualTo(200);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
    }

    private static JsonNode server(String environment, String id) {
        for (JsonNode server :
                program.get("admin", "/api/environments/" + environment).json().path("servers")) {
            if (server.path("id").asText().equals(id)) {
                return server;
            }
        }
        throw new AssertionError("no server " + id);
    }
}
