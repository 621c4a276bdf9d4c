package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.it.RunningProgram.Answer;

/** Scripts, browsers and proxies as people have them: charsets, dates, old passwords, odd names. */
class CallersIT {

    private static final String START = "/engine-rest/process-definition/key/move-controller/start";
    private static final ObjectMapper JSON = new ObjectMapper();

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start("--failover.public-url=https://failover.example.com");
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Answer send(String login, String path, String contentType, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(program.url(path)))
                .header("Authorization", basic(login))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static String rehearsal(String reason, String more) {
        return "{\"variables\": {\"environment\": {\"type\": \"String\", \"value\": \"demo-java\"},"
                + "\"newController\": {\"type\": \"String\", \"value\": \"java-fe2\"},"
                + "\"mode\": {\"type\": \"String\", \"value\": \"PLANNED\"},"
                + "\"rehearsal\": {\"type\": \"Boolean\", \"value\": true}," + more
                + "\"reason\": {\"type\": \"String\", \"value\": \"" + reason + "\"}}}";
    }

    private static String reasonOnRecord(Answer started) {
        String run = started.json().path("businessKey").asText();
        return program.get("admin", "/api/runs/" + run).json().path("reason").asText();
    }

    // charsets

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ISO-8859-1|application/json; charset=ISO-8859-1|", "UTF-16LE|application/json|\uFEFF"})
    void bodyInADeclaredOrMarkedCharset_isOnRecordAsItWasMeant(String charset, String contentType, String mark)
            throws Exception {
        byte[] body =
                ((mark == null ? "" : mark) + rehearsal("Wartung für Müller", "")).getBytes(Charset.forName(charset));

        Answer answer = send("olga:olga-secret", START, contentType, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(reasonOnRecord(answer)).isEqualTo("Wartung für Müller");
    }

    @ParameterizedTest
    @ValueSource(strings = {START, "/api/runs/nothing/abort"})
    void latin1ThatNobodyDeclares_asWindowsPowerShellSendsIt_isRefusedWithTheRemedy(String path) throws Exception {
        byte[] body = rehearsal("Wartung für Müller", "").getBytes(StandardCharsets.ISO_8859_1);

        Answer answer = send("olga:olga-secret", path, "application/json", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("not UTF-8").contains("Send UTF-8").contains("Invoke-RestMethod");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UTF-16LE|application/json|400|not UTF-8",
                "UTF-8|application/json; charset=klingon|415|charset 'klingon'",
                "ISO-8859-1|application/json; charset=utf-8|400|which its Content-Type declares",
                "UTF-8|text/plain|415|Content-Type: application/json",
                "UTF-8||415|it says nothing"
            })
    void bodyThatCannotBeUnderstood_isRefusedByBothApis(String charset, String type, int status, String sentence)
            throws Exception {
        byte[] body = rehearsal("für", "").getBytes(Charset.forName(charset));
        for (String path : new String[] {START, "/api/runs/nothing/abort"}) {
            Answer answer = send("olga:olga-secret", path, type == null ? "" : type, body);

            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(JSON.readTree(answer.body())
                            .path(path.equals(START) ? "message" : "detail")
                            .asText())
                    .contains(sentence);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {START, "/api/runs/nothing/abort"})
    void sameKeyTwice_tooMuch_andNoJson_areRefused(String path) throws Exception {
        String type = "application/json";
        Answer twice = send(
                "olga:olga-secret",
                path,
                type,
                "{\"reason\": \"a\", \"reason\": \"b\"}".getBytes(StandardCharsets.UTF_8));
        Answer tooMuch = send("olga:olga-secret", path, type, new byte[17 * 1024 * 1024]);
        Answer broken = send("olga:olga-secret", path, type, "{\"reason\": ".getBytes(StandardCharsets.UTF_8));

        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.body()).contains("Duplicate field 'reason'");
        assertThat(tooMuch.status()).isEqualTo(413);
        assertThat(tooMuch.body()).contains("larger than 16 MiB");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body()).contains("not valid JSON");
    }

