package org.osfailover.platform.javastack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.ConnectionSettings;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.Stack;
import org.osfailover.farm.Verdict;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Progress;
import org.osfailover.platform.Reachability;
import org.osfailover.platform.ToolQuestion;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.JobTerminal;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.SecretMask;

/**
 * A server of the Java stack (Linux, OutSystems 10 and older). Services are run by {@code service outsystems}, enabled
 * by {@code serviceconfigurator.sh -interactive}, and configured by {@code configurationtool.sh}; {@link LinuxCommands}
 * lists every command. The stack has no documented way to read a serial number, and no cache invalidation service.
 */
public final class JavaStackServer implements PlatformServer {

    /** How bash says that a connection was tried in vain, and not that it can't try. */
    private static final Pattern UNREACHED = Pattern.compile(
            "refused|timed out|no route to host|unreachable|name or service not known|resolution|reset by peer",
            Pattern.CASE_INSENSITIVE);

    private final Server server;
    private final Deadlines deadlines;
    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final JavaSettings settings;
    private final ServiceSteps services;
    private final ConfigurationSteps configuration;
    private final RestartSteps restart;

    public JavaStackServer(
            Environment environment, Server server, RemoteShell shell, Deadlines deadlines, RunStep step) {
        this.server = server;
        this.deadlines = deadlines;
        this.settings = new JavaSettings(environment);
        this.linux = new LinuxServer(shell, server, deadlines);
        this.commands = new LinuxCommands(settings);
        ServiceReader reader = new ServiceReader(linux, commands, settings, deadlines.command());
        this.services = new ServiceSteps(server, linux, commands, reader, settings, deadlines, step);
        this.configuration = new ConfigurationSteps(server, linux, commands, settings, deadlines, step);
        this.restart = new RestartSteps(server, linux, commands, reader, services, settings, deadlines, step);
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public ServerReading read() {
        Duration whole = deadlines.reading(Stack.JAVA);
        Duration deadline = whole.compareTo(deadlines.command()) < 0 ? whole : deadlines.command();
        ServiceReader reader = new ServiceReader(linux, commands, settings, deadline);
        Map<PlatformService, ServiceReading> readings = new ConcurrentHashMap<>();
        List<String> problems = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<@Nullable String> version = new AtomicReference<>();
        AtomicReference<@Nullable String> controllerAddress = new AtomicReference<>();
        AtomicReference<ConnectionSettings> connectionSettings =
                new AtomicReference<>(ConnectionSettings.unread("the configuration can't be read"));
        AtomicReference<@Nullable String> settingsKeyHash = new AtomicReference<>();
        List<String> ownNames = Collections.synchronizedList(new ArrayList<>());
        try {
            AtOnce.run(List.of(
                    () -> {
                        for (ServiceReading reading :
                                reader.withPorts(reader.readAll().values())) {
                            readings.put(reading.service(), reading);
                        }
                        readings.put(PlatformService.RABBITMQ, reader.read(PlatformService.RABBITMQ));
                    },
                    () -> settingsKeyHash.set(settingsKeyHash(deadline)),
                    () -> version.set(version(deadline, problems)),
                    () -> ownNames.addAll(ownNames(deadline)),
                    () -> controllerAddress.set(controllerAddress(deadline, problems, connectionSettings))));
        } catch (GivenUp e) {
            if (e.outcome() instanceof Outcome.Refused refused && refused.code().isNotLetIn()) {
                return ServerReading.unreachable(server.id(), Instant.now(), refused.code(), refused.sentence());
            }
            problems.add(e.outcome().sentence());
        }
        return new ServerReading(
                server.id(),
                Instant.now(),
                true,
                null,
                problems.isEmpty() ? null : String.join("; ", problems),
                version.get(),
                null,
                controllerAddress.get(),
                null,
                settingsKeyHash.get(),
                List.copyOf(ownNames),
                Objects.requireNonNull(connectionSettings.get()),
                readings);
    }

    @Override
    public Verdict mayChange() {
        try {
            return new LinuxRights(server, linux, commands, deadlines).verdict();
        } catch (GivenUp e) {
            return e.outcome() instanceof Outcome.Refused refused
                    ? new Verdict.Refused(refused.code(), refused.sentence())
                    : Verdict.allowed("it could not be told: " + e.outcome().sentence());
        }
    }

    @Override
    public Verdict mayRunJobs() {
        try {
            return new LinuxTries(linux, commands, new LinuxRights(server, linux, commands, deadlines)).verdict();
        } catch (GivenUp e) {
            return Verdict.allowed("it could not be told: " + e.outcome().sentence());
        }
    }

    @Override
    public List<CheckFinding> check() {
        return new LinuxCheck(
                        server,
                        linux,
                        commands,
                        new ServiceReader(linux, commands, settings, deadlines.command()),
                        new LinuxRights(server, linux, commands, deadlines),
                        Clock.systemUTC())
                .findings();
    }

    private @Nullable String version(Duration deadline, List<String> problems) throws GivenUp {
        Optional<String> version = linux.file(commands.version(), deadline).flatMap(text -> text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .findFirst());
        if (version.isEmpty()) {
            problems.add("the version can't be read (" + commands.version() + ")");
            return null;
        }
        return version.get();
    }

    /** Where the key is on this stack is assumed: a file that can't be read tells nothing. */
    private @Nullable String settingsKeyHash(Duration deadline) throws GivenUp {
        if (settings.text(JavaSettings.SETTINGS_KEY_FILE).isBlank()) {
            return null;
        }
        CommandResult result = linux.run(commands.settingsKeyHash(), deadline);
        // what it printed is what counts: some servers tell no exit code
        return result instanceof CommandResult.Completed completed
                ? SHA_256.matcher(completed.output())
                        .results()
                        .map(found -> found.group().toLowerCase(java.util.Locale.ROOT))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** One that does not say is not asked further: its names are then those of the inventory alone. */
    private List<String> ownNames(Duration deadline) throws GivenUp {
        return linux.run(commands.ownName(), deadline) instanceof CommandResult.Completed completed
                ? completed
                        .output()
                        .lines()
                        .map(String::strip)
                        .reduce((before, last) -> last)
                        .filter(last -> last.matches("[A-Za-z0-9][A-Za-z0-9._-]*"))
                        .stream()
                        .toList()
                : List.of();
    }

    private @Nullable String controllerAddress(
            Duration deadline, List<String> problems, AtomicReference<ConnectionSettings> connectionSettings)
            throws GivenUp {
        String file = commands.configurationFile();
        Optional<String> text = linux.file(commands.configuration(), deadline);
        if (text.isEmpty()) {
            problems.add(file + " can't be read");
            return null;
        }
        ServerConfiguration read = ServerConfiguration.parse(text.get(), file);
        connectionSettings.set(read.connectionSettings(
                List.of(settings.text(JavaSettings.CONNECTION_SETTINGS).split(","))));
        Optional<String> address = read.controllerAddress();
        if (address.isEmpty()) {
            problems.add(file + " names no Controller (CompilerServerHostname)");
        }
        return address.orElse(null);
    }

    private static final Pattern SHA_256 = Pattern.compile("\\b[0-9a-fA-F]{64}\\b");

    @Override
    public Outcome stop(PlatformService service) {
        return outcome(() -> services.stop(service));
    }

    @Override
    public Outcome disable(PlatformService service) {
        return outcome(() -> services.disable(service));
    }

    @Override
    public Outcome setAutomatic(PlatformService service) {
        return outcome(() -> services.setAutomatic(service));
    }

    @Override
    public Outcome start(PlatformService service) {
        return outcome(() -> services.start(service));
    }

    @Override
    public Progress begin(LongTask task) {
        if (task instanceof LongTask.WriteControllerAddress write) {
            return write.cacheServiceHost().isPresent()
                    ? new Progress.Ended(noCacheService("no cache invalidation service to move"))
                    : progress(() -> configuration.beginWritingControllerAddress(
                            write.controllerAddress().strip()));
        } else if (task instanceof LongTask.ApplyConfiguration) {
            return new Progress.Ended(outcome(restart::applyConfiguration));
        } else if (task instanceof LongTask.CreateCacheInvalidationService) {
            return new Progress.Ended(noCacheService("no cache invalidation service"));
        } else if (task instanceof LongTask.ConfigureService configure) {
            return new Progress.Ended(
                    configure.enable() ? setAutomatic(configure.service()) : disable(configure.service()));
        }
        return progress(configuration::beginInstallingServiceCenter);
    }

    @Override
    public Progress lookAt(LongTask task) {
        if (task instanceof LongTask.WriteControllerAddress write) {
            return progress(() -> configuration.lookAtWritingControllerAddress(
                    write.controllerAddress().strip()));
        } else if (task instanceof LongTask.InstallServiceCenter) {
            return progress(configuration::lookAtInstallingServiceCenter);
        } else if (task instanceof LongTask.ConfigureService configure) {
            return progress(() -> services.lookAtConfiguring(configure));
        }
        return begin(task);
    }

    @Override
    public Optional<ToolQuestion> question(String job) {
        try {
            return linux.terminal(job)
                    .view()
                    .filter(JobTerminal.View::mayWait)
                    .map(view -> new ToolQuestion(
                            job,
                            lastLine(view.transcript(), "nothing"),
                            SecretMask.maskPrompted(view.transcript()),
                            view.answers(),
                            view.printed()));
        } catch (RemoteAccessException e) {
            return Optional.empty();
        }
    }

    @Override
    public Outcome answer(ToolQuestion question, String line) {
        String tool = server.id() + ": the tool that waits behind '" + question.line() + "'";
        try {
            return linux.terminal(question.job())
                    .type(question.answers(), question.printed(), line)
                    .<Outcome>map(why -> new Outcome.Unknown(tool + " got no answer: " + why))
                    .orElseGet(() -> new Outcome.Changed(tool + " was answered with '" + line + "'"));
        } catch (RemoteAccessException e) {
            return new Outcome.Unknown(tool + " got no answer: " + e.sentence());
        }
    }

    /** A dialogue under way is one command: it is answered to its end. */
    @Override
    public Progress letEnd(LongTask task) {
        return lookAt(task);
    }

    private Outcome noCacheService(String what) {
        return new Outcome.Refused(
                RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                server.id() + ": the Java stack has " + what + "; nothing was changed");
    }

    @Override
    public Outcome runCustomCommand(String command) {
        return outcome(() -> {
            CommandLine line = commands.custom(command);
            CommandResult result = linux.run(line, deadlines.dialogue());
            if (result instanceof CommandResult.Rehearsed) {
                return new Outcome.Rehearsed(server.id() + " would run: " + line);
            } else if (result instanceof CommandResult.Completed completed) {
                return completed.isExitZero()
                        ? new Outcome.Changed(server.id() + " ran '" + command + "'")
                        : completed.exitCode().isEmpty()
                                ? new Outcome.Unknown(server.id() + " ran '" + command
                                        + "', which ended without an exit code: whether it worked is not known")
                                : new Outcome.Refused(
                                        RefusalCode.COMMAND_FAILED,
                                        server.id() + ": '" + command + "' ended with "
                                                + LinuxServer.complaint(completed));
            } else if (result instanceof CommandResult.ConnectionLost lost) {
                return new Outcome.Unknown(server.id() + ": the connection was lost during '" + command + "' ("
                        + lost.reason() + "): whether it worked is not known");
            }
            return new Outcome.Unknown(server.id() + ": '" + command + "' did not end within "
                    + LinuxServer.seconds(deadlines.dialogue()) + ": whether it worked is not known");
        });
    }

    private static Outcome outcome(Step step) {
        try {
            return step.run();
        } catch (GivenUp e) {
            return e.outcome();
        }
    }

    private static Progress progress(LongStep step) {
        try {
            return step.run();
        } catch (GivenUp e) {
            return new Progress.Ended(e.outcome());
        }
    }

    /** What a step does that may take long. */
    private interface LongStep {
        Progress run() throws GivenUp;
    }

    /** What a step does. */
    private interface Step {
        Outcome run() throws GivenUp;
    }

    @Override
    public String toString() {
        return "Java stack server " + server.id();
    }

    @Override
    public Reachability reaches(PlatformService service, String host) {
        String where = service.displayName() + " at " + host;
        if (!host.matches("[A-Za-z0-9.:_-]+") || !settings.hasPort(service)) {
            return new Reachability.Unknown(where + " was not tried: no port of it is known there");
        }
        try {
            CommandResult result = linux.run(commands.connect(host, settings.port(service)), deadlines.tryPort());
            if (result instanceof CommandResult.Completed completed) {
                if (completed.isExitZero()) {
                    return new Reachability.Reached(where + " answers");
                }
                String why = lastLine(completed.error(), "no reason given");
                return UNREACHED.matcher(completed.error()).find()
                        ? new Reachability.NotReached(where + " can't be reached: " + why)
                        : new Reachability.Unknown(where + " could not be tried (by bash's /dev/tcp): " + why);
            }
            return result instanceof CommandResult.TimedOut
                    ? new Reachability.NotReached(where + " can't be reached: no connection within "
                            + LinuxServer.seconds(deadlines.tryPort()))
                    : new Reachability.Unknown(where + " was not tried: the connection was lost");
        } catch (GivenUp e) {
            return new Reachability.Unknown(
                    where + " was not tried: " + e.outcome().sentence());
        }
    }

    private static String lastLine(String text, String otherwise) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .map(String::strip)
                .orElse(otherwise);
    }

    @Override
    public Outcome uploadLicense(byte[] file) {
        return new Outcome.Refused(
                RefusalCode.NOT_ELIGIBLE,
                "Licence: not installed, configurationtool.sh can't: install it in Service Center, or set"
                        + " licenseInstallation to service-center");
    }
}
