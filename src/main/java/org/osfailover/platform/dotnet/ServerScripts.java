package org.osfailover.platform.dotnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.platform.PlatformSetting;
import org.osfailover.remote.BlockedScript;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

/** Runs our scripts on a server and says what became of them: probe, act, and the probe that settles it. */
final class ServerScripts {

    /** What was read, or why not. */
    sealed interface Probe {
        record Read(DotnetReading reading) implements Probe {}

        /** @param blocked what Windows did not let run, where it is that */
        record Failed(RefusalCode code, String sentence, Optional<BlockedScript> blocked) implements Probe {
            Failed(RefusalCode code, String sentence) {
                this(code, sentence, Optional.empty());
            }
        }
    }

    /** How a changing script ended. */
    sealed interface Act {
        record Done(JsonNode json) implements Act {}

        /** The script says that it failed. */
        record Failed(RefusalCode code, String sentence) implements Act {}

        /** Nothing was sent. */
        record NotConnected(RefusalCode code, String sentence) implements Act {}

        /** Sent, and what became of it is not known. */
        record Lost(RefusalCode code, String why) implements Act {}

        record Rehearsed() implements Act {}
    }

    /**
     * What a script gets beyond the time it may wait for something: its own start and its reading. PowerShell alone may take
     * fifteen seconds on a loaded server whose antivirus looks at everything.
     */
    static final Duration MARGIN = Duration.ofSeconds(60);

    private final Environment environment;
    private final Server server;
    private final RemoteShell shell;
    private final Deadlines deadlines;

    ServerScripts(Environment environment, Server server, RemoteShell shell, Deadlines deadlines) {
        this.environment = environment;
        this.server = server;
        this.shell = shell;
        this.deadlines = deadlines;
    }

    /** Reads the server; a connection that breaks is tried once more, since reading changes nothing. */
    Probe read() {
        Probe first = readOnce();
        return first instanceof Probe.Failed failed && failed.code() == RefusalCode.OUTCOME_UNKNOWN
                ? readOnce()
                : first;
    }

    private Probe readOnce() {
        CommandLine.Builder command = CommandLine.powerShell(Scripts.READ_SERVER.script());
        overridden(command, "ServiceNames", serviceNames());
        overridden(command, "Ports", DotnetSettings.PORTS);
        overridden(command, "ConnectionSections", DotnetSettings.CONNECTION_SETTINGS);
        overridden(command, "InitialisedMessage", DotnetSettings.INITIALISED_MESSAGE);
        overridden(command, "InitialisationErrorMessage", DotnetSettings.INITIALISATION_ERROR_MESSAGE);
        try {
            CommandResult result = shell.run(inInstallDirectory(command).build(), deadlines.command());
            if (result instanceof CommandResult.Completed completed) {
                return parse(completed);
            } else if (result instanceof CommandResult.ConnectionLost lost) {
                return new Probe.Failed(
                        RefusalCode.OUTCOME_UNKNOWN, "the connection was lost while it was read: " + lost.reason());
            } else if (result instanceof CommandResult.TimedOut) {
                return new Probe.Failed(
                        RefusalCode.SERVER_SLOW,
                        "it accepted the login, but did not answer within "
                                + deadlines.command().toSeconds() + " s");
            }
            return new Probe.Failed(RefusalCode.OUTCOME_UNKNOWN, "it was not read: the reading was only rehearsed");
        } catch (RemoteAccessException e) {
            return new Probe.Failed(code(e), e.sentence());
        }
    }

    private Probe parse(CommandResult.Completed completed) {
        ScriptAnswer answer = ScriptAnswer.of(completed.output(), completed.error());
        if (answer instanceof ScriptAnswer.Failed failed) {
            return new Probe.Failed(failed.code(), "it can't be read: " + failed.message());
        } else if (answer instanceof ScriptAnswer.Garbage garbage) {
            Optional<BlockedScript> blocked = BlockedScript.in(completed.output(), completed.error());
            return new Probe.Failed(
                    RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                    blocked.map(b -> b.sentence() + ". " + b.remedy()).orElse(garbage.sentence()),
                    blocked);
        }
        JsonNode json = ((ScriptAnswer.Done) answer).json();
        if (!json.path("services").isArray()) {
            return new Probe.Failed(
                    RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                    "the server's answer says nothing of its services: " + ScriptAnswer.last(json.toString()));
        }
        return new Probe.Read(DotnetReading.of(server.id(), Instant.now(), json));
    }

