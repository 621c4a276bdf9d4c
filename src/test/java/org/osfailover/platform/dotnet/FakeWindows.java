package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

/** A Windows server as our scripts answer it: readings start from a golden one; each changing script does what a test says. */
final class FakeWindows implements RemoteShell {

    static final Server SERVER = new Server(
            "fe1",
            "10.0.0.12",
            "blue",
            true,
            new SshEndpoint("10.0.0.12", 22, "failover", "ssh", "SHA256:x", null, Elevation.NONE, null));

    /** The part of {@code apply-configuration.ps1} that starts the Configuration Tool as a job. */
    static final String TOOL = "apply-configuration.ps1 tool";

    /** What a script does and answers. */
    interface Play {
        CommandResult run() throws RemoteAccessException;
    }

    final List<CommandLine> sent = new ArrayList<>();
    final List<Duration> timesGiven = new ArrayList<>();
    private final Map<String, Play> plays = new HashMap<>();
    private final Deque<Runnable> looks = new ArrayDeque<>();
    private final Deque<Play> readings = new ArrayDeque<>();
    private final ObjectNode state;

    FakeWindows() {
        try {
            String golden = golden("read-front-end.txt");
            state = (ObjectNode) new JsonMapper().readTree(golden.substring(golden.indexOf('{')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String golden(String name) {
        try (InputStream in = FakeWindows.class.getResourceAsStream("/transcripts/dotnet/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CommandResult completed(String output) {
        return new CommandResult.Completed(OptionalInt.of(0), output, "");
    }

    static CommandResult answers(String json) {
        return completed("OSFAILOVER:" + json + "\r\n");
    }

    static CommandResult lost() {
        return new CommandResult.ConnectionLost("", "broken pipe");
    }

    FakeWindows on(String script, Play play) {
        plays.put(script, play);
        return this;
    }

    /** The script makes it so and answers well. */
    FakeWindows does(String script, Runnable change) {
        return on(script, () -> {
            change.run();
            return answers("{\"changed\":true}");
        });
    }

    /** The next readings, before those of the state. */
    FakeWindows nextReading(Play play) {
        readings.add(play);
        return this;
    }

    ObjectNode state() {
        return state;
    }

    ObjectNode service(String name) {
        for (var row : state.get("services")) {
            if (row.get("name").asText().equals(name)) {
                return (ObjectNode) row;
            }
        }
        throw new IllegalArgumentException(name);
    }

    FakeWindows service(String name, String startType, String status) {
        service(name).put("present", true).put("startType", startType).put("status", status);
        return this;
    }

    FakeWindows started(String name, String startedAt, @Nullable String initialisedAt) {
        service(name)
                .put("startedAt", startedAt)
                .put("initialisedAt", initialisedAt)
                .put("lastEventAt", initialisedAt);
        return this;
    }

    FakeWindows job(String id, String jobState, @Nullable Integer exitCode) {
        ArrayNode jobs = (ArrayNode) state.get("jobs");
        jobs.removeAll();
        ObjectNode job = jobs.addObject().put("id", id).put("state", jobState).put("output", "the last line");
        if (exitCode != null) {
            job.put("exitCode", exitCode);
        }
        return this;
    }

    /** The script starts its job, which then is so. */
    FakeWindows starts(String script, String id, String jobState, @Nullable Integer exitCode) {
        return on(script, () -> {
            job(id, jobState, exitCode);
            return report(id, true);
        });
    }

    /** What happens before each of the next looks at a job. */
    FakeWindows beforeNextLook(Runnable change) {
        looks.add(change);
        return this;
    }

    private CommandResult report(String id, boolean started) {
        ObjectNode found = new JsonMapper().createObjectNode().put("state", "ABSENT");
        for (var job : state.get("jobs")) {
            if (job.get("id").asText().equals(id)) {
                found = (ObjectNode) job;
            }
        }
        return answers("{\"started\":" + started + ",\"job\":" + found + "}");
    }

    /** The changing scripts that were sent, by name. */
    List<String> changes() {
        return sent.stream()
                .filter(CommandLine::changing)
                .map(FakeWindows::scriptName)
                .toList();
    }

    String lastChange() {
        return sent.stream()
                .filter(CommandLine::changing)
                .reduce((a, b) -> b)
                .map(CommandLine::toString)
                .orElse("");
    }

    @Override
    public Server server() {
        return SERVER;
    }

    @Override
    public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
        sent.add(command);
        timesGiven.add(deadline);
        String script = scriptName(command);
        if (script.equals("read-server.ps1")) {
            Play next = readings.poll();
            return next != null ? next.run() : reading();
        }
        if (script.equals("job-look.ps1")) {
            Runnable change = looks.poll();
            if (change != null) {
                change.run();
            }
            return report(command.arguments().get(1).value(), false);
        }
        boolean tool =
                script.equals("apply-configuration.ps1") && !command.toString().contains("'restart-services'");
        Play play = plays.get(tool ? TOOL : script);
        if (play == null && tool && plays.containsKey(script)) {
            job("production-1-apply-configuration", "ENDED", 0);
            return report("production-1-apply-configuration", true);
        }
        if (play == null && script.equals("try-server.ps1")) {
            return answers("{\"way\":\"process\",\"exitCode\":0,\"whys\":[],\"folderProblem\":\"\"}");
        }
        if (play == null) {
            throw new IllegalStateException("the test did not expect " + command);
        }
        return play.run();
    }

    private static String scriptName(CommandLine command) {
        return Objects.requireNonNull(command.script()).name();
    }

    private CommandResult reading() {
        return completed("a banner\r\nOSFAILOVER:" + state + "\r\nnoise");
    }

    @Override
    public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
        throw new IllegalStateException("no dialogues on this stack: " + command);
    }

    @Override
    public String toString() {
        return "fe1";
    }
}
