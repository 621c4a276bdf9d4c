package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialect;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteShell;

/** PowerShell's real engine over a Windows that is a folder; {@code WINDOWS_POWERSHELL} names the engine. */
final class WindowsPowerShell {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long LIMIT_SECONDS = 60;

    private final Path world;
    private int fileLimit;

    private WindowsPowerShell(Path world) {
        this.world = world;
    }

    static @Nullable Path engine() {
        String path = System.getenv("WINDOWS_POWERSHELL");
        return path != null && Files.isExecutable(Path.of(path)) ? Path.of(path) : null;
    }

    /** Skips, and says why, where there is no engine. */
    static final class Required implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return engine() != null
                    ? ConditionEvaluationResult.enabled("there is an engine")
                    : ConditionEvaluationResult.disabled("needs Windows PowerShell 5.1 or a stand-in of its engine:"
                            + " the environment variable WINDOWS_POWERSHELL names no executable");
        }
    }

    static WindowsPowerShell in(Path folder) {
        WindowsPowerShell made = new WindowsPowerShell(folder);
        try {
            Files.createDirectories(made.installed(""));
            Files.writeString(folder.resolve("services.json"), "[]");
            Files.writeString(folder.resolve("registry.json"), """
                    {"HKLM\\\\SOFTWARE\\\\OutSystems\\\\Installer\\\\Server":
                       {"": "C:\\\\Program Files\\\\OutSystems\\\\Platform Server", "Server": "11.18.1.4242"},
                     "HKLM\\\\SOFTWARE\\\\OutSystems\\\\Platform Server": {"SerialNumber": "ABC-123"}}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    /** The engine can write no file beyond this size: as on a full disk. */
    WindowsPowerShell withFilesOfAtMost(int kilobytes) {
        fileLimit = kilobytes;
        return this;
    }

    Path drive() {
        return world.resolve("C");
    }

    Path installed(String file) {
        return drive().resolve("Program Files/OutSystems/Platform Server").resolve(file);
    }

    /** What this Windows now says of a service, without asking it anew: its fields in services.json; missing if absent. */
    JsonNode record(String service) {
        try {
            for (JsonNode each : JSON.readTree(world.resolve("services.json").toFile())) {
                if (service.equals(each.path("name").asText())
                        || service.equals(each.path("displayName").asText())) {
                    return each;
                }
            }
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another file of the world, as "events.jsonl". */
    WindowsPowerShell file(String name, String text) {
        try {
            Files.writeString(world.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path configuration() {
        return installed("server.hsconf");
    }

    WindowsPowerShell configuration(String text, Charset charset) {
        try {
            Files.write(configuration(), text.getBytes(charset));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A program of the platform, as a shell script. */
    WindowsPowerShell tool(String name, String script) {
        try {
            Files.writeString(installed(name), "#!/bin/sh\n" + script + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!installed(name).toFile().setExecutable(true)) {
            throw new IllegalStateException(name);
        }
        return this;
    }

    /** @param more further fields of the service, as JSON without braces */
    WindowsPowerShell service(String name, String status, String startType, String more) {
        try {
            ObjectNode service = (ObjectNode) JSON.readTree("{" + more + "}");
            return service(service.put("name", name)
                    .put("status", status)
                    .put("startType", startType)
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param json the service as the world knows it */
    WindowsPowerShell service(String json) {
        try {
            Path file = world.resolve("services.json");
            ArrayNode all = (ArrayNode) JSON.readTree(file.toFile());
            all.add(JSON.readTree(json));
            Files.writeString(file, all.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** "status startType". */
    String stateOf(String service) {
        CommandLine query = CommandLine.powerShell(new CommandLine.Script(
                        "state", "$s = Get-Service '" + service + "'; \"$($s.Status) $($s.StartType)\""))
                .build();
        return run(query).end().strip();
    }

    void startWithoutWaiting(String service) {
        run(CommandLine.powerShell(new CommandLine.Script("start", "(Get-Service '" + service + "').Start()"))
                        .build())
                .end();
    }

    /** What the script answers, sent as the product sends it. */
    JsonNode answer(Scripts script, String... parameters) {
        String output = start(script, parameters).end();
        int at = output.lastIndexOf(ScriptAnswer.MARKER);
        if (at < 0 || output.chars().anyMatch(c -> c > 126)) {
            throw new AssertionError(script + " answered: " + output);
        }
        try {
            return JSON.readTree(output.substring(at + ScriptAnswer.MARKER.length()));
        } catch (IOException e) {
            throw new AssertionError(script + " answered: " + output, e);
        }
    }

    /** A shell to this Windows. */
    RemoteShell shell() {
        return new RemoteShell() {
            @Override
            public Server server() {
                return FakeWindows.SERVER;
            }

            @Override
            public CommandResult run(CommandLine command, Duration deadline) {
                return new CommandResult.Completed(
                        OptionalInt.empty(), WindowsPowerShell.this.run(command).end(), "");
            }

            @Override
            public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
                throw new IllegalStateException("no dialogues on this stack");
            }
        };
    }

    Running start(Scripts script, String... parameters) {
        CommandLine.Builder command = CommandLine.powerShell(script.script());
        for (int i = 0; i < parameters.length; i += 2) {
            command.parameter(parameters[i].substring(1), parameters[i + 1]);
        }
        return run(command.build());
    }

    Running run(CommandLine command) {
        Dialect.Rendered rendered = Dialect.POWERSHELL.render(command, false);
        ProcessBuilder builder = new ProcessBuilder(String.valueOf(engine()), "--cmdline", rendered.line());
        if (fileLimit > 0) {
            builder.command()
                    .addAll(0, List.of("sh", "-c", "trap '' XFSZ; ulimit -f " + 2 * fileLimit + "; exec \"$@\"", "sh"));
            builder.environment().put("DOTNET_EnableWriteXorExecute", "0");
        }
        // another zone than the times of the event log
        builder.environment().put("TZ", "Asia/Kolkata");
        builder.environment().put("WINPS_WORLD", world.toString());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(String.valueOf(rendered.input()).getBytes(UTF_8));
            }
            return new Running(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Running(Process process) {
        String end() {
            try {
                String output = new String(process.getInputStream().readAllBytes(), UTF_8);
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the script did not end in time");
                }
                return output;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** As when the SSH session ends. */
        void kill() {
            process.toHandle().destroyForcibly();
        }
    }
}