    /** Reads what a check looks at besides the platform. */
    Act check() {
        CommandLine.Builder command = CommandLine.powerShell(Scripts.CHECK_SERVER.script());
        return run(inInstallDirectory(command).build(), deadlines.command());
    }

    /** How long it may wait for a job's first sign of life, by both ways together, and for its end. */
    private static final Duration SIGNS = Duration.ofSeconds(40);

    /**
     * Tries the real things harmlessly; nothing is left.
     *
     * @param scripts whether each script is tried, too
     */
    Act tries(boolean scripts) {
        CommandLine.Builder command = CommandLine.powerShell(Scripts.TRY_SERVER.script());
        inInstallDirectory(command);
        overridden(command, "Way", DotnetSettings.JOBS);
        if (scripts) {
            command.parameter("Scripts", Scripts.all());
        }
        return run(command.build(), deadlines.command().plus(SIGNS));
    }

    /** Why there is no answer. */
    static String why(Act act) {
        if (act instanceof Act.Failed failed) {
            return failed.sentence();
        } else if (act instanceof Act.Lost lost) {
            return lost.why();
        } else if (act instanceof Act.NotConnected none) {
            return none.sentence();
        }
        return "it was only rehearsed";
    }

    /** A script that changes the server, ready for its parameters. */
    CommandLine.Builder changing(Scripts script) {
        return CommandLine.powerShell(script.script()).changing().elevated();
    }

    /** The Windows service's name in this environment. */
    String windowsName(PlatformService service) {
        return DotnetSettings.serviceName(service).in(environment);
    }

    Act changeService(Scripts script, PlatformService service) {
        CommandLine command = changing(script)
                .parameter("Service", windowsName(service))
                .parameter("TimeoutSeconds", Long.toString(deadlines.service().toSeconds()))
                .build();
        return run(command, deadlines.service().plus(MARGIN));
    }

    /** A script that only reads one thing. */
    Act runOnce(CommandLine command) {
        return run(command, deadlines.command());
    }

    Deadlines deadlines() {
        return deadlines;
    }

    Act run(CommandLine command, Duration deadline) {
        try {
            CommandResult result = shell.run(command, deadline);
            if (result instanceof CommandResult.Completed completed) {
                return act(completed);
            } else if (result instanceof CommandResult.TimedOut) {
                return new Act.Lost(
                        RefusalCode.NOT_IN_WANTED_STATE, "it did not end within " + deadline.toSeconds() + " s");
            } else if (result instanceof CommandResult.ConnectionLost lost) {
                return new Act.Lost(
                        RefusalCode.NOT_IN_WANTED_STATE, "the connection was lost meanwhile: " + lost.reason());
            }
            return new Act.Rehearsed();
        } catch (RemoteAccessException e) {
            return new Act.NotConnected(code(e), e.sentence());
        }
    }

    private static Act act(CommandResult.Completed completed) {
        ScriptAnswer answer = ScriptAnswer.of(completed.output(), completed.error());
        if (answer instanceof ScriptAnswer.Failed failed) {
            return new Act.Failed(failed.code(), failed.message());
        } else if (answer instanceof ScriptAnswer.Garbage garbage) {
            return BlockedScript.in(completed.output(), completed.error())
                    .<Act>map(blocked -> new Act.Failed(
                            RefusalCode.PLATFORM_NOT_AS_EXPECTED, blocked.sentence() + ". " + blocked.remedy()))
                    .orElseGet(() -> new Act.Lost(RefusalCode.PLATFORM_NOT_AS_EXPECTED, garbage.sentence()));
        }
        JsonNode json = ((ScriptAnswer.Done) answer).json();
        if (json.path("exitCode").isNumber() && json.path("exitCode").asInt() != 0) {
            return new Act.Failed(
                    RefusalCode.COMMAND_FAILED,
                    "it ended with exit code " + json.path("exitCode").asInt() + "; it printed: "
                            + ScriptAnswer.last(
                                    ScriptAnswer.text(json, "output").orElse(completed.error())));
        }
        return new Act.Done(json);
    }

