package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.SCHEDULER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Stack;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Dialect;

/**
 * The simulated farm plays the .NET stack's scripts; a PowerShell engine executes them. On equal servers, both have to answer
 * the same and to leave the same behind. {@code docs/fidelity.md} says what is left out of the comparison, and why.
 */
@EnabledIfEnvironmentVariable(
        named = "WINDOWS_POWERSHELL",
        matches = ".+",
        disabledReason = "needs a PowerShell engine: WINDOWS_POWERSHELL names none")
class SameAnswersTest {

    private static final JsonMapper JSON = new JsonMapper();
    /**
     * How long something took; ports, which are the engine's machine's own; the note on access rights, which the engine's
     * files have not. RabbitMQ writes no events, and the start of its process can't be read on the engine.
     */
    private static final List<String> LEFT_OUT = List.of("seconds", "portOpen", "note", "hostName");

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    private static final Pattern PROCESS = Pattern.compile("process \\d+");

    private LabFarm played;
    private LabFarm executed;

    /** A script with its parameters, after a moment in which services come to rest. */
    private record Call(String script, List<String> parameters) {

        static Call of(String script, String... parameters) {
            return new Call(script + ".ps1", List.of(parameters));
        }

        CommandLine.Builder command() throws IOException {
            CommandLine.Builder command = CommandLine.powerShell(new CommandLine.Script(script, text(script)));
            for (int i = 0; i < parameters.size(); i += 2) {
                command.parameter(parameters.get(i), parameters.get(i + 1));
            }
            return command;
        }

        String line() {
            StringBuilder line = new StringBuilder("& $scripts['" + script + "']");
            for (int i = 0; i < parameters.size(); i += 2) {
                line.append(" -")
                        .append(parameters.get(i))
                        .append(" '")
                        .append(parameters.get(i + 1).replace("'", "''"))
                        .append('\'');
            }
            return line.append('\n').toString();
        }

        @Override
        public String toString() {
            return script + " " + parameters;
        }
    }

    @BeforeEach
    void start() throws IOException {
        played = LabFarms.dotNet();
        played.start();
        executed = LabFarm.builder()
                .environment(LabFarms.definition(Stack.DOTNET))
                .timings(LabTimings.quick())
                .sshPassword("wrong-horse")
                .powerShell(Path.of(System.getenv("WINDOWS_POWERSHELL")))
                .build();
        executed.start();
    }

    @AfterEach
    void close() {
        played.close();
        executed.close();
    }

    @Test
    void reading_everyKindOfServer() throws IOException {
        for (String server : List.of("fe1", "fe2", "fe3")) {
            answersAreTheSame(server, s -> {}, Call.of("read-server"));
        }
    }

    @Test
    void services_stoppedStartedDisabledAbsent() throws IOException {
        List<Call> calls = new ArrayList<>();
        for (PlatformService service : List.of(SCHEDULER, PlatformService.LOG)) {
            for (String script : List.of(
                    "stop-service",
                    "stop-service",
                    "disable-service",
                    "disable-service",
                    "start-service",
                    "set-service-automatic",
                    "set-service-automatic",
                    "start-service",
                    "start-service",
                    "disable-service",
                    "start-service",
                    "stop-service")) {
                calls.add(Call.of(script, "Service", service.displayName()));
            }
        }
        calls.add(Call.of("read-server"));

        answersAreTheSame("fe1", s -> {}, calls.toArray(Call[]::new));
    }

    @Test
    void services_hangingAndLying() throws IOException {
        answersAreTheSame(
                "fe2",
                s -> s.faults().hangsOnStop(SCHEDULER).pretendsToStop(DEPLOYER),
                Call.of("stop-service", "Service", SCHEDULER.displayName(), "TimeoutSeconds", "1"),
                Call.of("stop-service", "Service", DEPLOYER.displayName(), "TimeoutSeconds", "1"),
                Call.of("disable-service", "Service", SCHEDULER.displayName()),
                Call.of("read-server"));
    }