    // texts

    @ParameterizedTest
    @CsvSource({"\\u0000,U+0000", "\\u001b,U+001B", "\\ud83d,U+D83D", "\\udd25x,U+DD25"})
    void characterThatCannotBeKept_isRefusedByNameAndPlace(String character, String named) throws Exception {
        Answer start = send(
                "olga:olga-secret",
                START,
                "application/json",
                rehearsal("ab" + character, "").getBytes(StandardCharsets.UTF_8));
        Answer abort = send(
                "olga:olga-secret",
                "/api/runs/nothing/abort",
                "application/json",
                ("{\"reason\": \"ab" + character + "\"}").getBytes(StandardCharsets.UTF_8));

        assertThat(start.status()).as(start.body()).isEqualTo(400);
        assertThat(start.body())
                .contains("'variables.reason.value' holds, as character 3")
                .contains(named);
        assertThat(abort.status()).as(abort.body()).isEqualTo(400);
        assertThat(abort.body()).contains("'reason' holds").contains(named);
    }

    @Test
    void emojiAndLineBreaks_areKeptAsTheyAre() throws Exception {
        Answer answer = send(
                "olga:olga-secret",
                START,
                "application/json",
                rehearsal("brennt \\ud83d\\udd25\\n\\tsehr", "").getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(reasonOnRecord(answer)).isEqualTo("brennt \uD83D\uDD25\n\tsehr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/engine-rest/task?name=%00", "/api/runs/%00", "/api/environments/demo%00java"})
    void nulInAnAddress_isRefused(String path) {
        assertThat(program.get("admin", path).status()).isEqualTo(400);
    }

    @Test
    void longReasons_areRefusedAndNotAFailure() {
        String run = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-dotnet", "mode", "PLANNED", "reason", "drill", "newController", "net-fe2"));
        Answer tooLong = program.post("olga", "/api/runs/" + run + "/abort", Map.of("reason", "x".repeat(5000)));

        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.body()).contains("longer than 2000 characters");
        assertThat(program.post("olga", "/api/runs/" + run + "/abort", Map.of("reason", "x\uD83D\uDD25".repeat(600)))
                        .status())
                .isEqualTo(200);
        assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
    }

    // dates

    @ParameterizedTest
    @ValueSource(strings = {"Z", "+01:00"})
    void pointInTime_isUnderstoodInEveryFormOfIso8601(String form) throws Exception {
        OffsetDateTime began = Instant.now()
                .minus(2, ChronoUnit.HOURS)
                .truncatedTo(ChronoUnit.MINUTES)
                .atOffset(ZoneOffset.ofHours(1));
        String local = began.toLocalDateTime().toString();
        String written = "Z".equals(form) ? began.toInstant().toString() : local + ":00" + form;

        Answer answer = send(
                "olga:olga-secret",
                START,
                "application/json",
                rehearsal("drill", "\"incidentStartedAt\": {\"type\": \"Date\", \"value\": \"" + written + "\"},")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String run = answer.json().path("businessKey").asText();
        assertThat(Instant.parse(program.get("admin", "/api/runs/" + run)
                        .json()
                        .path("incidentStartedAt")
                        .asText()))
                .isEqualTo(began.toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T02:10:00Z",
                "2026-11-22T02:10:00.000+0000junk",
                "0001-11-22T02:10:00Z",
                "9999-11-22T02:10:00Z",
                "2026-11-22T02:10:00",
                "2026-11-22T24:10:00Z",
                "2026-13-22T02:10:00Z",
                "22.11.2026 02:10",
                "yesterday"
            })
    void pointInTimeThatIsNone_isRefusedWithTheFormAndAnExample(String written) throws Exception {
        for (String api : new String[] {"Date", "String"}) {
            Answer answer = send(
                    "olga:olga-secret",
                    START,
                    "application/json",
                    rehearsal(
                                    "x",
                                    "\"incidentStartedAt\": {\"type\": \"" + api + "\", \"value\": \"" + written
                                            + "\"},")
                            .getBytes(StandardCharsets.UTF_8));

            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().path("message").asText())
                    .contains("'incidentStartedAt'")
                    .containsAnyOf("2026-11-22T02:10:00Z", "days back", "in the future");
        }
    }

