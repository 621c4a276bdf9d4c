package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.it.RunningProgram.Answer;
import org.osfailover.lab.LabServer;
import org.slf4j.LoggerFactory;

/** What must not be started or completed is refused in one plain sentence, wherever it comes in, and leaves nothing. */
class BadInputIT {

    private static final String DEFINITION = "/process-definition/key/";

    static RunningProgram program;
    static WebSession tasklist;

    @BeforeAll
    static void start() {
        program = RunningProgram.start("--failover.deadlines.service=PT8S");
        program.server("java-fe4").faults().unreachable();
        tasklist = WebSession.of(program, "olga");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @BeforeEach
    void forgetWhatArrived() {
        servers().forEach(server -> server.journal().clear());
    }

    /** The ways in that people and programs use. */
    enum Way {
        START("/engine-rest", "start"),
        SUBMIT_FORM("/engine-rest", "submit-form"),
        SUBMIT_FORM_OF_NAMED_ENGINE("/engine-rest/engine/default", "submit-form"),
        TASKLIST("/camunda/api/engine/engine/default", "submit-form"),
        COCKPIT("/camunda/api/engine/engine/default", "start");

        private final String api;
        private final String operation;

        Way(String api, String operation) {
            this.api = api;
            this.operation = operation;
        }

        Answer start(String procedure, Object body) {
            String path = api + DEFINITION + procedure + "/" + operation;
            return api.startsWith("/camunda") ? tasklist.send("POST", path, body) : program.post("olga", path, body);
        }
    }

    static Stream<Arguments> badStarts() {
        return Stream.of(Way.values()).flatMap(way -> Stream.of(
                        bad("unknown environment", with("environment", "nowhere"), "There is no environment 'nowhere'"),
                        bad("no environment", without("environment"), "'environment' is missing"),
                        bad("unknown server", with("newController", "java-fe9"), "'java-fe9', which is not a server"),
                        bad("server of another environment", with("newController", "net-fe2"), "not a server of"),
                        bad("no new Controller", without("newController"), "'newController' is missing"),
                        bad("not eligible server", with("newController", "java-fe4"), "can't become the Controller"),
                        bad("the present Controller", with("newController", "java-fe1"), "is the Controller already"),
                        bad("empty reason", with("reason", ""), "'reason' is missing"),
                        bad("blank reason", with("reason", "   "), "'reason' is missing"),
                        bad("wrong mode", with("mode", "planned"), "There is no mode 'planned'"),
                        bad("wrong type", with("rehearsal", "yes"), "'rehearsal' must be a Boolean"),
                        bad("unknown lost server", with("lostServers", "java-fe1,gone"), "'lostServers' names 'gone'"),
                        bad("empty licence file", with("licenseFile", new byte[0]), "empty"),
                        bad("oversized licence file", with("licenseFile", new byte[1024 * 1024 + 1]), "1024 KiB"),
                        bad("unknown variable", with("newControler", "java-fe2"), "'newControler'"))
                .map(bad -> Arguments.of(way, bad)));
    }

    record Bad(String name, Map<String, Object> variables, String sentence) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Bad bad(String name, Map<String, Object> variables, String sentence) {
        return new Bad(name, variables, sentence);
    }

    private static Map<String, Object> good() {
        return new HashMap<>(Map.of(
                "environment", "demo-java", "mode", "EMERGENCY", "reason", "drill", "newController", "java-fe2"));
    }

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> variables = good();
        variables.put(name, value);
        return variables;
    }

    private static Map<String, Object> without(String name) {
        Map<String, Object> variables = good();
        variables.remove(name);
        return variables;
    }

