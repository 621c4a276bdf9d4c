package org.osfailover.servicecenter.osptool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobState;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteJob;
import org.osfailover.remote.RemoteShell;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;

/**
 * {@code OSPTool /PublishFactory} on the Controller: publishes every module that is not the platform's own. It runs as a
 * job; a publication's number is that of the run's attempt, so that one which is under way is found and not begun again.
 * A non-zero exit code is a failure, and so is one of four phrases in the output.
 *
 * <p>Source: docs-product {@code osp-tool-ref.md}; the phrases: the vendor's outsystems-pipeline.
 */
final class OspTool {

    private static final CommandLine.Script SCRIPT = load();
    private static final int MOST_ATTEMPTS = 50;

    private final Environment environment;
    private final RemoteShell shell;
    private final RunStep step;
    private final Credentials credentials;
    private final OspToolSettings settings;

    OspTool(Environment environment, Server controller, RemoteShell shell, RunStep step, Credentials credentials) {
        this.environment = environment;
        this.shell = shell;
        this.step = step;
        this.credentials = credentials;
        this.settings = OspToolSettings.of(environment, controller);
    }

    /** Begins an attempt, unless one of this run is under way or has succeeded. */
    PublicationStart start() {
        String name = environment.serviceCenter().credentials();
        Credentials.Secrets login = credentials.find(name);
        String user = login == null ? null : login.username();
        String password = login == null ? null : login.password();
        if (user == null || password == null) {
            return new PublicationStart.Refused("OSPTool needs Service Center's user name and password: set"
                    + " failover.credentials." + name + ".username and .password");
        }
        try {
            for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
                RemoteJob job = job(attempt, user, password);
                JobState state = job.look();
                if (state instanceof JobState.NotStarted) {
                    return begun(attempt, job);
                } else if (state instanceof JobState.Unknown unknown) {
                    return new PublicationStart.Unknown(
                            "Whether OSPTool runs on " + shell.server().id() + " can't be read: " + unknown.why());
                } else if (!isFailure(state)) {
                    return new PublicationStart.Started(attempt);
                }
            }
            return new PublicationStart.Refused("OSPTool has failed " + MOST_ATTEMPTS + " times in this run");
        } catch (RemoteAccessException e) {
            return new PublicationStart.Refused("OSPTool was not started: " + e.sentence());
        }
    }

    private PublicationStart begun(int attempt, RemoteJob job) throws RemoteAccessException {
        JobStart start = job.start();
        if (start instanceof JobStart.Rehearsed) {
            return new PublicationStart.Rehearsed();
        } else if (start instanceof JobStart.NotPossible refused) {
            return new PublicationStart.Refused("OSPTool was not started: " + refused.why());
        } else if (start instanceof JobStart.Unknown unknown) {
            JobState state = job.look();
            if (state instanceof JobState.NotStarted) {
                return new PublicationStart.Refused("OSPTool was not started: " + unknown.why());
            } else if (state instanceof JobState.Unknown) {
                return new PublicationStart.Unknown("Whether OSPTool was started is not known: " + unknown.why()
                        + ". It is looked for before it is started again");
            }
        }
        return new PublicationStart.Started(attempt);
    }

    private boolean isFailure(JobState state) {
        return state instanceof JobState.Lost
                || (state instanceof JobState.Ended ended
                        && (ended.exitCode() != 0 || !failures(ended).isEmpty()));
    }

    private List<String> failures(JobState.Ended ended) {
        return OspToolSettings.lines(settings.failure(), ended.tail());
    }

    PublicationReading read(int attempt, int lastSeen) {
        JobState state = look(attempt);
        if (state instanceof JobState.Running running) {
            int printed = (int) Math.min(running.bytes(), Integer.MAX_VALUE);
            return new PublicationReading(
                    PublicationState.RUNNING,
                    Math.max(lastSeen, printed),
                    0,
                    0,
                    lastLine(running.tail(), "OSPTool runs and has printed nothing yet"));
        } else if (state instanceof JobState.Ended ended) {
            return ended(lastSeen, ended);
        } else if (state instanceof JobState.Lost lost) {
            return new PublicationReading(
                    PublicationState.FAILED,
                    lastSeen,
                    0,
                    1,
                    "OSPTool did not come to its end: " + lost.why() + lastLine(lost.tail(), ""));
        }
        String why = state instanceof JobState.Unknown unknown
                ? unknown.why()
                : "the server knows nothing of the job " + id(attempt);
        return new PublicationReading(
                PublicationState.UNKNOWN, lastSeen, 0, 0, "OSPTool can't be seen at the moment: " + why);
    }

    private PublicationReading ended(int lastSeen, JobState.Ended ended) {
        List<String> failures = failures(ended);
        int warnings = OspToolSettings.lines(settings.warning(), ended.tail()).size();
        String last = lastLine(ended.tail(), "it printed nothing");
        if (ended.exitCode() != 0 || !failures.isEmpty()) {
            return new PublicationReading(
                    PublicationState.FAILED,
                    lastSeen,
                    warnings,
                    Math.max(1, failures.size()),
                    "OSPTool ended with exit code " + ended.exitCode() + ": "
                            + (failures.isEmpty() ? last : failures.get(0)));
        }
        return new PublicationReading(
                warnings > 0 ? PublicationState.SUCCEEDED_WITH_WARNINGS : PublicationState.SUCCEEDED,
                lastSeen,
                warnings,
                0,
                "OSPTool ended with exit code 0: " + last);
    }

    List<String> complaints(int attempt) {
        return look(attempt) instanceof JobState.Ended ended
                ? Stream.concat(
                                failures(ended).stream().map(line -> "error: " + line),
                                OspToolSettings.lines(settings.warning(), ended.tail()).stream()
                                        .map(line -> "warning: " + line))
                        .toList()
                : List.of();
    }

    private JobState look(int attempt) {
        try {
            return job(attempt, "", "").look();
        } catch (RemoteAccessException e) {
            return new JobState.Unknown(e.sentence());
        }
    }

    /** A look needs no login. */
    private RemoteJob job(int attempt, String user, String password) {
        return shell.job(
                id(attempt),
                environment.stack() == Stack.JAVA ? onLinux(user, password) : onWindows(id(attempt), user, password));
    }

    private CommandLine onLinux(String user, String password) {
        return CommandLine.posix(settings.path())
                .plain(settings.command())
                .plain(settings.host())
                .plain(user)
                .secret(password)
                .changing()
                .elevated()
                .build();
    }

    private CommandLine onWindows(String id, String user, String password) {
        CommandLine.Builder command = CommandLine.powerShell(SCRIPT)
                .parameter("JobId", id)
                .parameter("Switch", settings.command())
                .parameter("HostName", settings.host())
                .parameter("User", user)
                .raw("-Password")
                .secret(password);
        if (!settings.path().isEmpty()) {
            command.parameter("Tool", settings.path());
        }
        return command.changing().elevated().build();
    }

    private String id(int attempt) {
        String run = step.runId() == null ? "no-run" : step.runId().replaceAll("[^A-Za-z0-9._-]", "_");
        return run + "-publish-factory" + (attempt == 1 ? "" : "-" + attempt);
    }

    private static String lastLine(@Nullable String text, String otherwise) {
        List<String> lines = new ArrayList<>(
                text == null ? List.of() : text.lines().map(String::strip).toList());
        lines.removeIf(String::isEmpty);
        return lines.isEmpty() ? otherwise : lines.get(lines.size() - 1);
    }

    private static CommandLine.Script load() {
        try (InputStream in = OspTool.class.getResourceAsStream("/osptool/publish-factory.ps1")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its script /osptool/publish-factory.ps1");
            }
            return new CommandLine.Script(
                    "publish-factory.ps1",
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