    @Test
    void emptyPointInTime_isNone() throws Exception {
        Answer answer = send(
                "olga:olga-secret",
                START,
                "application/json",
                rehearsal("drill", "\"incidentStartedAt\": {\"type\": \"Date\", \"value\": \"\"},")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    // names of people

    @ParameterizedTest
    @ValueSource(strings = {"müller", "o'brien", "ops+night@example.com"})
    void userWithAnOddName_canBeMadeAndWorks(String id) throws Exception {
        Answer made = program.post(
                "admin",
                "/engine-rest/user/create",
                Map.of(
                        "profile", Map.of("id", id, "firstName", "x", "lastName", "y"),
                        "credentials", Map.of("password", "Secret-12345")));
        assertThat(made.status()).as(made.body()).isEqualTo(204);
        String inPath = URLEncoder.encode(id, StandardCharsets.UTF_8);
        assertThat(program.send("admin", "PUT", "/engine-rest/group/platform-operators/members/" + inPath, null)
                        .status())
                .isEqualTo(204);

        assertThat(tryLogin(id + ":Secret-12345")).isEqualTo(200);
        Answer asOperator = send(
                id + ":Secret-12345",
                "/api/runs/nothing/abort",
                "application/json",
                "{\"reason\": \"x\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(asOperator.status()).as(asOperator.body()).isEqualTo(404);
        assertThat(program.get("admin", "/engine-rest/user/" + inPath + "/profile")
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CORP\\op", "a b", "*", "a/b", "<b>"})
    void userWithAnIdThatCannotBe_isRefusedInASentence(String id) {
        Map<String, Object> user = Map.of(
                "profile", Map.of("id", id, "firstName", "x", "lastName", "y"),
                "credentials", Map.of("password", "Secret-12345"));
        Answer byRest = program.post("admin", "/engine-rest/user/create", user);
        Answer inAdmin =
                WebSession.of(program, "admin").send("POST", "/camunda/api/engine/engine/default/user/create", user);

        for (Answer answer : new Answer[] {byRest, inAdmin}) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().path("message").asText())
                    .contains("'" + id + "' can't be used for a user")
                    .contains("no backslash");
        }
    }

    // old passwords

    @Test
    void scriptWithAnOldPassword_neverLocksThePersonOut() throws Exception {
        for (int i = 0; i < 25; i++) {
            assertThat(tryLogin("admin:last-years-secret")).isEqualTo(401);
        }

        assertThat(tryLogin("admin:admin-secret")).isEqualTo(200);
        WebSession.of(program, "admin");
    }

    @Test
    void clientThatGuesses_isHeldBackItselfAndIsToldUntilWhen_othersAreNot() throws Exception {
        for (String user : new String[] {"lisa", "nobody-of-this-name"}) {
            for (int i = 0; i < 5; i++) {
                assertThat(tryLogin(user + ":guess-" + i)).isEqualTo(401);
            }
            HttpResponse<String> held = get("/api/environments", user + ":lisa-secret");

            assertThat(held.statusCode()).isEqualTo(429);
            assertThat(held.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 16L);
            assertThat(JSON.readTree(held.body()).path("detail").asText())
                    .contains("'" + user + "'")
                    .contains("127.0.0.1")
                    .containsPattern("until \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
                    .contains("Other clients are not concerned");
        }
        assertThat(tryLogin("olga:olga-secret")).isEqualTo(200);
    }

    private static int tryLogin(String login) throws Exception {
        return get("/api/environments", login).statusCode();
    }

    private static HttpResponse<String> get(String path, String login) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(program.url(path)))
                        .header("Authorization", basic(login))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A browser would put its own login box before the person, over the form. */
    @Test
    void formWhoseSessionIsOver_isToldSo_withoutAChallenge() throws Exception {
        HttpResponse<String> form = HTTP.send(
                HttpRequest.newBuilder(URI.create(program.url("/api/environments")))
                        .header("Sec-Fetch-Mode", "cors")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> script = HTTP.send(
                HttpRequest.newBuilder(URI.create(program.url("/api/environments")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(form.statusCode()).isEqualTo(401);
        assertThat(form.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(form.body()).contains("You are logged out. Log in again in another tab");
        assertThat(script.statusCode()).isEqualTo(401);
        assertThat(script.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    // behind a proxy

    @Test
    void browserBehindATlsProxyThatTellsNothing_worksAllTheSame() throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpResponse<String> login = browser.send(
                HttpRequest.newBuilder(URI.create(program.url("/api/environments")))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(login.statusCode()).isEqualTo(302);
        assertThat(login.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).startsWith("/"));

        HttpResponse<String> page = browser.send(
                HttpRequest.newBuilder(URI.create(program.url("/camunda/app/welcome/default/")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.headers().allValues("Set-Cookie")).isNotEmpty().allSatisfy(cookie -> assertThat(cookie)
                .containsIgnoringCase("secure"));
        String session = cookie(page, "JSESSIONID");
        String token = cookie(page, "XSRF-TOKEN");
        HttpResponse<String> in = browser.send(
                HttpRequest.newBuilder(URI.create(program.url("/camunda/api/admin/auth/user/default/login/tasklist")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Cookie", "JSESSIONID=" + session + "; XSRF-TOKEN=" + token)
                        .header("X-XSRF-TOKEN", token)
                        .POST(HttpRequest.BodyPublishers.ofString("username=olga&password=olga-secret"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
        String loggedIn = in.headers().allValues("Set-Cookie").stream().anyMatch(c -> c.startsWith("JSESSIONID="))
                ? cookie(in, "JSESSIONID")
                : session;

        // nginx by default names the upstream as host, and sends the browser's origin through
        assertThat(abort(browser, loggedIn, "https://failover.example.com")).isEqualTo(404);
        assertThat(abort(browser, loggedIn, "https://FAILOVER.example.com:443")).isEqualTo(404);
        assertThat(abort(browser, loggedIn, "https://evil.example.com")).isEqualTo(403);
        assertThat(abort(browser, loggedIn, "http://failover.example.com")).isEqualTo(403);
        assertThat(abort(browser, loggedIn, "null")).isEqualTo(403);
    }

    private static int abort(HttpClient browser, String session, String origin) throws Exception {
        return browser.send(
                        HttpRequest.newBuilder(URI.create(program.url("/api/runs/nothing/abort")))
                                .header("Content-Type", "application/json")
                                .header("Cookie", "JSESSIONID=" + session)
                                .header("Origin", origin)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"x\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static String cookie(HttpResponse<?> response, String name) {
        return response.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1).split(";", -1)[0])
                .findFirst()
                .orElseThrow();
    }

    // what a server says

    @Test
    void serverThatAnswersWithNulAndHalfACharacter_aPersonIsAskedInACleanSentence() {
        program.server("java-fe1")
                .faults()
                .failsOn("stop", 1, "can't \u0000 stop \u001b[31m \uD83D now " + "y".repeat(9000));
        try {
            String run = program.start(
                    "olga",
                    "activate-passive-front-ends",
                    Map.of("environment", "demo-java", "mode", "EMERGENCY", "reason", "drill"));
            program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));

            String task = program.awaitTask(run, "userTask_decideOnServer");
            JsonNode problem = program.taskVariable(task, "problem");

            assertThat(problem.asText()).isNotEmpty().doesNotContain("\u0000").hasSizeLessThanOrEqualTo(4000);
            assertThat(program.get("admin", "/engine-rest/incident").json()).isEmpty();
            program.server("java-fe1").faults().clear();
            program.complete(
                    "olga", run, "userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "\uD83D\uDD25"));
            assertThat(program.awaitOutcome(run)).isEqualTo("ABORTED");
        } finally {
            program.server("java-fe1").faults().clear();
        }
    }
}
