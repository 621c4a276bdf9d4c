package org.osfailover.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as it is delivered: the jar, in a process and a folder of its own, configured by files, without the demo. */
final class PackagedProgram implements AutoCloseable {

    static final Path JAR = Path.of("target/outsystems-failover.jar").toAbsolutePath();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    /** It takes a free port itself: one that was free a moment ago may be somebody's by now. */
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path folder;
    private final Process process;
    private int port;

    private PackagedProgram(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param properties further lines of its application.properties
     */
    static PackagedProgram start(Path folder, String inventory, String properties) {
        return start(folder, inventory, properties, List.of("-jar", JAR.toString()));
    }

    /** The same program out of this build's classes: a process of its own, which can be ended and killed. */
    static PackagedProgram startFromClasses(Path folder, String inventory, String properties) {
        return start(
                folder,
                inventory,
                properties,
                List.of("-cp", System.getProperty("java.class.path"), "org.osfailover.OutSystemsFailoverApplication"));
    }

    private static PackagedProgram start(Path folder, String inventory, String properties, List<String> what) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(what);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("environments.yaml"), inventory);
            Files.writeString(folder.resolve("application.properties"), """
                    server.port=0
                    server.address=127.0.0.1
                    spring.datasource.url=jdbc:h2:file:./failover
                    camunda.bpm.admin-user.id=admin
                    camunda.bpm.admin-user.password=admin-secret
                    failover.deadlines.poll=PT0.2S
                    failover.deadlines.reading=PT90S
                    """ + properties);
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("program.log").toFile())
                    .start();
            PackagedProgram program = new PackagedProgram(folder, process);
            await("the program's start, see " + folder.resolve("program.log"))
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(250))
                    .until(program::answers);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the program has ended: " + log());
        }
        Matcher started = PORT.matcher(log());
        if (!started.find()) {
            return false;
        }
        port = Integer.parseInt(started.group(1));
        try {
            return get("/api/environments").isArray();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("program.log"));
    }

    /** What came back. */
    record Answer(int status, String body) {}

    JsonNode get(String path) {
        return json(send("GET", path, null).body());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }

    private Answer send(String method, String path, ObjectNode body) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Content-Type", "application/json")
                            .header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(
                                                            "admin:admin-secret".getBytes(StandardCharsets.UTF_8)))
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer tryToStart(String procedure, Map<String, ?> variables) {
        return send(
                "POST",
                "/engine-rest/process-definition/key/" + procedure + "/start",
                RunningProgram.variables(variables));
    }

    /** Starts a procedure; gives the run's id. */
    String start(String procedure, Map<String, ?> variables) {
        Answer answer = tryToStart(procedure, variables);
        if (answer.status() != 200) {
            throw new AssertionError("not started: " + answer);
        }
        return json(answer.body()).path("businessKey").asText();
    }

    private String openTask(String runId) {
        JsonNode task = get("/engine-rest/task?processInstanceBusinessKey="
                        + URLEncoder.encode(runId, StandardCharsets.UTF_8))
                .path(0);
        return task.isMissingNode()
                ? ""
                : task.path("taskDefinitionKey").asText() + " "
                        + task.path("id").asText();
    }

    /** Waits until a task of the run is open; "key id". Another end of the run than a task is an error. */
    private String awaitAnyTask(String runId) {
        long tooLate = System.nanoTime() + PATIENCE.minusSeconds(3).toNanos();
        return await("a task of " + runId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(150))
                .until(
                        () -> {
                            if (System.nanoTime() > tooLate) {
                                throw new AssertionError("no task of " + runId + "\n" + state(runId));
                            }
                            String outcome =
                                    get("/api/runs/" + runId).path("outcome").asText("null");
                            if (!"null".equals(outcome)) {
                                throw new AssertionError("the run has ended: " + outcome + "\n" + events(runId));
                            }
                            return openTask(runId);
                        },
                        task -> !task.isEmpty());
    }

    /** The only task that may be open next; gives its id. */
    String awaitTask(String runId, String key) {
        String task = awaitAnyTask(runId);
        if (!task.startsWith(key + " ")) {
            throw new AssertionError("instead of " + key + ": " + task + "\n" + taskTexts(task) + "\n" + events(runId));
        }
        return task.substring(key.length() + 1);
    }

    String taskTexts(String task) {
        return get("/engine-rest/task/" + task.substring(task.indexOf(' ') + 1) + "/variables")
                .toString();
    }

    String variable(String taskId, String name) {
        return get("/engine-rest/task/" + taskId + "/variables")
                .path(name)
                .path("value")
                .asText();
    }

    void complete(String runId, String key, Map<String, ?> variables) {
        Answer answer = send(
                "POST",
                "/engine-rest/task/" + awaitTask(runId, key) + "/complete",
                RunningProgram.variables(variables));
        if (answer.status() != 204) {
            throw new AssertionError(key + " was not completed: " + answer);
        }
    }

    String awaitOutcome(String runId) {
        long tooLate = System.nanoTime() + PATIENCE.minusSeconds(3).toNanos();
        return await("end of " + runId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(150))
                .until(
                        () -> {
                            if (System.nanoTime() > tooLate) {
                                throw new AssertionError("no end of " + runId + "\n" + state(runId));
                            }
                            String task = openTask(runId);
                            if (!task.isEmpty()) {
                                throw new AssertionError(
                                        "a task is open: " + task + "\n" + taskTexts(task) + "\n" + events(runId));
                            }
                            return get("/api/runs/" + runId).path("outcome").asText("null");
                        },
                        outcome -> !"null".equals(outcome));
    }

    private String state(String runId) {
        StringBuilder text = new StringBuilder(events(runId));
        commands(runId).forEach(command -> text.append(command.path("startedAt").asText())
                .append(' ')
                .append(command.path("endedAt").asText())
                .append(' ')
                .append(command.path("server").asText())
                .append(' ')
                .append(command.path("step").asText())
                .append(' ')
                .append(command.path("command").asText())
                .append('\n'));
        return text.append(get("/engine-rest/incident")).toString();
    }

    String events(String runId) {
        StringBuilder text = new StringBuilder();
        get("/api/runs/" + runId + "/events")
                .forEach(event -> text.append(event).append('\n'));
        return text.toString();
    }

    JsonNode commands(String runId) {
        return get("/api/runs/" + runId + "/commands");
    }

    /** SIGTERM, as a service manager sends it; waits for the end. */
    void terminate() {
        process.destroy();
        await("the program's end").atMost(PATIENCE).until(() -> !process.isAlive());
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        await("the program's end").atMost(PATIENCE).until(() -> !process.isAlive());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
