package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        String done = enable ? "enabled" : "disabled";
        if (service == PlatformService.RABBITMQ) {
            return enable ? absent(service) : new Outcome.AlreadyDone(name(service) + " is not installed");
        }
        Map<PlatformService, ServiceReading> before = services.readAll();
        StartType now = startType(before, service);
        if (now == wanted) {
            return new Outcome.AlreadyDone(name(service) + " is " + done + " already");
        }
        if (now == StartType.ABSENT) {
            return enable ? absent(service) : new Outcome.AlreadyDone(name(service) + " is not installed");
        }
        CommandLine command = commands.serviceConfigurator();
        DialogueResult result = linux.converse(
                command, new ServiceConfiguratorDialogue(settings).with(service, enable, before), deadlines.dialogue());
        if (result instanceof DialogueResult.Rehearsed) {
            return new Outcome.Rehearsed(name(service) + " would be " + done + " with " + command
                    + "; every other service would be answered as it is now");
        }
        String came = Conversation.ending(command, result);
        Map<PlatformService, ServiceReading> after;
        try {
            after = services.readAll();
        } catch (GivenUp e) {
            throw GivenUp.unknown(name(service) + ": " + came + "; and then it could not be read whether it is " + done
                    + ": " + e.outcome().sentence());
        }
        return judge(service, wanted, before, after, came, result);
    }

    private Outcome judge(
            PlatformService service,
            StartType wanted,
            Map<PlatformService, ServiceReading> before,
            Map<PlatformService, ServiceReading> after,
            String came,
            DialogueResult result) {
        String done = wanted == StartType.AUTOMATIC ? "enabled" : "disabled";
        List<String> others = new ArrayList<>();
        for (PlatformService other : PlatformService.inStartOrder()) {
            if (other != service && startType(before, other) != startType(after, other)) {
                others.add(other.shortName() + " was " + startType(before, other) + " and is now "
                        + startType(after, other));
            }
        }
        StartType now = startType(after, service);
        if (!others.isEmpty()) {
            return new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    server.id() + ": services that were not to be touched have changed: " + String.join("; ", others)
                            + ". " + service.shortName() + " is " + now + ". " + came);
        }
        if (now == wanted) {
            boolean smooth = result instanceof DialogueResult.Completed completed
                    && completed.exitCode().orElse(0) == 0;
            return new Outcome.Changed(
                    name(service) + " is " + done + (smooth ? "" : " (read back afterwards; " + came + ")"));
        }
        if (now == StartType.UNKNOWN) {
            ServiceReading reading = after.get(service);
            return new Outcome.Unknown(name(service) + ": whether it is " + done + " can't be read ("
                    + (reading == null ? "" : reading.detail()) + "). " + came);
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