    /**
     * What an act came to, by reading the server once more: the reading decides, whatever the script said, and nothing is
     * done a second time.
     *
     * @param onItsWay whether it may yet become so: then it is waited for
     * @param actual how it is instead, as "it is running"
     */
    Outcome settle(
            String subject,
            Act act,
            String rehearsed,
            Predicate<DotnetReading> wanted,
            Predicate<DotnetReading> onItsWay,
            Function<DotnetReading, String> changed,
            Function<DotnetReading, String> actual) {
        if (act instanceof Act.Rehearsed) {
            return new Outcome.Rehearsed(rehearsed);
        } else if (act instanceof Act.NotConnected failed) {
            return new Outcome.Refused(failed.code(), subject + ": nothing was done, " + failed.sentence());
        }
        Instant until = Instant.now().plus(deadlines.service());
        Probe after = read();
        while (after instanceof Probe.Read read
                && !wanted.test(read.reading())
                && onItsWay.test(read.reading())
                && Instant.now().isBefore(until)) {
            pause();
            after = read();
        }
        if (after instanceof Probe.Failed failed) {
            return act instanceof Act.Failed said
                    ? new Outcome.Refused(said.code(), subject + ": " + said.sentence())
                    : new Outcome.Unknown(subject + ": what became of it is not known"
                            + (act instanceof Act.Lost lost ? ", " + lost.why() : "")
                            + "; reading it back failed: " + failed.sentence());
        }
        DotnetReading reading = ((Probe.Read) after).reading();
        if (wanted.test(reading)) {
            return new Outcome.Changed(changed.apply(reading)
                    + (act instanceof Act.Lost lost ? " (" + lost.why() + "; read back from the server)" : ""));
        } else if (act instanceof Act.Failed failed && failed.code() == RefusalCode.OUTCOME_UNKNOWN) {
            return new Outcome.Unknown(subject + ": " + failed.sentence() + "; " + actual.apply(reading));
        } else if (act instanceof Act.Failed failed) {
            return new Outcome.Refused(
                    failed.code(), subject + ": " + failed.sentence() + "; " + actual.apply(reading));
        } else if (act instanceof Act.Lost lost) {
            return new Outcome.Refused(lost.code(), subject + ": " + lost.why() + "; " + actual.apply(reading));
        }
        return new Outcome.Refused(
                RefusalCode.NOT_IN_WANTED_STATE,
                subject + ": the command ended without an error, but read back " + actual.apply(reading));
    }

    /** A tool that runs long, under this run's name for it. */
    LongCommand job(String subject, String done, String id, CommandLine starting) {
        return new LongCommand(subject, done, shell.job(id, starting));
    }

    CommandLine.Builder inInstallDirectory(CommandLine.Builder command) {
        return overridden(command, "InstallDir", DotnetSettings.INSTALL_DIRECTORY);
    }

    /** Adds the parameter where the environment overrides the setting; the script knows the default itself. */
    CommandLine.Builder overridden(CommandLine.Builder command, String parameter, PlatformSetting setting) {
        return overridden(command, parameter, setting.isOverriddenIn(environment) ? setting.in(environment) : "");
    }

    /** The services' names in start order, where one of them is overridden. */
    void serviceNamesInOrder(CommandLine.Builder command) {
        if (!serviceNames().isEmpty()) {
            command.parameter(
                    "ServiceNames",
                    PlatformService.inStartOrder().stream()
                            .map(s -> DotnetSettings.serviceName(s).in(environment))
                            .collect(Collectors.joining(";")));
        }
    }

    private CommandLine.Builder overridden(CommandLine.Builder command, String parameter, String value) {
        return value.isEmpty() ? command : command.parameter(parameter, value);
    }

    private String serviceNames() {
        List<String> names = new ArrayList<>();
        for (PlatformService service : PlatformService.values()) {
            PlatformSetting setting = DotnetSettings.serviceName(service);
            if (setting.isOverriddenIn(environment)) {
                names.add(service.name() + "=" + setting.in(environment));
            }
        }
        return String.join(";", names);
    }

    /** Waits until the next look. */
    void pause() {
        try {
            Thread.sleep(deadlines.poll().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + server.id(), e);
        }
    }

    static RefusalCode code(RemoteAccessException e) {
        return switch (e.reason()) {
            case UNREACHABLE -> RefusalCode.SERVER_UNREACHABLE;
            case TOO_SLOW -> RefusalCode.SERVER_SLOW;
            case LOGINS_LIMITED -> RefusalCode.LOGINS_LIMITED;
            case JUMP_HOST_FAILED -> RefusalCode.JUMP_HOST_FAILED;
            case SERVER_BUSY -> RefusalCode.SERVER_BUSY;
            case HOST_KEY_CHANGED -> RefusalCode.HOST_KEY_CHANGED;
            case AUTHENTICATION_FAILED -> RefusalCode.AUTHENTICATION_FAILED;
        };
    }
}
