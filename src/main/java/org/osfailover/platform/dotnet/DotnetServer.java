package org.osfailover.platform.dotnet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformSetting;
import org.osfailover.platform.dotnet.DotnetReading.Job;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.platform.dotnet.ServerScripts.Probe;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.RemoteShell;

/** A Windows server of the platform, worked on by PowerShell scripts. */
final class DotnetServer implements PlatformServer {

    /** What a script gets beyond the time it may wait for a service: its own start and its reading. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Environment environment;
    private final Server server;
    private final Deadlines deadlines;
    private final RunStep step;
    private final ServerScripts scripts;

    DotnetServer(Environment environment, Server server, RemoteShell shell, Deadlines deadlines, RunStep step) {
        this.environment = environment;
        this.server = server;
        this.deadlines = deadlines;
        this.step = step;
        this.scripts = new ServerScripts(environment, server, shell, deadlines);
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public ServerReading read() {
        Probe probe = scripts.read();
        if (probe instanceof Probe.Failed failed) {
            return ServerReading.unreachable(server.id(), Instant.now(), failed.code(), failed.sentence());
        }
        return ((Probe.Read) probe).reading().server();
    }

    @Override
    public Outcome stop(PlatformService service) {
        return new ServiceChange(
                        service,
                        "stopped",
                        "stop",
                        r -> r.state() == ServiceState.STOPPED,
                        r -> r.state() == ServiceState.STOPPING,
                        Scripts.STOP_SERVICE,
                        true)
                .run();
    }

    @Override
    public Outcome disable(PlatformService service) {
        return new ServiceChange(
                        service,
                        "disabled",
                        "disable",
                        r -> r.startType() == StartType.DISABLED,
                        r -> false,
                        Scripts.DISABLE_SERVICE,
                        true)
                .run();
    }

    @Override
    public Outcome setAutomatic(PlatformService service) {
        return new ServiceChange(
                        service,
                        "set to automatic",
                        "set to automatic",
                        r -> r.startType() == StartType.AUTOMATIC,
                        r -> false,
                        Scripts.SET_SERVICE_AUTOMATIC,
                        false)
                .run();
    }

    @Override
    public Outcome start(PlatformService service) {
        return new ServiceChange(
                        service,
                        "running",
                        "start",
                        r -> r.state().isRunning(),
                        r -> r.state() == ServiceState.STARTING,
                        Scripts.START_SERVICE,
                        false)
                .run();
    }

    /** A change of one service: what it is, when it is so, and the script that makes it so. */
    private final class ServiceChange {
        private final PlatformService service;
        private final String done;
        private final String verb;
        private final Predicate<ServiceReading> wanted;
        private final Predicate<ServiceReading> onItsWay;
        private final Scripts script;
        private final boolean absentIsFine;

        ServiceChange(
                PlatformService service,
                String done,
                String verb,
                Predicate<ServiceReading> wanted,
                Predicate<ServiceReading> onItsWay,
                Scripts script,
                boolean absentIsFine) {
            this.service = service;
            this.done = done;
            this.verb = verb;
            this.wanted = wanted;
            this.onItsWay = onItsWay;
            this.script = script;
            this.absentIsFine = absentIsFine;
        }

        Outcome run() {
            String name = service.shortName();
            Probe before = scripts.read();
            if (before instanceof Probe.Failed failed) {
                return new Outcome.Refused(failed.code(), name + ": not " + done + ", " + failed.sentence());
            }
            DotnetReading reading = ((Probe.Read) before).reading();
            ServiceReading now = reading.service(service);
            if (now.startType() == StartType.ABSENT) {
                return absentIsFine
                        ? new Outcome.AlreadyDone(name + ": not installed on this server, no action")
                        : new Outcome.Refused(
                                RefusalCode.SERVICE_ABSENT,
                                name + ": not installed on this server (no Windows service '" + serviceName() + "')");
            }
            if (now.state() == ServiceState.UNKNOWN && now.startType() == StartType.UNKNOWN) {
                RefusalCode code = Boolean.FALSE.equals(reading.administrator())
                        ? RefusalCode.PRIVILEGE_MISSING
                        : RefusalCode.PLATFORM_NOT_AS_EXPECTED;
                return new Outcome.Refused(code, name + ": its state can't be read, nothing was done: " + now.detail());
            }
            if (wanted.test(now)) {
                return new Outcome.AlreadyDone(name + ": already " + done + ", no action");
            }
            CommandLine command = scripts.changing(script)
                    .parameter("Service", serviceName())
                    .parameter(
                            "TimeoutSeconds", Long.toString(deadlines.service().toSeconds()))
                    .build();
            long begun = System.nanoTime();
            Act act = scripts.run(command, deadlines.service().plus(MARGIN));
            return scripts.settle(
                    name,
                    act,
                    name + ": would be " + done,
                    r -> wanted.test(r.service(service)),
                    r -> onItsWay.test(r.service(service)),
                    r -> name + ": "
                            + (verb.equals("start") ? "started" : done)
                            + " in " + seconds(begun) + " s"
                            + alsoStopped(act),
                    r -> "it is " + describe(r.service(service)));
        }