    @Test
    void configuration_writtenOnceAndReadBack() throws IOException {
        answersAreTheSame(
                "fe3",
                s -> {},
                Call.of("write-controller-address", "ControllerAddress", "10.0.0.9", "BackupSuffix", "r"),
                Call.of("write-controller-address", "ControllerAddress", "10.0.0.9", "BackupSuffix", "r"),
                Call.of(
                        "write-controller-address",
                        "ControllerAddress",
                        "a&b.example",
                        "CacheServiceHost",
                        "cache.example",
                        "BackupSuffix",
                        "r"),
                Call.of("read-server"),
                Call.of("write-controller-address", "ControllerAddress", "", "BackupSuffix", "r"));
    }

    @Test
    void configuration_damagedOrMissing() throws IOException {
        Call write = Call.of("write-controller-address", "ControllerAddress", "10.0.0.9", "BackupSuffix", "r");
        Consumer<LabServer> without = s -> s.writeFile(
                LabPaths.WINDOWS_HSCONF,
                new String(s.hsconf(), StandardCharsets.UTF_8)
                        .replaceAll("<CompilerServerHostname.*</CompilerServerHostname>", "")
                        .getBytes(StandardCharsets.UTF_8));
        answersAreTheSame("fe3", without, write, Call.of("read-server"));
        answersAreTheSame(
                "fe4",
                s -> s.deleteFile(LabPaths.WINDOWS_HSCONF),
                write,
                Call.of("read-server"),
                Call.of("apply-configuration", "Method", "restart-services"));
    }

    @Test
    void configuration_broughtIntoForce() throws IOException {
        answersAreTheSame(
                "fe1",
                s -> s.startType(SCHEDULER, org.osfailover.farm.StartType.DISABLED),
                Call.of("apply-configuration", "Method", "upgrade-install", "JobId", "r-apply"),
                Call.of("apply-configuration", "Method", "restart-services"),
                Call.of("apply-configuration", "Method", "something-else"),
                Call.of("apply-configuration", "Method", "upgrade-install", "Arguments", "/RegenerateSettingsKey"));
        answersAreTheSame(
                "fe2",
                s -> s.faults().failsOn("ConfigurationTool.com /UpgradeInstall", 5, "Invalid login"),
                Call.of("apply-configuration", "Method", "upgrade-install", "JobId", "r-apply"));
    }

    @Test
    void tools_ofTheVendorAndTheCustomer() throws IOException {
        answersAreTheSame(
                "fe2",
                s -> {},
                Call.of("install-service-center", "Version", "11.31.0", "JobId", "r-sc"),
                Call.of("create-cache-service", "JobId", "r-cache"),
                Call.of("run-command", "Command", "echo it's done"),
                Call.of("run-command", "Command", "exit 3"));
        answersAreTheSame("fe1", s -> {}, Call.of("install-service-center", "Version", "11.31.0", "JobId", "r-sc"));
    }

    /** Brings both servers into the same state, runs the calls on both, and compares what they say and what they leave. */
    private void answersAreTheSame(String server, Consumer<LabServer> prepare, Call... calls) throws IOException {
        List<JsonNode> byEngine;
        List<JsonNode> byFarm = new ArrayList<>();
        for (LabFarm farm : List.of(played, executed)) {
            atRest(farm.server(server));
            prepare.accept(farm.server(server));
            atRest(farm.server(server));
        }
        for (Call call : calls) {
            atRest(played.server(server));
            byFarm.addAll(answers(played, server, call.command().build()));
        }
        byEngine = answers(executed, server, batch(calls));
        atRest(played.server(server));
        atRest(executed.server(server));

        assertThat(byEngine).hasSize(calls.length);
        for (int i = 0; i < calls.length; i++) {
            assertThat(comparable(byFarm.get(i)).toPrettyString())
                    .as("%s on %s, as the farm plays it", calls[i], server)
                    .isEqualTo(comparable(byEngine.get(i)).toPrettyString());
        }
        assertThat(left(played.server(server))).isEqualTo(left(executed.server(server)));
        assertThat(played.server(server).journal().unknownCommands()).isEmpty();
    }

