package org.osfailover.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A job on a Windows server. The script that starts it gets its id as {@code -JobId} and opens it outside the session's
 * job object, whose end would end it ({@code Win32_Process.Create}); what becomes of it is asked by scripts of our own.
 */
final class WindowsJob implements RemoteJob {

    private static final String MARKER = "OSFAILOVER:";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CommandLine.Script LOOK = load("job-look.ps1");
    private static final CommandLine.Script CANCEL = load("job-cancel.ps1");
    private static final CommandLine.Script REMOVE = load("job-remove.ps1");

    /**
     * PowerShell alone may take fifteen seconds to start on a loaded server, and a start waits up to thirty for the job's
     * first sign of life.
     */
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final RemoteShell shell;
    private final String id;
    private final CommandLine starting;

    WindowsJob(RemoteShell shell, String id, CommandLine starting) {
        if (!id.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("a job's id is a folder's name: " + id);
        }
        this.shell = shell;
        this.id = id;
        this.starting = starting;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public JobStart start() throws RemoteAccessException {
        CommandResult result = shell.run(starting, DEADLINE);
        if (result instanceof CommandResult.Rehearsed) {
            return new JobStart.Rehearsed();
        } else if (result instanceof CommandResult.ConnectionLost lost) {
            return new JobStart.Unknown(lost.reason());
        } else if (!(result instanceof CommandResult.Completed completed)) {
            return new JobStart.Unknown("the server did not answer in time");
        } else {
            JsonNode json = json(completed);
            if (json.path("error").isTextual()) {
                return new JobStart.NotPossible(
                        json.path("message").asText(), json.path("error").asText());
            } else if (!json.path("job").isObject()) {
                Optional<BlockedScript> blocked = BlockedScript.in(completed.output(), completed.error());
                if (blocked.isPresent()) {
                    return new JobStart.NotPossible(
                            blocked.get().sentence() + ". " + blocked.get().remedy(), said(completed));
                }
                return new JobStart.Unknown("the server answered something else: " + said(completed));
            }
            JobState state = state(json.path("job"));
            return json.path("started").asBoolean() ? new JobStart.Started(state) : new JobStart.Found(state);
        }
    }

    @Override
    public JobState look() throws RemoteAccessException {
        return ask(LOOK, false);
    }

    /** Windows can't ask a program without a window to end: it is ended at once, whatever the patience. */
    @Override
    public JobState cancel(Duration patience) throws RemoteAccessException {
        return ask(CANCEL, true);
    }

    @Override
    public void remove() throws RemoteAccessException {
        ask(REMOVE, true);
    }

    private JobState ask(CommandLine.Script script, boolean changing) throws RemoteAccessException {
        CommandLine.Builder command =
                CommandLine.powerShell(script).parameter("JobId", id).elevated();
        if (changing) {
            command.changing();
        }
        CommandResult result = shell.run(command.build(), DEADLINE);
        if (result instanceof CommandResult.Completed completed) {
            JsonNode json = json(completed);
            if (json.path("job").isObject()) {
                return state(json.path("job"));
            }
            return new JobState.Unknown(
                    json.path("message").isTextual()
                            ? json.path("message").asText()
                            : BlockedScript.in(completed.output(), completed.error())
                                    .map(blocked -> blocked.sentence() + ". " + blocked.remedy())
                                    .orElseGet(() -> "the server answered something else: " + said(completed)));
        } else if (result instanceof CommandResult.ConnectionLost lost) {
            return new JobState.Unknown(lost.reason());
        }
        return new JobState.Unknown("the server did not answer in time");
    }

    private static JobState state(JsonNode job) {
        String output = job.path("output").asText("");
        Duration elapsed = Duration.ofSeconds(job.path("elapsed").asLong());
        return switch (job.path("state").asText()) {
            case "ABSENT" -> new JobState.NotStarted();
            case "RUNNING" ->
                new JobState.Running(elapsed, output, job.path("bytes").asLong());
            case "ENDED" -> new JobState.Ended(job.path("exitCode").asInt(-1), output);
            case "LOST" -> new JobState.Lost(job.path("why").asText(), output);
            case "STARTING" -> new JobState.Unknown(job.path("why").asText());
            default -> new JobState.Unknown("the server's answer says nothing of the command");
        };
    }

    /** The answer behind the marker; line breaks that a console folded into it are taken out. Missing where there is none. */
    private static JsonNode json(CommandResult.Completed completed) {
        int marker = completed.output().lastIndexOf(MARKER);
        if (marker < 0) {
            return JSON.missingNode();
        }
        String text = completed.output().substring(marker + MARKER.length()).replaceAll("[\\r\\n]", "");
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String said(CommandResult.Completed completed) {
        String text = (completed.output() + "\n" + completed.error()).strip();
        return text.isEmpty() ? "nothing" : text.substring(0, Math.min(text.length(), 500));
    }

    private static CommandLine.Script load(String name) {
        try (InputStream in = WindowsJob.class.getResourceAsStream("/powershell/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its script /powershell/" + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\r\n", "\n");
            return new CommandLine.Script(name, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