        private String serviceName() {
            return DotnetSettings.serviceName(service).in(environment);
        }

        private String alsoStopped(Act act) {
            if (act instanceof Act.Done answered) {
                String names = scripts.list(answered.json().path("alsoStopped"));
                return names.isEmpty() ? "" : "; also stopped, since they depend on it: " + names;
            }
            return "";
        }
    }

    @Override
    public Outcome writeControllerAddress(String controllerAddress, Optional<String> cacheServiceHost) {
        String subject = "Controller's address";
        String values = controllerAddress
                + cacheServiceHost
                        .map(h -> ", cache invalidation service's host " + h)
                        .orElse("");
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return new Outcome.Refused(failed.code(), subject + ": not written, " + failed.sentence());
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        if (reading.configurationWrittenAt() == null) {
            return new Outcome.Refused(
                    RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                    subject + ": not written, the server has no readable server.hsconf: "
                            + reading.server().problem());
        }
        Predicate<DotnetReading> wanted =
                r -> controllerAddress.equals(r.server().controllerAddress())
                        && (cacheServiceHost.isEmpty()
                                || cacheServiceHost.get().equals(r.server().cacheServiceHost()));
        if (wanted.test(reading)) {
            return new Outcome.AlreadyDone(subject + ": already " + values + ", no action");
        }
        CommandLine.Builder command =
                scripts.changing(Scripts.WRITE_CONTROLLER_ADDRESS).parameter("ControllerAddress", controllerAddress);
        cacheServiceHost.ifPresent(host -> command.parameter("CacheServiceHost", host));
        command.parameter("BackupSuffix", runId());
        Act act = scripts.run(scripts.inInstallDirectory(command).build(), deadlines.command());
        String old = reading.server().controllerAddress() == null
                ? "nothing"
                : reading.server().controllerAddress();
        return scripts.settle(
                subject,
                act,
                subject + ": would be written to server.hsconf: " + values + " (now " + old + ")",
                wanted,
                r -> false,
                r -> subject + ": " + values + " written to server.hsconf (was " + old + ")" + backup(act),
                r -> "server.hsconf has " + r.server().controllerAddress()
                        + cacheServiceHost
                                .map(h -> " and the cache invalidation service's host "
                                        + r.server().cacheServiceHost())
                                .orElse(""));
    }

    private static String backup(Act act) {
        return act instanceof Act.Done done
                ? ScriptAnswer.text(done.json(), "backup")
                        .map(b -> ", backup " + b)
                        .orElse("")
                : "";
    }

    @Override
    public Outcome applyConfiguration() {
        String subject = "Configuration";
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return new Outcome.Refused(failed.code(), subject + ": not brought into force, " + failed.sentence());
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        if (reading.configurationWrittenAt() == null) {
            return new Outcome.Refused(
                    RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                    subject + ": not brought into force, the server has no readable server.hsconf: "
                            + reading.server().problem());
        }
        // in a rehearsal the file was not written, so that its age says nothing
        if (!step.rehearsal() && reading.enabled().stream().allMatch(reading::hasReadConfiguration)) {
            return new Outcome.AlreadyDone(subject + ": already in force, no action; every enabled service ("
                    + names(reading.enabled()) + ") was started after it was written");
        }
        String method = DotnetSettings.applyMethod(environment);
        CommandLine.Builder command = scripts.changing(Scripts.APPLY_CONFIGURATION)
                .parameter("Method", method)
                .parameter("JobId", runId() + "-apply-configuration")
                .parameter("TimeoutSeconds", Long.toString(deadlines.service().toSeconds()))
                .parameter(
                        "ToolTimeoutSeconds", Long.toString(deadlines.dialogue().toSeconds()));
        scripts.overridden(
                command,
                "Arguments",
                method.equals("apply-settings-factory")
                        ? DotnetSettings.APPLY_SETTINGS_ARGUMENTS
                        : DotnetSettings.UPGRADE_INSTALL_ARGUMENTS);
        scripts.serviceNamesInOrder(command);
        Act act = scripts.run(scripts.inInstallDirectory(command).build(), deadlines.dialogue());
        // a start that can't be read is believed only where the script has restarted the service
        Predicate<DotnetReading> inForce = r -> r.enabled().stream()
                .allMatch(s -> r.hasReadConfiguration(s)
                        || (act instanceof Act.Done
                                && r.starts().get(s) == null
                                && r.service(s).state().isRunning()));
        return scripts.settle(
                subject,
                act,
                subject + ": would be brought into force (" + method + "), restarting " + names(reading.enabled()),
                inForce,
                r -> r.enabled().stream().anyMatch(s -> isChanging(r.service(s))),
                r -> subject + ": in force (" + method + "); running since then: " + names(r.enabled()),
                r -> "not running, or not restarted since it was written: "
                        + names(r.enabled().stream()
                                .filter(s -> !r.hasReadConfiguration(s))
                                .toList()));
    }

