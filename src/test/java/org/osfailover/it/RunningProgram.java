package org.osfailover.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osfailover.OutSystemsFailoverApplication;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabInventory;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabServiceCenters;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The program as an operator has it (web server, job executor, real PostgreSQL), beside a simulated farm that it reaches
 * over real SSH and HTTP. Everything is done through the program's HTTP interfaces.
 */
final class RunningProgram implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(Long.getLong("it.patience", 600));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final LabFarm farm;
    private final LabServiceCenters serviceCenters;
    private final EmbeddedPostgres postgres;
    private final Path folder;
    private final List<String> properties;
    private ConfigurableApplicationContext context;

    private RunningProgram(
            LabFarm farm,
            LabServiceCenters serviceCenters,
            EmbeddedPostgres postgres,
            Path folder,
            List<String> properties) {
        this.farm = farm;
        this.serviceCenters = serviceCenters;
        this.postgres = postgres;
        this.folder = folder;
        this.properties = properties;
        this.context = run();
    }

    /** The program beside the two environments of the demo, at a test's pace. */
    static RunningProgram start(String... properties) {
        return start(
                LabFarm.builder()
                        .environment(LabEnvironmentDefinition.demoDotNet())
                        .environment(LabEnvironmentDefinition.demoJava())
                        .timings(LabTimings.quick()),
                properties);
    }

    static RunningProgram start(LabFarm.Builder definition, String... properties) {
        try {
            LabFarm farm = definition.build();
            farm.start();
            LabServiceCenters serviceCenters = LabServiceCenters.start(farm);
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder().setPGStartupWait(PATIENCE).start();
            return new RunningProgram(
                    farm,
                    serviceCenters,
                    postgres,
                    Files.createTempDirectory("failover-it"),
                    new ArrayList<>(List.of(properties)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigurableApplicationContext run() {
        try {
            LabInventory inventory = new LabInventory(farm);
            Path file = folder.resolve("environments.yaml");
            if (!Files.exists(file)) {
                inventory.write(file);
            }
            List<String> arguments = new ArrayList<>();
            inventory.credentials().forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.addAll(List.of(
                    "--failover.inventory=" + file,
                    "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                    "--server.port=0",
                    "--server.address=127.0.0.1",
                    "--camunda.bpm.admin-user.id=admin",
                    "--camunda.bpm.admin-user.password=admin-secret",
                    "--failover.users.olga.password=olga-secret",
                    "--failover.users.olga.groups=platform-operators",
                    "--failover.users.anna.password=anna-secret",
                    "--failover.users.anna.groups=failover-approvers",
                    "--failover.users.lisa.password=lisa-secret",
                    "--failover.users.lisa.groups=license-managers",
                    "--failover.readiness.timer=false",
                    "--failover.deadlines.poll=PT0.2S",
                    // a busy machine is not a farm that can't be read
                    "--failover.deadlines.reading=PT60S"));
            // the same property twice would become a list
            properties.forEach(property -> {
                String name = property.substring(0, property.indexOf('=') + 1);
                arguments.removeIf(argument -> argument.startsWith(name));
            });
            arguments.addAll(properties);
            return new SpringApplication(OutSystemsFailoverApplication.class).run(arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program and starts it again; the farm and the database stay. */
    void restart() {
        context.close();
        context = run();
    }

    /** Ends the program; the farm and the database stay. */
    void end() {
        context.close();
    }

    /** Starts it again after {@link #end()}. */
    void begin() {
        context = run();
    }

    /** Whether it runs: it may have ended itself. */
    boolean isRunning() {
        return context.isActive();
    }

    /** A second program on the same database, as configured as this one. The caller closes it. */
    ConfigurableApplicationContext beside() {
        return run();
    }

    /** Changes the inventory file, as an administrator would. */
    void rewriteInventory(java.util.function.UnaryOperator<String> change) {
        try {
            Path file = folder.resolve("environments.yaml");
            Path next = folder.resolve("environments.yaml.next");
            Files.writeString(next, change.apply(Files.readString(file)));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The logical database, as an administrator reaches it. */
    String databaseUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    LabFarm farm() {
        return farm;
    }

    LabServiceCenters serviceCenters() {
        return serviceCenters;
    }

    LabEnvironment environment(String id) {
        return farm.environment(id).orElseThrow();
    }

    LabServer server(String id) {
        return farm.server(id);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    String url(String path) {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path;
    }

    /** What came back. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException("not JSON: " + body, e);
            }
        }
    }

    Answer get(String user, String path) {
        return send(user, "GET", path, null);
    }

    Answer post(String user, String path, Object body) {
        return send(user, "POST", path, body);
    }

    Answer send(String user, String method, String path, @Nullable Object body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(
                                            body instanceof String text ? text : JSON.writeValueAsString(body)));
            if (!user.isEmpty()) {
                request.header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                (user + ":" + user + "-secret").getBytes(StandardCharsets.UTF_8)));
            }
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The engine's way to write variables. */
    static ObjectNode variables(Map<String, ?> values) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode variables = body.putObject("variables");
        values.forEach((name, value) -> {
            ObjectNode variable = variables.putObject(name);
            if (value instanceof Boolean flag) {
                variable.put("value", flag).put("type", "Boolean");
            } else if (value instanceof byte[] file) {
                variable.put("value", Base64.getEncoder().encodeToString(file)).put("type", "File");
                variable.putObject("valueInfo")
                        .put("filename", "license.lic")
                        .put("mimetype", "application/octet-stream");
            } else {
                variable.put("value", String.valueOf(value)).put("type", "String");
            }
        });
        return body;
    }

    Answer tryToStart(String user, String procedure, Map<String, ?> variables) {
        return post(user, "/engine-rest/process-definition/key/" + procedure + "/start", variables(variables));
    }

    /** Starts a procedure; gives the run's id. */
    String start(String user, String procedure, Map<String, ?> variables) {
        Answer answer = tryToStart(user, procedure, variables);
        if (answer.status() != 200) {
            throw new AssertionError("not started: " + answer);
        }
        return answer.json().path("businessKey").asText();
    }

    /** Waits until this task of the run is open; gives its id. */
    String awaitTask(String runId, String key) {
        return await("task " + key + " of " + runId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> openTask(runId, key), id -> !id.isEmpty());
    }

    private String openTask(String runId, String key) {
        return get(
                        "admin",
                        "/engine-rest/task?taskDefinitionKey=" + key + "&processInstanceBusinessKey="
                                + URLEncoder.encode(runId, StandardCharsets.UTF_8))
                .json()
                .path(0)
                .path("id")
                .asText("");
    }

    int openTasks(String runId) {
        return get("admin", "/engine-rest/task?processInstanceBusinessKey=" + runId)
                .json()
                .size();
    }

    Answer tryToComplete(String user, String taskId, Map<String, ?> variables) {
        return post(user, "/engine-rest/task/" + taskId + "/complete", variables(variables));
    }

    /** Waits for the task and completes it. */
    void complete(String user, String runId, String key, Map<String, ?> variables) {
        Answer answer = tryToComplete(user, awaitTask(runId, key), variables);
        if (answer.status() != 204) {
            throw new AssertionError(key + " was not completed: " + answer);
        }
    }

    JsonNode taskVariable(String taskId, String name) {
        return get("admin", "/engine-rest/task/" + taskId + "/variables")
                .json()
                .path(name)
                .path("value");
    }

    /** Waits until the run has ended; gives its outcome. */
    String awaitOutcome(String runId) {
        return await("end of " + runId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> get("admin", "/api/runs/" + runId)
                                .json()
                                .path("outcome")
                                .asText("null"),
                        outcome -> !outcome.equals("null"));
    }

    String events(String runId) {
        return get("admin", "/api/runs/" + runId + "/events").body();
    }

    JsonNode commands(String runId) {
        return get("admin", "/api/runs/" + runId + "/commands").json();
    }

    @Override
    public void close() {
        context.close();
        serviceCenters.close();
        farm.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
