package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Stack;
import org.osfailover.it.RunningProgram.Answer;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;

/** Could we fail over right now? It is read, never assumed, and what is wrong refuses a planned start, not an emergency. */
class ReadinessIT {

    private static final List<String> STORIES = List.of("well", "version", "key", "database", "hole", "timer");

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(
                Stories.onBothStacks(STORIES),
                "--failover.deadlines.connect=PT4S",
                "--failover.readiness.timer=true",
                "--failover.readiness.every=PT20S");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void everythingIsWell_isVerifiedUntilSomethingChanges(Stack stack) {
        String environment = Stories.id("well", stack);
        String run = program.start("olga", "check-readiness", Map.of("environment", environment));
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        JsonNode readiness = readiness(environment);
        assertThat(readiness.path("state").asText()).as(readiness.toString()).isEqualTo("VERIFIED");
        assertThat(readiness.path("checkedAt").asText()).isNotBlank();
        assertThat(codes(readiness, "OK"))
                .contains(
                        "HOST_KEY",
                        "LOGIN",
                        "PRIVILEGE",
                        "PLATFORM_TOOLS",
                        "CLOCK",
                        "DISK",
                        "VERSION",
                        "SETTINGS_KEY",
                        "CONTROLLER");
        assertThat(program.commands(run)).isEmpty();
        assertThat(program.get("admin", "/api/runs/" + run)
                        .json()
                        .path("holdsLock")
                        .asBoolean())
                .isFalse();

        // somebody moves a server by hand
        LabServer server = program.server(environment + "-fe4");
        server.startTypeByHand(org.osfailover.farm.PlatformService.SCHEDULER, org.osfailover.farm.StartType.AUTOMATIC);
        await().atMost(RunningProgram.PATIENCE)
                .until(() -> !readiness(environment).path("state").asText().equals("VERIFIED"));
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverHasAnotherVersion_refusesAPlannedStartAndNotAnEmergency(Stack stack) {
        String environment = Stories.id("version", stack);
        LabServer other = program.server(environment + "-fe3");
        other.writeFile(
                stack == Stack.JAVA ? LabPaths.JAVA_VERSION : LabPaths.WINDOWS_VERSION,
                "9.9.9.9\n".getBytes(StandardCharsets.UTF_8));
        other.installedVersion("9.9.9.9");
        awaitReading(environment, read -> read.path("version").asText().equals("9.9.9.9"), 2);
        assertPlannedIsRefused(environment, "version", other.id());
        assertNotReady(environment, "VERSION", other.id());
        assertThat(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("servers")
                        .path(2)
                        .path("eligibleAsController")
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        assertEmergencyStarts(environment, "version");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverHasAnotherPrivateKey_refusesAPlannedStartAndIsNotEligible(Stack stack) {
        String environment = Stories.id("key", stack);
        LabServer other = program.server(environment + "-fe2");
        other.writeFile(
                stack == Stack.JAVA ? LabPaths.JAVA_PRIVATE_KEY : LabPaths.WINDOWS_PRIVATE_KEY,
                "--another environment's\r\nU29tZUtleU9mT3RoZXJzIQ==\r\n".getBytes(StandardCharsets.UTF_8));
        awaitReading(
                environment,
                read -> read.path("eligibleAsController")
                        .path("reason")
                        .asText()
                        .contains("private.key"),
                1);
        Answer refused = program.tryToStart("olga", "activate-passive-front-ends", variables(environment, "PLANNED"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body())
                .contains("private.key")
                .contains(other.id())
                .contains("EMERGENCY starts all the same");
        assertThat(refused.body()).doesNotContain("U29tZUtleU9mT3RoZXJzIQ");
        assertNotReady(environment, "SETTINGS_KEY", other.id());
        JsonNode read = program.get("admin", "/api/environments/" + environment).json();
        assertThat(read.path("servers")
                        .path(1)
                        .path("eligibleAsController")
                        .path("reason")
                        .asText())
                .contains("private.key");
        assertEmergencyStarts(environment, "private.key");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void frontEndHasAnotherConnectionSetting_refusesAPlannedStartByTheSettingsName(Stack stack) {
        String environment = Stories.id("database", stack);
        LabServer other = program.server(environment + "-fe3");
        other.writeFile(
                stack == Stack.JAVA ? LabPaths.JAVA_HSCONF : LabPaths.WINDOWS_HSCONF,
                new String(other.hsconf(), StandardCharsets.UTF_8)
                        .replace("<RuntimeUser>OSRUNTIME<", "<RuntimeUser>osRuntime<")
                        .getBytes(StandardCharsets.UTF_8));
        assertNotReady(environment, "CONNECTION_SETTINGS", other.id());
        Answer refused = program.tryToStart("olga", "activate-passive-front-ends", variables(environment, "PLANNED"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body())
                .contains("PlatformDatabaseConfiguration/RuntimeUser", other.id(), "EMERGENCY starts all the same")
                .doesNotContain("osRuntime", "Host", "Password");
        assertEmergencyStarts(environment, "RuntimeUser");
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void serverIsOutOfReach_refusesAPlannedStartUnlessItIsNamedAsLost(Stack stack) {
        String environment = Stories.id("hole", stack);
        LabServer gone = program.server(environment + "-fe4");
        gone.faults().unreachable();
        awaitReading(environment, read -> !read.path("reachable").asBoolean(), 3);
        assertPlannedIsRefused(environment, "can't be reached", gone.id());
        assertNotReady(environment, "REACHABLE", gone.id());
        Map<String, Object> named = new java.util.HashMap<>(variables(environment, "PLANNED"));
        named.put("lostServers", gone.id());
        Answer started = program.tryToStart("olga", "activate-passive-front-ends", named);
        assertThat(started.status()).as(started.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void nobodyAsks_theTimerChecksEveryEnvironment(Stack stack) {
        String environment = Stories.id("timer", stack);
        await().atMost(RunningProgram.PATIENCE)
                .until(() -> readiness(environment).path("state").asText().equals("VERIFIED"));
        assertThat(StreamSupport.stream(
                        program.get("admin", "/api/runs?count=1000").json().spliterator(), false))
                .noneMatch(run -> run.path("environment").asText().equals(environment));
    }

    private static Map<String, Object> variables(String environment, String mode) {
        return Map.of("environment", environment, "mode", mode, "reason", "an exercise");
    }

    private static void assertPlannedIsRefused(String environment, String why, String server) {
        Answer refused = program.tryToStart("olga", "activate-passive-front-ends", variables(environment, "PLANNED"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().path("message").asText())
                .contains(why)
                .contains(server)
                .contains("Mode EMERGENCY starts all the same");
    }

    private static void assertNotReady(String environment, String code, String server) {
        Answer started = program.post("olga", "/api/environments/" + environment + "/readiness", Map.of());
        assertThat(started.status()).as(started.body()).isEqualTo(200);
        assertThat(program.awaitOutcome(started.json().path("run").asText())).isEqualTo("COMPLETED");
        JsonNode readiness = readiness(environment);
        assertThat(readiness.path("state").asText()).as(readiness.toString()).isEqualTo("NOT_READY");
        assertThat(readiness.path("findings")).anySatisfy(finding -> {
            assertThat(finding.path("code").asText()).isEqualTo(code);
            assertThat(finding.path("severity").asText()).isEqualTo("ERROR");
            assertThat(finding.path("server").asText()).isEqualTo(server);
            assertThat(finding.path("remedy").asText()).isNotBlank();
        });
    }

    /** What was found stands in the plan. */
    private static void assertEmergencyStarts(String environment, String warning) {
        String run = program.start("olga", "activate-passive-front-ends", variables(environment, "EMERGENCY"));
        program.awaitTask(run, "userTask_approvePlan");
        assertThat(program.get("admin", "/api/runs/" + run + "/plan").body()).contains(warning);
        assertThat(program.get("admin", "/api/runs/" + run + "/findings").json())
                .isNotEmpty();
    }

    /** A reading is good for five seconds: what was changed by hand is seen after that. */
    private static void awaitReading(String environment, java.util.function.Predicate<JsonNode> seen, int server) {
        await().atMost(RunningProgram.PATIENCE)
                .until(() -> seen.test(program.get("admin", "/api/environments/" + environment)
                        .json()
                        .path("servers")
                        .path(server)));
    }

    private static JsonNode readiness(String environment) {
        Answer answer = program.get("admin", "/api/environments/" + environment + "/readiness");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> codes(JsonNode readiness, String severity) {
        return StreamSupport.stream(readiness.path("findings").spliterator(), false)
                .filter(finding -> finding.path("severity").asText().equals(severity))
                .map(finding -> finding.path("code").asText())
                .toList();
    }
}