    @Override
    public Outcome createCacheInvalidationService() {
        String subject = "Cache invalidation service";
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return new Outcome.Refused(failed.code(), subject + ": not created, " + failed.sentence());
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        LongCommand tool = new LongCommand(
                subject,
                "created",
                "create-cache-service",
                Scripts.CREATE_CACHE_SERVICE,
                DotnetSettings.CREATE_CACHE_SERVICE_ARGUMENTS);
        boolean runs = reading.service(PlatformService.RABBITMQ).state().isRunning();
        if (tool.wasDone(reading) && runs) {
            return new Outcome.AlreadyDone(subject + ": already created by this run and running, no action");
        }
        if (reading.service(PlatformService.RABBITMQ).startType() == StartType.DISABLED) {
            Outcome enabled = setAutomatic(PlatformService.RABBITMQ);
            if (!enabled.isSuccess()) {
                return enabled;
            }
        }
        Outcome created = tool.wasDone(reading)
                ? new Outcome.Changed(subject + ": created by this run before")
                : tool.run(reading);
        if (!(created instanceof Outcome.Changed)) {
            return created;
        }
        Outcome started = start(PlatformService.RABBITMQ);
        return started.isSuccess() ? created : started;
    }

    @Override
    public Outcome installServiceCenter() {
        String subject = "Service Center";
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return new Outcome.Refused(failed.code(), subject + ": not installed, " + failed.sentence());
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        LongCommand tool = new LongCommand(
                subject,
                "installed",
                "install-service-center",
                Scripts.INSTALL_SERVICE_CENTER,
                DotnetSettings.SERVICE_CENTER_ARGUMENTS);
        if (tool.wasDone(reading)) {
            return new Outcome.AlreadyDone(subject + ": already installed by this run, no action");
        }
        // it is compiled and deployed by the Controller of this very server; in a rehearsal nothing was moved yet
        String address = reading.server().controllerAddress();
        if (!step.rehearsal() && !server.address().equalsIgnoreCase(address)) {
            return new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    subject
                            + ": not installed, it is installed on the Controller alone, and this server's server.hsconf"
                            + " names " + address + " as the Controller, not " + server.address());
        }
        if (!step.rehearsal()
                && !reading.service(PlatformService.CONTROLLER).state().isRunning()) {
            return new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    subject + ": not installed, it needs the Deployment Controller running on this server, which is "
                            + describe(reading.service(PlatformService.CONTROLLER)));
        }
        return tool.run(reading);
    }

    /** A tool that runs long: started under the run's id, found again after a lost connection, never started twice. */
    private final class LongCommand {
        private final String subject;
        private final String done;
        private final String id;
        private final Scripts script;
        private final PlatformSetting arguments;

        LongCommand(String subject, String done, String name, Scripts script, PlatformSetting arguments) {
            this.subject = subject;
            this.done = done;
            this.id = runId() + "-" + name;
            this.script = script;
            this.arguments = arguments;
        }

        boolean wasDone(DotnetReading reading) {
            Job job = reading.jobs().get(id);
            return job != null && job.isSuccess();
        }

        Outcome run(DotnetReading before) {
            long begun = System.nanoTime();
            Job known = before.jobs().get(id);
            if (known != null && known.state() == Job.State.RUNNING) {
                return follow("it was found running", begun);
            }
            CommandLine.Builder command = scripts.changing(script)
                    .parameter("JobId", id)
                    .parameter(
                            "TimeoutSeconds",
                            Long.toString(deadlines.serviceCenterInstallation().toSeconds()));
            scripts.overridden(command, "Arguments", arguments);
            Act act = scripts.run(
                    scripts.inInstallDirectory(command).build(),
                    deadlines.serviceCenterInstallation().plus(MARGIN));
            if (act instanceof Act.Rehearsed) {
                return new Outcome.Rehearsed(subject + ": would be " + done);
            } else if (act instanceof Act.NotConnected failed) {
                return new Outcome.Refused(failed.code(), subject + ": not " + done + ", " + failed.sentence());
            } else if (act instanceof Act.Failed failed && failed.code() == RefusalCode.OUTCOME_UNKNOWN) {
                return new Outcome.Unknown(subject + ": whether it is " + done + " is not known, " + failed.sentence());
            } else if (act instanceof Act.Failed failed) {
                return new Outcome.Refused(failed.code(), subject + ": not " + done + ", " + failed.sentence());
            } else if (act instanceof Act.Lost lost) {
                return follow(lost.why(), begun);
            }
            return new Outcome.Changed(subject + ": " + done + " in " + seconds(begun) + " s");
        }

        /** Looks at the command on the server until it has ended; starts nothing. */
        private Outcome follow(String why, long begun) {
            Instant until = Instant.now().plus(deadlines.serviceCenterInstallation());
            while (true) {
                Probe probe = scripts.read();
                if (probe instanceof Probe.Read read) {
                    Job job = read.reading().jobs().get(id);
                    if (job == null) {
                        return new Outcome.Unknown(subject + ": whether it is " + done + " is not known (" + why
                                + "); the server has no record of the command");
                    } else if (job.isSuccess()) {
                        return new Outcome.Changed(
                                subject + ": " + done + " in " + seconds(begun) + " s (" + why + "; read back)");
                    } else if (job.state() == Job.State.ENDED) {
                        return new Outcome.Refused(
                                RefusalCode.COMMAND_FAILED,
                                subject + ": not " + done + ", the command ended with exit code " + job.exitCode()
                                        + "; it printed: " + ScriptAnswer.last(job.output()));
                    } else if (job.state() == Job.State.LOST) {
                        return new Outcome.Unknown(subject + ": whether it is " + done + " is not known; the command is"
                                + " gone from the server and left no exit code (was it restarted?)");
                    }
                } else if (Instant.now().isAfter(until)) {
                    return new Outcome.Unknown(subject + ": whether it is " + done + " is not known (" + why + "); "
                            + ((Probe.Failed) probe).sentence());
                }
                if (Instant.now().isAfter(until)) {
                    return new Outcome.Unknown(subject + ": still not " + done + " after "
                            + deadlines.serviceCenterInstallation().toMinutes()
                            + " minutes; the command goes on running on the server");
                }
                scripts.pause();
            }
        }
    }

    @Override
    public Outcome runCustomCommand(String command) {
        String subject = "Command";
        if (command.isBlank() || command.strip().lines().count() > 1) {
            return new Outcome.Refused(
                    RefusalCode.COMMAND_FAILED,
                    subject + ": not run, it must be one line; put longer ones into a .cmd file on the server");
        }
        CommandLine line = scripts.changing(Scripts.RUN_COMMAND)
                .parameter("Command", command.strip())
                .build();
        long begun = System.nanoTime();
        Act act = scripts.run(line, deadlines.dialogue());
        if (act instanceof Act.Rehearsed) {
            return new Outcome.Rehearsed(subject + ": would be run: " + command.strip());
        } else if (act instanceof Act.NotConnected failed) {
            return new Outcome.Refused(failed.code(), subject + ": not run, " + failed.sentence());
        } else if (act instanceof Act.Failed failed) {
            return new Outcome.Refused(failed.code(), subject + ": failed, " + failed.sentence());
        } else if (act instanceof Act.Lost lost) {
            return new Outcome.Unknown(subject + ": whether it was run to its end is not known, " + lost.why());
        }
        return new Outcome.Changed(subject + ": run in " + seconds(begun) + " s, exit code 0");
    }

    private String runId() {
        String id = step.runId();
        return id == null ? "no-run" : id.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private static boolean isChanging(ServiceReading service) {
        return service.state() == ServiceState.STARTING || service.state() == ServiceState.STOPPING;
    }

    private static String describe(ServiceReading service) {
        return service.state().name().toLowerCase(Locale.ROOT) + " and "
                + service.startType().name().toLowerCase(Locale.ROOT);
    }

    private static String names(List<PlatformService> services) {
        return services.isEmpty()
                ? "none"
                : services.stream().map(PlatformService::shortName).collect(Collectors.joining(", "));
    }

    private static String seconds(long begunNanos) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begunNanos) / 1e9);
    }
}
