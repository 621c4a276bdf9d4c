package org.osfailover.platform.dotnet;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
import org.osfailover.platform.LongTask;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Progress;
import org.osfailover.platform.Reachability;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.platform.dotnet.ServerScripts.Probe;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteShell;

/** A Windows server of the platform, worked on by PowerShell scripts. */
final class DotnetServer implements PlatformServer {

    private static final String CONFIGURATION = "Configuration";
    private static final String CACHE_SERVICE = "Cache invalidation service";
    private static final String SERVICE_CENTER = "Service Center";
    private static final String RESTART_SERVICES = "restart-services";

    private final Environment environment;
    private final Server server;
    private final Deadlines deadlines;
    private final RunStep step;
    private final ServerScripts scripts;
    private final Credentials credentials;

    DotnetServer(
            Environment environment,
            Server server,
            RemoteShell shell,
            Deadlines deadlines,
            RunStep step,
            Credentials credentials) {
        this.environment = environment;
        this.server = server;
        this.deadlines = deadlines;
        this.step = step;
        this.scripts = new ServerScripts(environment, server, shell, deadlines);
        this.credentials = credentials;
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
    public Verdict mayRunJobs() {
        return new WindowsTries(scripts.tries(false)).mayRunJobs();
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
    public Progress begin(LongTask task) {
        if (task instanceof LongTask.ConfigureService configure) {
            return new Progress.Ended(
                    configure.enable() ? setAutomatic(configure.service()) : disable(configure.service()));
        } else if (task instanceof LongTask.WriteControllerAddress write) {
            return new Progress.Ended(writeControllerAddress(write.controllerAddress(), write.cacheServiceHost()));
        } else if (task instanceof LongTask.ApplyConfiguration) {
            return beginApplyingConfiguration();
        } else if (task instanceof LongTask.CreateCacheInvalidationService) {
            return beginCreatingCacheService();
        }
        return beginInstallingServiceCenter();
    }

    @Override
    public Progress lookAt(LongTask task) {
        if (task instanceof LongTask.ConfigureService configure) {
            return new Progress.Ended(
                    configure.enable() ? setAutomatic(configure.service()) : disable(configure.service()));
        } else if (task instanceof LongTask.WriteControllerAddress write) {
            return new Progress.Ended(writeControllerAddress(write.controllerAddress(), write.cacheServiceHost()));
        } else if (task instanceof LongTask.ApplyConfiguration) {
            Progress tool = configurationTool().look();
            return tool instanceof Progress.Ended ended ? new Progress.Ended(restartServices(ended.outcome())) : tool;
        } else if (task instanceof LongTask.CreateCacheInvalidationService) {
            Progress tool = cacheServiceTool().look();
            return tool instanceof Progress.Ended ended && ended.outcome() instanceof Outcome.Changed
                    ? cacheServiceStarted(ended.outcome())
                    : tool;
        }
        return serviceCenterInstaller().look();
    }

    @Override
    public Progress letEnd(LongTask task) {
        if (task instanceof LongTask.ApplyConfiguration) {
            return configurationTool().look();
        } else if (task instanceof LongTask.CreateCacheInvalidationService) {
            return cacheServiceTool().look();
        }
        return lookAt(task);
    }

    private Outcome writeControllerAddress(String controllerAddress, Optional<String> cacheServiceHost) {
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

    private Progress beginApplyingConfiguration() {
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return ended(new Outcome.Refused(
                    failed.code(), CONFIGURATION + ": not brought into force, " + failed.sentence()));
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        if (reading.configurationWrittenAt() == null) {
            return ended(new Outcome.Refused(
                    RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                    CONFIGURATION + ": not brought into force, the server has no readable server.hsconf: "
                            + reading.server().problem()));
        }
        // in a rehearsal the file was not written, so that its age says nothing
        if (!step.rehearsal() && reading.enabled().stream().allMatch(reading::hasReadConfiguration)) {
            return ended(
                    new Outcome.AlreadyDone(CONFIGURATION + ": already in force, no action; every enabled service ("
                            + names(reading.enabled()) + ") was started after it was written"));
        }
        if (DotnetSettings.applyMethod(environment).equals(RESTART_SERVICES)) {
            return ended(restartServices(new Outcome.Changed("")));
        }
        Progress begun = anotherRuns(reading, configurationJob())
                .map(other -> ended(new Outcome.Refused(
                        RefusalCode.NOT_IN_WANTED_STATE, CONFIGURATION + ": not brought into force, " + other)))
                .orElseGet(() -> configurationTool().begin());
        // the tool has run before (or is rehearsed), and not every service has read the configuration: they are
        // restarted
        return begun instanceof Progress.Ended done && done.outcome().isSuccess()
                ? ended(restartServices(done.outcome()))
                : begun;
    }

    /** Two tools at a time would overwrite each other's work; one may be left of another run. */
    private static Optional<String> anotherRuns(DotnetReading reading, String own) {
        return reading.jobs().entrySet().stream()
                .filter(job -> job.getValue().state() == DotnetReading.Job.State.RUNNING
                        && !job.getKey().equals(own))
                .map(job -> "the command " + job.getKey() + " still runs on this server: wait for it, or end it, then"
                        + " retry")
                .findFirst();
    }

    private LongCommand configurationTool() {
        String method = DotnetSettings.applyMethod(environment);
        CommandLine.Builder command = applying(method);
        scripts.overridden(
                command,
                "Arguments",
                method.equals("apply-settings-factory")
                        ? DotnetSettings.APPLY_SETTINGS_ARGUMENTS
                        : DotnetSettings.UPGRADE_INSTALL_ARGUMENTS);
        scripts.serviceNamesInOrder(command);
        scripts.overridden(command, "Way", DotnetSettings.JOBS);
        return scripts.job(
                CONFIGURATION,
                "brought into force (" + method + ")",
                configurationJob(),
                scripts.inInstallDirectory(command).build());
    }

    private CommandLine.Builder applying(String method) {
        return scripts.changing(Scripts.APPLY_CONFIGURATION)
                .parameter("Method", method)
                .parameter("JobId", configurationJob());
    }

    /** After the tool: the services that it has not restarted; what is in force then is read back. */
    private Outcome restartServices(Outcome tool) {
        String method = DotnetSettings.applyMethod(environment);
        Act act;
        if (tool instanceof Outcome.Refused refused) {
            act = new Act.Failed(refused.code(), withoutSubject(refused));
        } else if (tool instanceof Outcome.Unknown unknown) {
            act = new Act.Lost(RefusalCode.OUTCOME_UNKNOWN, withoutSubject(unknown));
        } else {
            CommandLine.Builder command = applying(RESTART_SERVICES)
                    .parameter(
                            "TimeoutSeconds", Long.toString(deadlines.service().toSeconds()));
            scripts.serviceNamesInOrder(command);
            act = scripts.run(scripts.inInstallDirectory(command).build(), deadlines.dialogue());
        }
        // a start that can't be read is believed only where the script has restarted the service
        Predicate<DotnetReading> inForce = r -> r.enabled().stream()
                .allMatch(s -> r.hasReadConfiguration(s)
                        || (act instanceof Act.Done
                                && r.starts().get(s) == null
                                && r.service(s).state().isRunning()));
        return scripts.settle(
                CONFIGURATION,
                act,
                CONFIGURATION + ": would be brought into force (" + method + "), restarting the enabled services",
                inForce,
                r -> r.enabled().stream().anyMatch(s -> isChanging(r.service(s))),
                r -> CONFIGURATION + ": in force (" + method + "); running since then: " + names(r.enabled()),
                r -> "not running, or not restarted since it was written: "
                        + names(r.enabled().stream()
                                .filter(s -> !r.hasReadConfiguration(s))
                                .toList()));
    }

    private static String withoutSubject(Outcome outcome) {
        return outcome.sentence().substring(CONFIGURATION.length() + ": ".length());
    }

    private String configurationJob() {
        return jobId(new LongTask.ApplyConfiguration());
    }

    private String jobId(LongTask task) {
        return runId() + "-" + task.key();
    }

    private Progress beginCreatingCacheService() {
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return ended(new Outcome.Refused(failed.code(), CACHE_SERVICE + ": not created, " + failed.sentence()));
        }
        ServiceReading service = ((Probe.Read) before).reading().service(PlatformService.RABBITMQ);
        if (service.startType() == StartType.DISABLED) {
            Outcome enabled = setAutomatic(PlatformService.RABBITMQ);
            if (!enabled.isSuccess()) {
                return ended(enabled);
            }
        }
        Optional<String> other =
                anotherRuns(((Probe.Read) before).reading(), jobId(new LongTask.CreateCacheInvalidationService()));
        if (other.isPresent()) {
            return ended(new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE, CACHE_SERVICE + ": not created, " + other.get()));
        }
        Progress begun = cacheServiceTool().begin();
        if (!(begun instanceof Progress.Ended done) || !(done.outcome() instanceof Outcome.AlreadyDone)) {
            return begun;
        }
        return service.state().isRunning()
                ? ended(new Outcome.AlreadyDone(CACHE_SERVICE + ": already created by this run and running, no action"))
                : cacheServiceStarted(new Outcome.Changed(CACHE_SERVICE + ": created by this run before"));
    }

    private Progress cacheServiceStarted(Outcome created) {
        Outcome started = start(PlatformService.RABBITMQ);
        return ended(started.isSuccess() ? created : started);
    }

    private LongCommand cacheServiceTool() {
        String id = jobId(new LongTask.CreateCacheInvalidationService());
        CommandLine.Builder command =
                scripts.changing(Scripts.CREATE_CACHE_SERVICE).parameter("JobId", id);
        scripts.overridden(command, "Arguments", DotnetSettings.CREATE_CACHE_SERVICE_ARGUMENTS);
        scripts.overridden(command, "Way", DotnetSettings.JOBS);
        return scripts.job(
                CACHE_SERVICE,
                "created",
                id,
                scripts.inInstallDirectory(command).build());
    }

    private Progress beginInstallingServiceCenter() {
        Probe before = scripts.read();
        if (before instanceof Probe.Failed failed) {
            return ended(new Outcome.Refused(failed.code(), SERVICE_CENTER + ": not installed, " + failed.sentence()));
        }
        DotnetReading reading = ((Probe.Read) before).reading();
        // it is compiled and deployed by the Controller of this very server; in a rehearsal nothing was moved yet
        String address = reading.server().controllerAddress();
        if (!step.rehearsal() && (address == null || !server.callsItself(address))) {
            return ended(new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    SERVICE_CENTER
                            + ": not installed, it is installed on the Controller alone, and this server's server.hsconf"
                            + " names " + address + " as the Controller, not " + server.address()));
        }
        if (!step.rehearsal()
                && !reading.service(PlatformService.CONTROLLER).state().isRunning()) {
            return ended(new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE,
                    SERVICE_CENTER
                            + ": not installed, it needs the Deployment Controller running on this server, which is "
                            + ServiceChange.describe(reading.service(PlatformService.CONTROLLER))));
        }
        Optional<String> other = anotherRuns(reading, jobId(new LongTask.InstallServiceCenter()));
        if (other.isPresent()) {
            return ended(new Outcome.Refused(
                    RefusalCode.NOT_IN_WANTED_STATE, SERVICE_CENTER + ": not installed, " + other.get()));
        }
        return serviceCenterInstaller().begin();
    }

    private LongCommand serviceCenterInstaller() {
        String id = jobId(new LongTask.InstallServiceCenter());
        CommandLine.Builder command =
                scripts.changing(Scripts.INSTALL_SERVICE_CENTER).parameter("JobId", id);
        scripts.overridden(command, "Arguments", DotnetSettings.SERVICE_CENTER_ARGUMENTS);
        scripts.overridden(command, "Way", DotnetSettings.JOBS);
        return scripts.job(
                SERVICE_CENTER,
                "installed",
                id,
                scripts.inInstallDirectory(command).build());
    }

    private static Progress ended(Outcome outcome) {
        return new Progress.Ended(outcome);
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

    @Override
    public List<Reachability> reachesAll(PlatformService service, String host) {
        return new PortTest(environment, scripts).reachesAll(service, host, read().version());
    }

    @Override
    public Reachability reaches(PlatformService service, String host) {
        return new PortTest(environment, scripts).reaches(service, host);
    }

    @Override
    public Outcome uploadLicense(byte[] file) {
        return new LicenseUpload(environment, scripts, credentials).upload(file, runId());
    }

    private String runId() {
        String id = step.runId();
        return id == null ? "no-run" : id.replaceAll("[^A-Za-z0-9._-]", "_");
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
