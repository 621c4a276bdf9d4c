package org.osfailover.platform.dotnet;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
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
import org.osfailover.farm.Verdict;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.dotnet.DotnetReading.Job;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.platform.dotnet.ServerScripts.Probe;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.RemoteShell;

/** A Windows server of the platform, worked on by PowerShell scripts. */
final class DotnetServer implements PlatformServer {

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
    public Verdict mayChange() {
        if (!(scripts.read() instanceof Probe.Read read)) {
            return Verdict.allowed("it could not be told");
        }
        CheckFinding privilege = WindowsCheck.privilege(read.reading());
        return privilege.severity() == CheckFinding.Severity.ERROR
                ? new Verdict.Refused(
                        RefusalCode.PRIVILEGE_MISSING, privilege.sentence() + ". " + privilege.remedy() + ".")
                : Verdict.allowed(privilege.sentence());
    }

    @Override
    public List<CheckFinding> check() {
        return new WindowsCheck(server, scripts, Clock.systemUTC()).findings();
    }

    @Override
    public Outcome stop(PlatformService service) {
        return ServiceChange.STOP.make(service, scripts);
    }

    @Override
    public Outcome disable(PlatformService service) {
        return ServiceChange.DISABLE.make(service, scripts);
    }

    @Override
    public Outcome setAutomatic(PlatformService service) {
        return ServiceChange.SET_AUTOMATIC.make(service, scripts);
    }

    @Override
    public Outcome start(PlatformService service) {
        return ServiceChange.START.make(service, scripts);
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
        String job = runId() + "-apply-configuration";
        CommandLine.Builder command = scripts.changing(Scripts.APPLY_CONFIGURATION)
                .parameter("Method", method)
                .parameter("JobId", job)
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
                r -> isRunning(r.jobs().get(job)) || r.enabled().stream().anyMatch(s -> isChanging(r.service(s))),
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
                runId() + "-create-cache-service",
                Scripts.CREATE_CACHE_SERVICE,
                DotnetSettings.CREATE_CACHE_SERVICE_ARGUMENTS,
                deadlines.serviceCenterInstallation());
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
                : tool.run(reading, scripts);
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
                runId() + "-install-service-center",
                Scripts.INSTALL_SERVICE_CENTER,
                DotnetSettings.SERVICE_CENTER_ARGUMENTS,
                deadlines.serviceCenterInstallation());
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
                            + ServiceChange.describe(reading.service(PlatformService.CONTROLLER)));
        }
        return tool.run(reading, scripts);
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
        return new Outcome.Changed(subject + ": run in " + ServiceChange.seconds(begun) + " s, exit code 0");
    }

    private String runId() {
        String id = step.runId();
        return id == null ? "no-run" : id.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private static boolean isRunning(@Nullable Job job) {
        return job != null && job.state() == Job.State.RUNNING;
    }

    private static boolean isChanging(ServiceReading service) {
        return service.state() == ServiceState.STARTING || service.state() == ServiceState.STOPPING;
    }

    private static String names(List<PlatformService> services) {
        return services.isEmpty()
                ? "none"
                : services.stream().map(PlatformService::shortName).collect(Collectors.joining(", "));
    }
}
