package org.osfailover.platform.dotnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osfailover.remote.CommandLine;

/**
 * Many calls of the scripts in one engine, since each start of an engine takes its time. Each script is called as a file, in
 * which {@code exit} ends the script and not the engine; how a script is sent, and its exit code, is tested elsewhere.
 */
final class ScriptBatch {

    private static final JsonMapper JSON = new JsonMapper();

    private final WindowsPowerShell windows;
    private final List<String> lines = new ArrayList<>();
    private int calls;

    ScriptBatch(WindowsPowerShell windows) {
        this.windows = windows;
    }

    /** @param parameters names with a hyphen, each followed by its value */
    ScriptBatch call(Scripts script, String... parameters) {
        StringBuilder line =
                new StringBuilder("& 'C:\\scripts\\" + script.script().name() + "'");
        for (int i = 0; i < parameters.length; i += 2) {
            line.append(' ')
                    .append(parameters[i])
                    .append(" '")
                    .append(parameters[i + 1].replace("'", "''"))
                    .append('\'');
        }
        calls++;
        return powerShell(line.toString());
    }

    /** Something of Windows that happens between two calls. */
    ScriptBatch powerShell(String line) {
        lines.add(line);
        return this;
    }

    Started start() {
        try {
            Path folder = Files.createDirectories(windows.drive().resolve("scripts"));
            for (Scripts script : Scripts.values()) {
                Files.writeString(
                        folder.resolve(script.script().name()), script.script().text());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CommandLine all = CommandLine.powerShell(new CommandLine.Script("batch.ps1", String.join("\n", lines)))
                .build();
        return new Started(windows.run(all), calls);
    }

    List<JsonNode> answers() {
        return start().answers();
    }

    /** The engine runs. */
    record Started(WindowsPowerShell.Running running, int calls) {

        /** One answer a call, in order. */
        List<JsonNode> answers() {
            String output = running.end();
            List<JsonNode> answers = new ArrayList<>();
            for (String line : output.lines().toList()) {
                if (line.startsWith(ScriptAnswer.MARKER)) {
                    try {
                        answers.add(JSON.readTree(line.substring(ScriptAnswer.MARKER.length())));
                    } catch (IOException e) {
                        throw new AssertionError("no JSON: " + line, e);
                    }
                }
            }
            if (answers.size() != calls) {
                throw new AssertionError(calls + " calls, but answered was: " + output);
            }
            return answers;
        }
    }
}
