package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.it.RunningProgram.Answer;

/** Nobody walks around guard, lock and approval, not even an administrator; and what people need stays possible. */
class HardeningIT {

    static RunningProgram program;
    static WebSession cockpit;
    static String run;
    static String instance;
    static String task;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(
                "--failover.users.victor.password=not-the-one-the-test-sends",
                "--failover.users.victor.groups=platform-operators");
        cockpit = WebSession.of(program, "admin");
        run = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-java", "mode", "PLANNED", "reason", "drill", "newController", "java-fe2"));
        task = program.awaitTask(run, "userTask_approvePlan");
        instance = program.get("admin", "/engine-rest/process-instance?processDefinitionKey=move-controller")
                .json()
                .path(0)
                .path("id")
                .asText();
        assertThat(instance).isNotBlank();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest",
                "/engine-rest/engine",
                "/engine-rest/engine/",
                "/engine-rest/version",
                "/engine-rest/task",
                "/engine-rest//task",
                "/engine-rest;x=y/task",
                "/engine-rest/engine/default/process-instance",
                "/api/environments",
                "/api//runs",
                "/api/runs",
                "/api;x=y/runs"
            })
    void anonymous_isTurnedAway(String path) {
        assertThat(program.get("", path).status()).isEqualTo(401);
        assertThat(program.get("", path).body()).doesNotContain(run);
    }

    @Test
    void wrongPassword_isTurnedAway() {
        assertThat(program.get("victor", "/engine-rest/task").status()).isEqualTo(401);
        assertThat(program.get("victor", "/api/runs").status()).isEqualTo(401);
        assertThat(program.get("nobody", "/engine-rest/engine").status()).isEqualTo(401);
    }

    @Test
    void anonymousBrowser_getsNothingFromTheWebApplicationsApi() {
        WebSession nobody = WebSession.anonymous(program);
        assertThat(nobody.send("GET", "/camunda/api/engine/engine/default/task", null)
                        .status())
                .isEqualTo(401);
        assertThat(nobody.send("POST", "/camunda/api/engine/engine/default/task", Map.of())
                        .status())
                .isEqualTo(401);
    }

    /** Method, path relative to the engine's API ($I: an instance, $T: a task), body. */
    static Stream<String[]> wayAround() {
        return Stream.of(
                call("POST", "/deployment/create", "{}"),
                call("POST", "/deployment/$D/redeploy", "{}"),
                call("DELETE", "/deployment/$D?cascade=true", null),
                call("POST", "/process-instance/$I/modification", "{\"instructions\":[]}"),
                call("POST", "/process-instance/$I/modification-async", "{\"instructions\":[]}"),
                call("POST", "/process-instance/delete", "{\"processInstanceIds\":[\"$I\"]}"),
                call("POST", "/process-instance/delete-historic-query-based", "{\"processInstanceIds\":[\"$I\"]}"),
                call("POST", "/modification/execute", "{}"),
                call("POST", "/modification/executeAsync", "{}"),
                call("POST", "/process-definition/$P/restart", "{}"),
                call("POST", "/process-definition/$P/restart-async", "{}"),
                call("POST", "/migration/generate", "{}"),
                call("POST", "/migration/execute", "{}"),
                call("POST", "/migration/executeAsync", "{}"),
                call("DELETE", "/process-definition/$P?cascade=true", null),
                call("DELETE", "/process-definition/key/move-controller?cascade=true", null),
                call("PUT", "/process-definition/$P/history-time-to-live", "{\"historyTimeToLive\":0}"),
                call("POST", "/message", "{\"messageName\":\"x\"}"),
                call("POST", "/process-instance/message-async", "{}"),
                call("POST", "/signal", "{\"name\":\"x\"}"),
                call("POST", "/condition", "{}"),
                call("POST", "/execution/$I/signal", "{}"),
                call("POST", "/execution/$I/messageSubscriptions/x/trigger", "{}"),
                call("POST", "/execution/$I/create-incident", "{}"),
                call("PUT", "/process-instance/$I/variables/oldController", value()),
                call("POST", "/process-instance/$I/variables", "{\"modifications\":{\"a\":" + value() + "}}"),
                call("PATCH", "/process-instance/$I/variables", "{}"),
                call("DELETE", "/process-instance/$I/variables/oldController", null),
                call("POST", "/process-instance/$I/variables/licenseFile/data", "\"x\""),
                call("POST", "/process-instance/variables-async", "{}"),
                call("PUT", "/execution/$I/localVariables/oldController", value()),
                call("POST", "/execution/$I/localVariables", "{}"),
                call("DELETE", "/execution/$I/localVariables/oldController", null),
                call("POST", "/execution/$I/localVariables/x/data", "\"x\""),
                call("PUT", "/task/$T/variables/oldController", value()),
                call("POST", "/task/$T/variables", "{}"),
                call("DELETE", "/task/$T/variables/oldController", null),
                call("POST", "/task/$T/variables/x/data", "\"x\""),
                call("PUT", "/task/$T/localVariables/oldController", value()),
                call("POST", "/task/$T/localVariables", "{}"),
                call("DELETE", "/task/$T/localVariables/oldController", null),
                call("POST", "/task/$T/bpmnError", "{\"errorCode\":\"STEP_FAILED\"}"),
                call("POST", "/task/$T/bpmnEscalation", "{\"escalationCode\":\"x\"}"),
                call("POST", "/task/$T/resolve", "{\"variables\":{\"mode\":" + value() + "}}"),
                call("POST", "/task/$T/delegate", "{\"userId\":\"olga\"}"),
                call("POST", "/task/create", "{\"name\":\"x\"}"),
                call("DELETE", "/task/$T", null),
                call("POST", "/external-task/fetchAndLock", "{}"),
                call("POST", "/external-task/$T/complete", "{}"),
                call("POST", "/external-task/$T/bpmnError", "{}"),
                call("PUT", "/external-task/retries", "{}"),
                call("DELETE", "/history/process-instance/$I", null),
                call("POST", "/history/process-instance/delete", "{}"),
                call("DELETE", "/history/process-instance/$I/variable-instances", null),
                call("DELETE", "/history/variable-instance/$I", null),
                call("POST", "/history/cleanup", "{}"),
                call("POST", "/history/cleanup?immediatelyDue=true", "{}"),
                call("DELETE", "/history/user-operation/$I/clear-annotation", null),
                call("POST", "/decision-definition/key/x/evaluate", "{\"variables\":{}}"),
                call("POST", "/case-definition/key/x/create", "{}"),
                call("PUT", "/job/$I/duedate", "{\"duedate\":null}"),
                call("POST", "/job/$I/duedate/recalculate", "{}"),
                call("DELETE", "/job/$I", null),
                call("DELETE", "/incident/$I", null),
                call("POST", "/telemetry/configuration", "{\"enableTelemetry\":true}"),
                call("DELETE", "/metrics/task-worker", null));
    }

    private static String value() {
        return "{\"value\":\"java-fe3\",\"type\":\"String\"}";
    }

    private static String[] call(String method, String path, String body) {
        return new String[] {method, path, body};
    }

    @ParameterizedTest
    @MethodSource("wayAround")
    void wayAround_isClosedForAdministratorsOnEveryPath(String method, String template, String body) {
        String path = template.replace("$I", instance)
                .replace("$T", task)
                .replace("$D", definition("deploymentId"))
                .replace("$P", definition("id"));
        assertForbidden(program.send("admin", method, "/engine-rest" + path, body));
        assertForbidden(program.send("admin", method, "/engine-rest/engine/default" + path, body));
        if (!method.equals("PATCH")) {
            assertForbidden(cockpit.send(method, "/camunda/api/engine/engine/default" + path, body));
        }
        assertUntouched();
    }

    private static String definition;
    private static String deployment;

    private static String definition(String field) {
        if (definition == null) {
            var json = program.get("admin", "/engine-rest/process-definition/key/move-controller")
                    .json();
            definition = json.path("id").asText();
            deployment = json.path("deploymentId").asText();
        }
        return field.equals("id") ? definition : deployment;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest//process-instance/$I/modification",
                "/engine-rest/process-instance//$I/modification",
                "/engine-rest/process-instance/$I/modification/",
                "/engine-rest/process-instance/$I/modification//",
                "/engine-rest/process-instance/$I;x=y/modification",
                "/engine-rest;x=y/process-instance/$I/modification",
                "/engine-rest/process-instance/$I/modification;x=y",
                "/engine-rest/process-instance/$I%2Fmodification",
                "/engine-rest/process-instance/$I/%6dodification",
                "/engine-rest/process-instance/$I/modification/%2e%2e/suspended",
                "/engine-rest/process-instance/$I/modification/../suspended",
                "/engine-rest/task/../process-instance/$I/modification",
                "/engine-rest/./process-instance/$I/modification",
                "/engine-rest/engine/default/process-instance/$I/modification/",
                "/engine-rest/engine/default/../default/process-instance/$I/modification",
                "/engine-rest/engine/default;x/process-instance/$I/modification",
                "/engine-rest/task/$T/variables/%2e%2e",
                "/engine-rest/task/$T/variables/..",
                "/engine-rest/task/$T/complete%2F..%2FbpmnError",
                "/engine-rest/deployment/create/",
                "/engine-rest/deployment/create;x=y",
                "//engine-rest/deployment/create",
                "/x/../engine-rest/deployment/create",
                "/camunda/../engine-rest/deployment/create",
                "/camunda/api//engine/engine/default/process-instance/$I/modification",
                "/camunda/api/engine/engine/default//process-instance/$I/modification",
                "/camunda/api/engine/engine/default/process-instance/$I/modification;x=y",
                "/camunda/api/cockpit/plugin/base/default/../../../../engine/engine/default/deployment/create",
                "/camunda/api/cockpit/plugin/base/default/%2e%2e/%2e%2e/%2e%2e/%2e%2e/engine/engine/default/deployment/create"
            })
    void pathTricks_openNothing(String template) throws IOException {
        String path = template.replace("$I", instance).replace("$T", task);
        for (String method : List.of("POST", "PUT")) {
            String statusLine = raw(method, path, "{\"instructions\":[],\"value\":\"x\",\"suspended\":true}");
            assertThat(statusLine).as(method + " " + path).matches("HTTP/1.1 (400|401|403|404|405) ?.*");
        }
        assertUntouched();
    }

    /** As written: an HTTP client would put the path in order first. */
    private static String raw(String method, String path, String body) throws IOException {
        URI uri = URI.create(program.url("/"));
        String basic = Base64.getEncoder().encodeToString("admin:admin-secret".getBytes(StandardCharsets.UTF_8));
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: Basic "
                + basic + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.UTF_8));
            out.flush();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop-and-disable-service",
                "start-and-enable-service",
                "point-to-controller",
                "install-service-center",
                "renew-license",
                "republish-applications",
                "decide-on-server",
                "prepare-run"
            })
    void buildingBlock_isNotStartedByItself(String key) {
        Answer answer = program.tryToStart(
                "admin", key, Map.of("environment", "demo-dotnet", "serverId", "net-fe1", "service", "CONTROLLER"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("message").asText())
                .startsWith("The process '" + key + "'")
                .contains("can't be started by itself");
        assertThat(program.get("admin", "/engine-rest/process-definition?startableInTasklist=true&latestVersion=true")
                        .json()
                        .findValuesAsText("key"))
                .doesNotContain(key)
                .contains("move-controller", "activate-passive-front-ends");
    }

    @Test
    void setupOfAFirstAdministrator_isRefused() {
        Map<String, Object> body = Map.of(
                "profile",
                Map.of("id", "mallory", "firstName", "M", "lastName", "M", "email", ""),
                "credentials",
                Map.of("password", "mallory-secret"));
        for (WebSession session : List.of(WebSession.anonymous(program), cockpit)) {
            assertThat(session.send("POST", "/camunda/api/admin/setup/default/user/create", body)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(program.get("admin", "/engine-rest/user?id=mallory").json()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/task",
        "/process-instance",
        "/execution",
        "/variable-instance",
        "/job",
        "/history/task",
        "/history/process-instance",
        "/history/variable-instance",
        "/history/activity-instance"
    })
    void queriesByPost_work(String path) {
        for (String query : List.of(path, path + "/count")) {
            assertThat(program.post("admin", "/engine-rest" + query, Map.of()).status())
                    .isEqualTo(200);
            assertThat(cockpit.send("POST", "/camunda/api/engine/engine/default" + query, Map.of())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void suspension_worksForOperators() {
        assertDone(program.send(
                "olga", "PUT", "/engine-rest/process-instance/" + instance + "/suspended", Map.of("suspended", true)));
        assertThat(program.get("admin", "/engine-rest/process-instance/" + instance)
                        .json()
                        .path("suspended")
                        .asBoolean())
                .isTrue();
        assertDone(program.send(
                "olga", "PUT", "/engine-rest/process-instance/" + instance + "/suspended", Map.of("suspended", false)));
    }

    @Test
    void usersAndGroups_areManagedByAdministratorsOnly() {
        Map<String, Object> user = Map.of(
                "profile",
                Map.of("id", "nina", "firstName", "N", "lastName", "N"),
                "credentials",
                Map.of("password", "nina-secret"));
        assertThat(program.post("olga", "/engine-rest/user/create", user).status())
                .isEqualTo(403);
        assertDone(program.post("admin", "/engine-rest/user/create", user));
        assertDone(program.send("admin", "PUT", "/engine-rest/group/platform-operators/members/nina", Map.of()));
        assertThat(program.get("nina", "/engine-rest/process-definition").json())
                .isNotEmpty();
        assertDone(program.send("admin", "DELETE", "/engine-rest/group/platform-operators/members/nina", null));
        assertDone(cockpit.send("DELETE", "/camunda/api/engine/engine/default/user/nina", null));
    }

    @Test
    void retries_andDeletionOfAnInstance_work() {
        String other = program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", "demo-dotnet", "mode", "PLANNED", "reason", "drill", "groupToActivate", "green"));
        program.awaitTask(other, "userTask_approvePlan");
        String id = program.get(
                        "admin",
                        "/engine-rest/process-instance?processDefinitionKey="
                                + "activate-passive-front-ends&businessKey=" + other)
                .json()
                .path(0)
                .path("id")
                .asText();
        Answer noJobOfIt = program.post(
                "admin",
                "/engine-rest/process-instance/job-retries",
                Map.of("processInstances", List.of(id), "retries", 1));
        assertThat(noJobOfIt.body()).doesNotContain("switched off");
        Answer noSuchJob = program.send("admin", "PUT", "/engine-rest/job/no-such-job/retries", Map.of("retries", 1));
        assertThat(noSuchJob.body()).doesNotContain("switched off");
        assertDone(program.send("admin", "DELETE", "/engine-rest/process-instance/" + id, null));
    }

    /** The run would go on without what the deleted part does. */
    @Test
    void partOfARun_isNotDeletedAlone() {
        String part = program.get("admin", "/engine-rest/process-instance?superProcessInstance=" + instance)
                .json()
                .path(0)
                .path("id")
                .asText();
        assertThat(part).isNotBlank().isNotEqualTo(instance);

        for (Answer answer : List.of(
                program.send("admin", "DELETE", "/engine-rest/process-instance/" + part, null),
                program.send("admin", "DELETE", "/engine-rest/engine/default/process-instance/" + part, null),
                cockpit.send("DELETE", "/camunda/api/engine/engine/default/process-instance/" + part, null))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().path("message").asText())
                    .contains("is a part of a run", "delete its own instance");
        }

        assertThat(program.get("admin", "/engine-rest/process-instance/" + part).status())
                .isEqualTo(200);
        assertUntouched();
    }

    private static void assertForbidden(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.json().path("message").asText()).contains("switched off");
    }

    private static void assertDone(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }

    private static void assertUntouched() {
        assertThat(program.get("admin", "/engine-rest/task/" + task).status()).isEqualTo(200);
        assertThat(program.get("admin", "/engine-rest/process-instance/" + instance)
                        .json()
                        .path("suspended")
                        .asBoolean())
                .isFalse();
        assertThat(program.get("admin", "/engine-rest/deployment/count")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(1);
    }
}