    @ParameterizedTest
    @MethodSource("badStarts")
    void badStart_isRefusedInOneSentenceAndLeavesNothing(Way way, Bad bad) {
        assertRefused(way.start("move-controller", RunningProgram.variables(bad.variables())), bad.sentence());
        assertNothingLeft();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void businessKeyOrInstructions_areRefused(Way way) {
        ObjectNode keyed = RunningProgram.variables(good());
        keyed.put("businessKey", "mine-1");
        assertRefused(way.start("move-controller", keyed), "business key");

        ObjectNode instructed = RunningProgram.variables(good());
        instructed
                .putArray("startInstructions")
                .addObject()
                .put("type", "startBeforeActivity")
                .put("activityId", "callActivity_republishApplications");
        assertRefused(way.start("move-controller", instructed), "startInstructions");

        ObjectNode deaf = RunningProgram.variables(good());
        deaf.put("skipCustomListeners", true);
        assertRefused(way.start("move-controller", deaf), "skipCustomListeners");

        assertRefused(way.start("move-controller", "{\"variables\":"), "JSON");
        assertRefused(
                way.start("activate-passive-front-ends", RunningProgram.variables(with("groupToActivate", "red"))),
                "'newController'");
        Map<String, Object> activation = without("newController");
        activation.put("groupToActivate", "red");
        assertRefused(way.start("activate-passive-front-ends", RunningProgram.variables(activation)), "red");
        assertNothingLeft();
    }

    static Stream<Arguments> badVariables() {
        return Stream.of(Way.values()).flatMap(way -> Stream.of(
                        Arguments.of("[]", "'variables'"),
                        Arguments.of("{\"variables\":\"x\"}", "'variables'"),
                        Arguments.of("{\"variables\":{\"mode\":\"PLANNED\"}}", "'mode' must be given as"),
                        Arguments.of("{\"variables\":{\"mode\":null}}", "'mode' must be given as"),
                        Arguments.of(one("mode", "\"a\"", "Json"), "'mode' has the type 'Json'"),
                        Arguments.of(one("mode", "\"{}\"", "Object"), "'mode' has the type 'Object'"),
                        Arguments.of(one("licenseFile", "\"AAAA\"", "File"), "'licenseFile' is a file without"),
                        Arguments.of(one("licenseFile", "null", "File"), "'licenseFile' is a file without"),
                        Arguments.of(one("rehearsal", "\"yes\"", "Boolean"), "'yes'"),
                        Arguments.of(one("incidentStartedAt", "\"yesterday\"", "Date"), "'yesterday'"))
                .map(bad -> Arguments.of(way, bad.get()[0], bad.get()[1])));
    }

    private static String one(String name, String value, String type) {
        return "{\"variables\":{\"" + name + "\":{\"value\":" + value + ",\"type\":\"" + type + "\"}}}";
    }

    @ParameterizedTest
    @MethodSource("badVariables")
    void variableThatTheEngineCannotRead_isRefusedInOneSentence(Way way, String body, String sentence) {
        assertRefused(way.start("move-controller", body), sentence);
        assertNothingLeft();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusal_isOneLineInTheLog(Way way) {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try {
            way.start("move-controller", RunningProgram.variables(with("environment", "no\nwhere")));
        } finally {
            root.detachAppender(log);
        }

        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getFormattedMessage().contains("There is no environment")
                        || event.getThrowableProxy() != null)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getThrowableProxy()).isNull();
                    assertThat(event.getFormattedMessage())
                            .startsWith("refused: POST ")
                            .contains("'no where'")
                            .doesNotContain("\n");
                });
    }

    @ParameterizedTest
    @CsvSource({"GET, /api/nothing, 404", "GET, /api, 404", "DELETE, /api/environments, 405", "POST, /api/runs, 405"})
    void pathThatIsNotThere_isAProblemDetail(String method, String path, int status) {
        Answer answer = program.send("olga", method, path, null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("status").asInt()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).contains("/api/openapi");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void secondRunOnTheSameEnvironment_isRefusedAndTheFirstGoesOn(Way way) {
        String run = program.start("olga", "move-controller", Map.copyOf(good()));
        String task = program.awaitTask(run, "userTask_approvePlan");

        assertRefused(way.start("move-controller", RunningProgram.variables(good())), run);

        assertThat(program.get("admin", "/api/environments/demo-java")
                        .json()
                        .path("lockedBy")
                        .asText())
                .isEqualTo(run);
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", false, "comment", "only a test"));
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        runs++;
        assertNothingLeft();
        Answer late = program.tryToComplete("anna", task, Map.of("planApproved", true));
        assertThat(late.status()).isEqualTo(404);
        assertThat(late.json().path("message").asText())
                .startsWith("There is no open task")
                .contains(task);
    }

    /** How many runs were begun for real. */
    static int runs;

    @Test
    void badCompletions_areRefusedAndTheTaskWaits() {
        LabServer controller = program.server("net-fe1");
        controller.faults().pretendsToStop(PlatformService.CONTROLLER);
        String run = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-dotnet", "mode", "PLANNED", "reason", "drill", "newController", "net-fe2"));
        runs++;

        String approve = program.awaitTask(run, "userTask_approvePlan");
        assertStaysOpen("anna", run, approve, Map.of("planApproved", true, "mode", "EMERGENCY"), "'mode'");
        assertStaysOpen("anna", run, approve, Map.of(), "'planApproved'");
        assertStaysOpen("anna", run, approve, Map.of("planApproved", "true"), "'planApproved'");
        assertStaysOpen("anna", run, approve, Map.of("planApproved", false), "'comment'");
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

        String decide = program.awaitTask(run, "userTask_decideOnServer");
        assertStaysOpen("olga", run, decide, Map.of("decision", "RETRY", "tryAgain", true), "'tryAgain'");
        assertStaysOpen("olga", run, decide, Map.of("decision", "SKIP"), "'comment'");
        assertStaysOpen("olga", run, decide, Map.of("decision", "retry"), "RETRY, FENCED, SKIP or ABORT");
        assertStaysOpen("olga", run, decide, Map.of(), "RETRY, FENCED, SKIP or ABORT");
        assertStaysOpen("olga", run, decide, Map.of("decision", "ABORT", "comment", " "), "'comment'");
        assertStaysOpen(
                "olga",
                run,
                decide,
                Map.of("decision", "FENCED", "comment", "pulled the plug", "fencingMethod", "AXE"),
                "'fencingMethod' must say how");
        assertStaysOpen("olga", run, decide, Map.of("decision", "FENCED", "fencingMethod", "OTHER"), "'comment'");
        assertStaysOpen(
                "olga",
                run,
                decide,
                Map.of("decision", "RETRY", "toolAnswer", "y\u0007"),
                "a control character (U+0007)");
        for (String answer : List.of("x".repeat(201), "y\nrm", "\n", "y\u2028")) {
            assertStaysOpen(
                    "olga",
                    run,
                    decide,
                    Map.of("decision", "RETRY", "toolAnswer", answer),
                    "'toolAnswer' must be one line of at most 200 characters");
        }
        assertStaysOpen("olga", run, decide, Map.of("decision", "RETRY", "toolAnswer", "y"), "no tool waits");
        controller.faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY"));

        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of());
        String file = program.awaitTask(run, "userTask_getLicenseFile");
        assertStaysOpen("lisa", run, file, Map.of("licenseFile", new byte[0]), "empty");
        assertStaysOpen("lisa", run, file, Map.of("licenseFile", new byte[1024 * 1024 + 1]), "1024 KiB");
        assertStaysOpen("lisa", run, file, Map.of("licenseFile", "text"), "licenseFile");
        assertStaysOpen("lisa", run, file, Map.of("comment", "soon"), "'comment'");
        assertStaysOpen("lisa", run, file, Map.of(), "licenseFile");
    }

    private static void assertStaysOpen(
            String user, String run, String task, Map<String, Object> variables, String sentence) {
        assertRefused(program.tryToComplete(user, task, variables), sentence);
        Answer byForm =
                program.post(user, "/engine-rest/task/" + task + "/submit-form", RunningProgram.variables(variables));
        assertRefused(byForm, sentence);
        WebSession browser = WebSession.of(program, user);
        Answer inTasklist = browser.send(
                "POST",
                "/camunda/api/engine/engine/default/task/" + task + "/submit-form",
                RunningProgram.variables(variables));
        assertRefused(inTasklist, sentence);
        Answer still = program.get("admin", "/engine-rest/task/" + task);
        assertThat(still.status()).isEqualTo(200);
        assertThat(program.openTasks(run)).isEqualTo(1);
    }

    private static void assertRefused(Answer answer, String part) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("message").asText())
                .containsIgnoringCase(part)
                .doesNotContainIgnoringCase("cannot instantiate")
                .doesNotContainIgnoringCase("cannot complete")
                .doesNotContainIgnoringCase("cannot submit")
                .doesNotContain("Exception")
                .matches("(?s)^\\S.*");
    }

    private static void assertNothingLeft() {
        assertThat(program.get(
                                "admin",
                                "/engine-rest/process-instance?processDefinitionKeyIn=move-controller,"
                                        + "activate-passive-front-ends&variables=environment_eq_demo-java")
                        .json())
                .isEmpty();
        assertThat(program.get("admin", "/api/environments/demo-java")
                        .json()
                        .path("lockedBy")
                        .isNull())
                .isTrue();
        assertThat(program.get("admin", "/api/runs").json()).hasSize(runs);
        assertThat(servers()).allSatisfy(server -> assertThat(server.journal().commands())
                // whether sudo would let it is asked and not done
                .filteredOn(command -> !command.matches("(?s).*sudo .*-l .*"))
                .noneMatch(command -> command.matches("(?s).*(serviceconfigurator|configurationtool|outsystems"
                        + " (?:start|stop)|stop-service|disable-service|start-service|apply-|write-).*")));
    }

    private static List<LabServer> servers() {
        return program.farm().environments().stream()
                .flatMap(environment -> environment.servers().stream())
                .toList();
    }
}
