package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.Progress;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.DialogueResult;

/** Stops, starts, disables and enables services; each time reads, acts where needed, and reads again. */
final class ServiceSteps {

    private final Server server;
    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final ServiceReader services;
    private final JavaSettings settings;
    private final Deadlines deadlines;
    private final RunStep step;

    ServiceSteps(
            Server server,
            LinuxServer linux,
            LinuxCommands commands,
            ServiceReader services,
            JavaSettings settings,
            Deadlines deadlines,
            RunStep step) {
        this.server = server;
        this.linux = linux;
        this.commands = commands;
        this.services = services;
        this.settings = settings;
        this.deadlines = deadlines;
        this.step = step;
    }

    Outcome stop(PlatformService service) throws GivenUp {
        ServiceReading before = reading(service);
        if (before.startType() == StartType.ABSENT) {
            return new Outcome.AlreadyDone(name(service) + " is not installed");
        }
        if (before.state() == ServiceState.STOPPED) {
            return new Outcome.AlreadyDone(name(service) + " is stopped already");
        }
        if (before.state() == ServiceState.STOPPING && !step.rehearsal()) {
            ServiceReading after = await(service, ServiceSteps::isStopped, deadlines.service());
            return isStopped(after)
                    ? new Outcome.Changed(name(service) + " has stopped; it was stopping already")
                    : notInWantedState(
                            after,
                            "it was stopping already, and has not stopped within "
                                    + LinuxServer.seconds(deadlines.service()));
        }
        return act(service, commands.stop(service), "stop", "stopped", ServiceSteps::isStopped);
    }

