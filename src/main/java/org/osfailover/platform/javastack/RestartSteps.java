package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.StartType;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;

/**
 * Brings the configuration into force: the enabled services are stopped and started in the documented order (Log,
 * Controller, Deployment, Scheduler, SMS Connector; the stop order is the same), unless every one of them was started
 * after the configuration was last written.
 */
final class RestartSteps {

    private static final Pattern NO_SERVICE =
            Pattern.compile("^(?:\\S*/)?(?:sudo|ps|service|sh|bash|vi|vim|less|tail|cat|grep)\\b");

    /** More would mean that the server's clock stands still. */
    private static final int LOOKS = 20;

    private final Server server;
    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final ServiceReader services;
    private final ServiceSteps steps;
    private final JavaSettings settings;
    private final Deadlines deadlines;
    private final RunStep step;

    RestartSteps(
            Server server,
            LinuxServer linux,
            LinuxCommands commands,
            ServiceReader services,
            ServiceSteps steps,
            JavaSettings settings,
            Deadlines deadlines,
            RunStep step) {
        this.server = server;
        this.linux = linux;
        this.commands = commands;
        this.services = services;
        this.steps = steps;
        this.settings = settings;
        this.deadlines = deadlines;
        this.step = step;
    }

    Outcome applyConfiguration() throws GivenUp {
        Map<PlatformService, ServiceReading> readings = services.readAll();
        List<PlatformService> enabled = PlatformService.inStartOrder().stream()
                .filter(service -> mayRun(readings.get(service)))
                .toList();
        String names = enabled.stream().map(PlatformService::shortName).collect(Collectors.joining(", "));
        if (enabled.isEmpty()) {
            return new Outcome.AlreadyDone(server.id() + ": no service is enabled, none has to be restarted");
        }
        boolean allRun = enabled.stream().allMatch(service -> runs(readings.get(service)));
        if (allRun && startedAfterConfiguration(enabled)) {
            return new Outcome.AlreadyDone(server.id() + ": " + names + (enabled.size() == 1 ? " was" : " were")
                    + " started after the configuration was last written");
        }
        if (step.rehearsal()) {
            return rehearse(enabled, names);
        }
        for (PlatformService service : enabled) {
            Outcome stopped = steps.stop(service);
            if (!stopped.isSuccess()) {
                return stopped;
            }
        }
        letThatSecondPass();
        List<String> done = new ArrayList<>();
        for (PlatformService service : enabled) {
            Outcome started = steps.start(service);
            if (!started.isSuccess()) {
                return notStarted(started, enabled, done);
            }
            done.add(service.shortName());
        }
        return new Outcome.Changed(server.id() + ": restarted " + names + "; all of them are running");
    }

    /**
     * Ages are whole seconds: a process that begins in the very second in which the file was written can't be told from
     * one that began before, and would be restarted again and again.
     */
    private void letThatSecondPass() throws GivenUp {
        OptionalLong written = number(commands.configurationWrittenAt());
        for (int looks = 0; looks < LOOKS && written.isPresent() && written.equals(number(commands.now())); looks++) {
            steps.pause();
        }
    }

    private Outcome notStarted(Outcome outcome, List<PlatformService> enabled, List<String> done) {
        String stopped = enabled.stream()
                .map(PlatformService::shortName)
                .filter(name -> !done.contains(name))
                .collect(Collectors.joining(", "));
        String sentence = outcome.sentence() + ". Not started yet on " + server.id() + ": " + stopped;
        return outcome instanceof Outcome.Refused refused
                ? new Outcome.Refused(refused.code(), sentence)
                : new Outcome.Unknown(sentence);
    }

    private Outcome rehearse(List<PlatformService> enabled, String names) throws GivenUp {
        for (PlatformService service : enabled) {
            linux.run(commands.stop(service), deadlines.service());
        }
        for (PlatformService service : enabled) {
            linux.run(commands.start(service), deadlines.service());
        }
        return new Outcome.Rehearsed(server.id() + ": " + names + " would be stopped and started");
    }

    /**
     * Whether every service's processes began in a later second than the one in which the file was written; false where
     * that is not known. (Both clocks are the server's own; ages are whole seconds, so a process that began less than a
     * second before may count as later. Nothing is that fast: the dialogue between a start and the writing takes longer.)
     */
    private boolean startedAfterConfiguration(List<PlatformService> enabled) throws GivenUp {
        OptionalLong written = number(commands.configurationWrittenAt());
        OptionalLong now = number(commands.now());
        Optional<Processes> processes = Processes.read(linux, commands);
        if (written.isEmpty() || now.isEmpty() || processes.isEmpty()) {
            return false;
        }
        for (PlatformService service : enabled) {
            OptionalLong age = processes.get().oldest(settings.process(service), NO_SERVICE);
            if (age.isEmpty() || now.getAsLong() - age.getAsLong() <= written.getAsLong()) {
                return false;
            }
        }
        return true;
    }

    private OptionalLong number(CommandLine command) throws GivenUp {
        CommandResult.Completed completed = linux.read(command);
        String text = completed.output().strip();
        return completed.isExitZero() && text.matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    private static boolean mayRun(@Nullable ServiceReading reading) {
        return reading != null
                && (reading.startType().isEnabled()
                        || (reading.startType() == StartType.UNKNOWN
                                && reading.state().isRunning()));
    }

    private static boolean runs(@Nullable ServiceReading reading) {
        return reading != null && reading.state().isRunning();
    }
}
