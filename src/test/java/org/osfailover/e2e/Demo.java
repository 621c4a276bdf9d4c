package org.osfailover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged program with the profile {@code demo}, as a process of its own, as a user starts it. */
final class Demo implements AutoCloseable {

    private static final Path JAR = Path.of("target", "outsystems-failover.jar").toAbsolutePath();
    /** It takes a free port itself: one that was free a moment ago may be somebody's by now. */
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;
    private final Path log;
    private int logBefore;
    private int port;
    private Process process;

    private Demo(Path directory) throws IOException {
        this.directory = directory;
        this.log = directory.resolve("program.log");
        this.process = begin();
    }

    /** Starts it in an empty working directory and waits until it is up. */
    static Demo start(Path directory) throws IOException {
        assertThat(JAR)
                .as("the packaged program; make it with: ./mvnw -B package -DskipTests")
                .isRegularFile();
        Demo demo = new Demo(directory);
        demo.awaitUp();
        return demo;
    }

    private Process begin() throws IOException {
        logBefore = Files.exists(log) ? log().length() : 0;
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "-jar",
                        JAR.toString(),
                        "--spring.profiles.active=demo",
                        "--server.port=0",
                        // a busy machine is not a farm that can't be read
                        "--failover.deadlines.reading=PT60S")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitUp() {
        try {
            await("the program is up").atMost(Duration.ofMinutes(3)).until(() -> {
                if (!process.isAlive()) {
                    throw new AssertionError(
                            "the program ended with " + process.exitValue() + " instead of starting:\n" + log());
                }
                return isUp();
            });
        } catch (ConditionTimeoutException e) {
            close();
            throw new AssertionError("the program did not come up:\n" + log(), e);
        }
    }

    private boolean isUp() throws IOException, InterruptedException {
        Matcher started = PORT.matcher(log().substring(logBefore));
        if (!started.find()) {
            return false;
        }
        port = Integer.parseInt(started.group(1));
        try {
            return send("/actuator/health").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Stops it as a service manager does, with SIGTERM. */
    void stop() {
        process.destroy();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("the program ends when it is told to")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it again where it was. */
    void startAgain() throws IOException {
        process = begin();
        awaitUp();
    }

    String url() {
        return "http://localhost:" + port;
    }

    JsonNode get(String path) {
        return read(path, JSON::readTree);
    }

    String text(String path) {
        return read(path, body -> body);
    }

    private <T> T read(String path, Reader<T> reader) {
        try {
            HttpResponse<String> response = send(path);
            assertThat(response.statusCode())
                    .as("%s: %s", path, response.body())
                    .isEqualTo(200);
            return reader.read(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", "Basic " + basic)
                        .timeout(Duration.ofMinutes(2))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The run that holds the environment; waits until there is one. */
    String runOn(String environment) {
        return await("a run on " + environment)
                .atMost(Duration.ofMinutes(2))
                .until(() -> lockOf(environment), run -> !run.isEmpty());
    }

    private String lockOf(String environment) {
        for (JsonNode one : get("/api/environments")) {
            if (one.path("id").asText().equals(environment)) {
                return one.path("lockedBy").asText("");
            }
        }
        return "";
    }

    /** Waits until this task is open somewhere in the run. */
    void awaitTask(String run, String key) {
        await(key + " of " + run + " is open")
                .atMost(Duration.ofMinutes(4))
                .until(() -> !get("/engine-rest/task?taskDefinitionKey=" + key + "&processInstanceBusinessKey=" + run)
                        .isEmpty());
    }

    String awaitOutcome(String run) {
        return await("the end of " + run)
                .atMost(Duration.ofMinutes(4))
                .until(() -> get("/api/runs/" + run).path("outcome").asText(""), outcome -> !outcome.isEmpty());
    }

    /** What it has said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(String body) throws IOException;
    }
}