    Outcome start(PlatformService service) throws GivenUp {
        ServiceReading before = services.read(service);
        if (before.startType() == StartType.ABSENT) {
            return absent(service);
        }
        if (before.state().isRunning()) {
            return new Outcome.AlreadyDone(name(service) + " is running already");
        }
        if (before.startType() == StartType.DISABLED && !step.rehearsal()) {
            return new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    name(service) + " is disabled, and was not started: enable it first");
        }
        if (before.state() == ServiceState.STARTING && !step.rehearsal()) {
            ServiceReading after = await(service, ServiceSteps::runs, deadlines.service());
            return runs(after)
                    ? new Outcome.Changed(name(service) + " is running; it was starting already")
                    : notInWantedState(
                            after,
                            "it was starting already, and does not run after "
                                    + LinuxServer.seconds(deadlines.service()));
        }
        return act(service, commands.start(service), "start", "running", ServiceSteps::runs);
    }

    private Outcome act(
            PlatformService service,
            CommandLine command,
            String verb,
            String wanted,
            Predicate<ServiceReading> isWanted)
            throws GivenUp {
        long began = System.nanoTime();
        CommandResult result = linux.run(command, deadlines.service());
        if (result instanceof CommandResult.Rehearsed) {
            return new Outcome.Rehearsed(name(service) + " would be told to " + verb + ": " + command);
        }
        Duration patience = deadlines.service();
        String came;
        if (result instanceof CommandResult.Completed completed) {
            linux.refuseMissingRights(command, completed);
            came = "'" + command + "' ended with " + LinuxServer.complaint(completed);
            if (completed.exitCode().orElse(0) != 0) {
                // it said that it failed: look a few times, don't wait as for one that said it worked
                patience = shorter(patience, deadlines.poll().multipliedBy(5));
            }
        } else if (result instanceof CommandResult.ConnectionLost lost) {
            came = "the connection was lost during '" + command + "' (" + lost.reason() + ")";
        } else {
            came = "'" + command + "' did not end within " + LinuxServer.seconds(deadlines.service());
        }
        ServiceReading after = probe(service, isWanted, patience, came);
        if (isWanted.test(after)) {
            String took = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - began) / 1e9);
            String remark = result instanceof CommandResult.Completed completed
                            && completed.exitCode().orElse(0) == 0
                    ? ""
                    : " (" + came + "; read back afterwards)";
            return new Outcome.Changed(name(service) + " is " + wanted + " after " + took + remark);
        }
        if (result instanceof CommandResult.Completed completed
                && completed.exitCode().orElse(0) != 0
                && after.state() != ServiceState.UNKNOWN) {
            return new Outcome.Refused(
                    RefusalCode.COMMAND_FAILED,
                    name(service) + " is " + after.state() + ", not " + wanted + ": " + came);
        }
        return notInWantedState(after, came);
    }

    /** Reads until the wanted state is reached; a reading that fails after a lost connection leaves it unknown. */
    private ServiceReading probe(
            PlatformService service, Predicate<ServiceReading> isWanted, Duration patience, String came)
            throws GivenUp {
        try {
            return await(service, isWanted, patience);
        } catch (GivenUp e) {
            throw GivenUp.unknown(name(service) + ": " + came + ", and then it could not be read what it does: "
                    + e.outcome().sentence());
        }
    }

    /** Reads the service until it is as wanted, or the time is over; the last reading. */
    private ServiceReading await(PlatformService service, Predicate<ServiceReading> isWanted, Duration patience)
            throws GivenUp {
        long until = System.nanoTime() + patience.toNanos();
        ServiceReading reading = reading(service);
        while (!isWanted.test(reading) && System.nanoTime() < until) {
            pause();
            reading = reading(service);
        }
        return reading;
    }

    /** What the service does; that it is stopped only where its port says nothing else. */
    private ServiceReading reading(PlatformService service) throws GivenUp {
        ServiceReading reading = services.read(service);
        return reading.state() == ServiceState.STOPPED ? services.withPort(reading) : reading;
    }

    /** Waits until the next look. */
    void pause() throws GivenUp {
        try {
            Thread.sleep(deadlines.poll().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw GivenUp.unknown(server.id() + ": the program was told to end while it waited");
        }
    }

    Outcome disable(PlatformService service) throws GivenUp {
        return configure(service, StartType.DISABLED);
    }

    Outcome setAutomatic(PlatformService service) throws GivenUp {
        return configure(service, StartType.AUTOMATIC);
    }

    private Outcome configure(PlatformService service, StartType wanted) throws GivenUp {
        boolean enable = wanted == StartType.AUTOMATIC;
        if (service == PlatformService.RABBITMQ) {
            return enable ? absent(service) : new Outcome.AlreadyDone(name(service) + " is not installed");
        }
        LongTask.ConfigureService task = new LongTask.ConfigureService(service, enable);
        Map<PlatformService, ServiceReading> before = services.readAll();
        ToolDialogue tool = tool(task, before);
        Optional<Progress> found = tool.found();
        if (found.isPresent()) {
            return toItsEnd(found.get(), tool);
        }
        StartType now = startType(before, service);
        if (now == wanted) {
            return new Outcome.AlreadyDone(name(service) + " is " + done(enable) + " already");
        }
        if (now == StartType.ABSENT) {
            return enable ? absent(service) : new Outcome.AlreadyDone(name(service) + " is not installed");
        }
        return toItsEnd(begin(task, tool, before), tool);
    }

    private Progress begin(
            LongTask.ConfigureService task, ToolDialogue tool, Map<PlatformService, ServiceReading> before)
            throws GivenUp {
        return tool.begin(
                StartTypes.of(before).toString(),
                deadlines.dialogue(),
                result -> result instanceof DialogueResult.Rehearsed
                        ? new Outcome.Rehearsed(name(task.service()) + " would be " + done(task.enable()) + " with "
                                + commands.serviceConfigurator()
                                + "; every other service would be answered as it is now")
                        : configured(task, StartTypes.of(before), result));
    }

    /** What became of the service configurator; begins nothing. */
    Progress lookAtConfiguring(LongTask.ConfigureService task) throws GivenUp {
        return tool(task, services.readAll()).look();
    }

    /** A dialogue that goes on is followed until its deadline, and then left to itself. */
    private Outcome toItsEnd(Progress begun, ToolDialogue tool) throws GivenUp {
        long until = System.nanoTime() + deadlines.dialogue().toNanos();
        Progress progress = begun;
        while (progress instanceof Progress.UnderWay underWay && !underWay.waits() && System.nanoTime() < until) {
            pause();
            progress = tool.look();
        }
        if (progress instanceof Progress.UnderWay underWay) {
            return underWay.waits()
                    ? new Outcome.Refused(RefusalCode.UNEXPECTED_QUESTION, underWay.sentence())
                    : new Outcome.Unknown(underWay.sentence() + ". It goes on on the server; RETRY finds it again");
        }
        return ((Progress.Ended) progress).outcome();
    }

    private ToolDialogue tool(LongTask.ConfigureService task, Map<PlatformService, ServiceReading> before)
            throws GivenUp {
        return new ToolDialogue(
                server,
                linux,
                commands.serviceConfigurator(),
                commands.jobId(step.runId(), task),
                task.service().shortName() + " is being " + done(task.enable()),
                new ServiceConfiguratorDialogue(settings).with(task.service(), task.enable(), before),
                (note, result) -> configured(task, StartTypes.parse(note, StartTypes.of(before)), result));
    }

    private Outcome configured(LongTask.ConfigureService task, StartTypes before, DialogueResult result)
            throws GivenUp {
        String came = Conversation.ending(commands.serviceConfigurator(), result);
        StartTypes after;
        try {
            after = StartTypes.of(services.readAll());
        } catch (GivenUp e) {
            throw GivenUp.unknown(name(task.service()) + ": " + came + "; and then it could not be read whether it is "
                    + done(task.enable()) + ": " + e.outcome().sentence());
        }
        return judge(task, before, after, came, result);
    }

    private static String done(boolean enable) {
        return enable ? "enabled" : "disabled";
    }

    private Outcome judge(
            LongTask.ConfigureService task, StartTypes before, StartTypes after, String came, DialogueResult result) {
        PlatformService service = task.service();
        String done = done(task.enable());
        StartType now = after.of(service);
        List<String> others = before.othersThatChanged(after, service);
        if (!others.isEmpty()) {
            return new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    server.id() + ": services that were not to be touched have changed: " + String.join("; ", others)
                            + ". " + service.shortName() + " is " + now + ". " + came);
        }
        if (now == (task.enable() ? StartType.AUTOMATIC : StartType.DISABLED)) {
            boolean smooth = result instanceof DialogueResult.Completed completed
                    && completed.exitCode().orElse(0) == 0;
            return new Outcome.Changed(
                    name(service) + " is " + done + (smooth ? "" : " (read back afterwards; " + came + ")"));
        }
        if (now == StartType.UNKNOWN) {
            return new Outcome.Unknown(name(service) + ": whether it is " + done + " can't be read ("
                    + after.detail(service) + "). " + came);
        }
        return new Outcome.Refused(Conversation.code(result), name(service) + " is not " + done + ". " + came);
    }

    private Outcome notInWantedState(ServiceReading after, String came) {
        String sentence = name(after.service()) + " is " + after.state()
                + (after.detail().isEmpty() ? "" : " (" + after.detail() + ")") + ": " + came;
        return after.state() == ServiceState.UNKNOWN
                ? new Outcome.Unknown(sentence)
                : new Outcome.Refused(RefusalCode.NOT_IN_WANTED_STATE, sentence);
    }

    private Outcome absent(PlatformService service) {
        return new Outcome.Refused(
                RefusalCode.SERVICE_ABSENT,
                name(service) + " is not installed"
                        + (service == PlatformService.RABBITMQ ? ": the Java stack has no such service" : ""));
    }

    private String name(PlatformService service) {
        return server.id() + ": " + service.shortName();
    }

    private static StartType startType(Map<PlatformService, ServiceReading> readings, PlatformService service) {
        ServiceReading reading = readings.get(service);
        return reading == null ? StartType.UNKNOWN : reading.startType();
    }

    private static boolean isStopped(ServiceReading reading) {
        return reading.state() == ServiceState.STOPPED;
    }

    private static boolean runs(ServiceReading reading) {
        return reading.state().isRunning();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