    /** All calls in one engine; each script is a file, in which exit ends the script alone. */
    private static CommandLine batch(Call... calls) throws IOException {
        StringBuilder text =
                new StringBuilder("$scripts = @{}\n$null = New-Item -ItemType Directory -Force -Path 'C:\\scripts'\n");
        for (String script :
                java.util.Arrays.stream(calls).map(Call::script).distinct().toList()) {
            String encoded =
                    java.util.Base64.getEncoder().encodeToString(text(script).getBytes(StandardCharsets.US_ASCII));
            text.append("$scripts['%1$s'] = 'C:\\scripts\\%1$s'\n".formatted(script))
                    .append(
                            "Set-Content -LiteralPath $scripts['%s'] -Encoding Ascii -Value ([Text.Encoding]::ASCII.GetString([Convert]::FromBase64String('%s')))\n"
                                    .formatted(script, encoded));
        }
        for (Call call : calls) {
            // the quick farm's services are at rest by then
            text.append("Start-Sleep -Milliseconds 600\n").append(call.line());
        }
        return CommandLine.powerShell(new CommandLine.Script("batch.ps1", text.toString()))
                .build();
    }

    private static List<JsonNode> answers(LabFarm farm, String server, CommandLine command) throws IOException {
        Dialect.Rendered rendered = Dialect.POWERSHELL.render(command, false);
        try (LabClient client = LabClient.to(farm.server(server))) {
            LabClient.Answer answer = client.run(rendered.line(), String.valueOf(rendered.input()));
            List<JsonNode> answers = new ArrayList<>();
            for (String line : answer.out().lines().toList()) {
                if (line.startsWith("OSFAILOVER:")) {
                    answers.add(JSON.readTree(line.substring("OSFAILOVER:".length())));
                }
            }
            assertThat(answers).as(answer.out() + answer.err()).isNotEmpty();
            return answers;
        }
    }

    private static void atRest(LabServer server) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> server.services().entrySet().stream()
                .noneMatch(s -> s.getValue() == ServiceState.STARTING
                        || (s.getValue() == ServiceState.RUNNING && isAlone(s.getKey()))));
    }

    /** These initialise without another service. */
    private static boolean isAlone(PlatformService service) {
        return service == CONTROLLER || service == PlatformService.RABBITMQ;
    }

    /** Without what differs from one moment, and from one machine, to the next. */
    private static JsonNode comparable(JsonNode answer) {
        return plain(answer.deepCopy());
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(LEFT_OUT);
            if (object.path("name").asText().equals(PlatformService.RABBITMQ.name())) {
                object.remove("startedAt");
            }
            ObjectNode sorted = JSON.createObjectNode();
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.sort(null);
            for (String name : names) {
                JsonNode value = object.get(name);
                if (name.equals("processId") && value.asInt() > 0) {
                    sorted.put(name, "a process");
                } else if (name.equals("serialNumber") && !value.asText("").isEmpty()) {
                    sorted.put(name, "a serial number");
                } else {
                    sorted.set(name, plain(value));
                }
            }
            return sorted;
        } else if (node.isArray()) {
            var array = JSON.createArrayNode();
            node.forEach(each -> array.add(plain(each)));
            return array;
        } else if (node.isTextual()) {
            String text = TIME.matcher(node.asText()).replaceAll("a time");
            return JSON.getNodeFactory().textNode(PROCESS.matcher(text).replaceAll("a process"));
        }
        return node;
    }

    private static Map<String, Object> left(LabServer server) {
        Map<String, Object> left = new java.util.TreeMap<>();
        server.services().keySet().forEach(s -> left.put(s.name(), server.state(s) + " " + server.startType(s)));
        server.paths().stream()
                .filter(path -> path.startsWith(LabPaths.WINDOWS_HOME))
                .forEach(path -> left.put(path, new String(server.file(path).orElseThrow(), StandardCharsets.UTF_8)));
        return left;
    }

    private static String text(String script) throws IOException {
        try (InputStream stream = SameAnswersTest.class.getResourceAsStream("/powershell/" + script)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
