package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.it.RunningProgram.Answer;

/** A run that was deleted in Cockpit leaves its lock behind; an administrator says why it may go. */
class DeletedRunIT {

    private static final String TAKEOVER = "/api/environments/demo-java/lock/takeover";
    private static final Map<String, String> ACTIVATION =
            Map.of("environment", "demo-java", "mode", "PLANNED", "reason", "drill", "groupToActivate", "green");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void deletedRun_keepsTheLockUntilAnAdministratorTakesItOver() {
        assertThat(program.post("admin", TAKEOVER, Map.of("reason", "nothing there"))
                        .status())
                .as("nothing is locked")
                .isEqualTo(409);
        String run = program.start("olga", "activate-passive-front-ends", ACTIVATION);
        program.awaitTask(run, "userTask_approvePlan");
        assertProblem(program.post("admin", TAKEOVER, Map.of("reason", "impatient")), 409, "still under way");

        String instance = program.get("admin", "/api/runs/" + run)
                .json()
                .path("processInstanceId")
                .asText();
        assertThat(program.send("olga", "DELETE", "/engine-rest/process-instance/" + instance, null)
                        .status())
                .as("an operator may not delete a run")
                .isEqualTo(403);
        assertThat(program.send("admin", "DELETE", "/engine-rest/process-instance/" + instance, null)
                        .status())
                .isEqualTo(204);

        assertThat(lockedBy()).isEqualTo(run);
        Answer refused = program.tryToStart("olga", "activate-passive-front-ends", ACTIVATION);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("message").asText())
                .startsWith("Run " + run)
                .contains("is gone", "administrator", TAKEOVER);

        assertProblem(program.post("", TAKEOVER, Map.of("reason", "it was deleted")), 401, "Log in");
        for (String user : new String[] {"olga", "anna", "lisa"}) {
            assertProblem(program.post(user, TAKEOVER, Map.of("reason", "it was deleted")), 403, "administrator");
        }
        assertProblem(program.post("admin", TAKEOVER, Map.of()), 400, "reason");
        assertProblem(program.post("admin", TAKEOVER, Map.of("reason", "  ")), 400, "reason");
        assertProblem(program.post("admin", TAKEOVER, "not JSON"), 400, "JSON");
        assertProblem(
                program.post("admin", TAKEOVER.replace("demo-java", "nowhere"), Map.of("reason", "x")), 404, "nowhere");
        assertThat(lockedBy()).isEqualTo(run);

        Answer freed = program.post("admin", TAKEOVER, Map.of("reason", "deleted by mistake"));
        assertThat(freed.status()).as(freed.body()).isEqualTo(200);
        assertThat(freed.json().path("run").asText()).isEqualTo(run);
        assertThat(lockedBy()).isEmpty();
        JsonNode taken = program.get("admin", "/api/runs/" + run).json();
        assertThat(taken.path("outcome").asText()).isEqualTo("FAILED");
        assertThat(taken.path("holdsLock").asBoolean()).isFalse();
        assertThat(program.get("admin", "/api/runs/" + run + "/events").json()).anySatisfy(event -> {
            assertThat(event.path("kind").asText()).isEqualTo("DEVIATION");
            assertThat(event.toString()).contains("deleted by mistake", "admin");
        });

        String next = program.start("olga", "activate-passive-front-ends", ACTIVATION);
        assertThat(lockedBy()).isEqualTo(next);
        program.complete("anna", next, "userTask_approvePlan", Map.of("planApproved", true));
        assertThat(program.awaitOutcome(next)).isEqualTo("COMPLETED");
        assertThat(lockedBy()).isEmpty();
    }

    private static String lockedBy() {
        return program.get("admin", "/api/environments/demo-java")
                .json()
                .path("lockedBy")
                .asText("")
                .replace("null", "");
    }

    private static void assertProblem(Answer answer, int status, String part) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).contains(part);
    }
}
