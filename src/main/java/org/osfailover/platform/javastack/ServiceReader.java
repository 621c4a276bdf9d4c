package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.remote.CommandResult;

/**
 * Reads the services of a server: whether they are enabled from {@code os.services.conf}, what they do from their status,
 * whether they have initialised from their port. Commands that don't need each other's answers run at the same time.
 */
final class ServiceReader {

    private static final Set<PlatformService> CORE =
            Set.of(PlatformService.CONTROLLER, PlatformService.DEPLOYER, PlatformService.SCHEDULER);

    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final JavaSettings settings;
    private final Duration deadline;

    ServiceReader(LinuxServer linux, LinuxCommands commands, JavaSettings settings, Duration deadline) {
        this.linux = linux;
        this.commands = commands;
        this.settings = settings;
        this.deadline = deadline;
    }

    /** One service, without its port. */
    ServiceReading read(PlatformService service) throws GivenUp {
        if (service == PlatformService.RABBITMQ) {
            return new ServiceReading(
                    service, StartType.ABSENT, ServiceState.STOPPED, "the Java stack has no such service");
        }
        ServiceReading reading = readAll(List.of(service)).get(service);
        return reading == null ? ServiceReading.absent(service) : reading;
    }

    /** All of the platform's own services, without their ports. */
    Map<PlatformService, ServiceReading> readAll() throws GivenUp {
        return readAll(PlatformService.inStartOrder());
    }

    private Map<PlatformService, ServiceReading> readAll(Collection<PlatformService> services) throws GivenUp {
        Map<PlatformService, ServiceReading> readings = new EnumMap<>(PlatformService.class);
        List<PlatformService> core = services.stream().filter(CORE::contains).toList();
        Map<PlatformService, ServiceStatus> statuses = new ConcurrentHashMap<>();
        AtomicReference<Optional<ServicesFile>> read = new AtomicReference<>(Optional.empty());
        List<AtOnce.Action> first = new ArrayList<>();
        first.add(() ->
                read.set(linux.file(commands.servicesFile(), deadline).map(text -> new ServicesFile(text, settings))));
        core.forEach(service -> first.add(() -> statuses.put(service, status(service))));
        AtOnce.run(first);
        Optional<ServicesFile> file = Objects.requireNonNull(read.get());
        for (PlatformService service : core) {
            readings.put(service, reading(service, file, Objects.requireNonNull(statuses.get(service))));
        }
        List<ServiceReading> others = Collections.synchronizedList(new ArrayList<>());
        AtOnce.run(services.stream()
                .filter(service -> !CORE.contains(service))
                .<AtOnce.Action>map(service -> () -> others.add(other(service, file)))
                .toList());
        others.forEach(reading -> readings.put(reading.service(), reading));
        return readings;
    }

    private ServiceStatus status(PlatformService service) throws GivenUp {
        return ServiceStatus.of(service, linux.read(commands.status(service), deadline), settings);
    }

    /** A service that not every server has: the init script is only asked where the file does not say that it is absent. */
    private ServiceReading other(PlatformService service, Optional<ServicesFile> file) throws GivenUp {
        return file.isPresent() && file.get().startType(service).isEmpty()
                ? ServiceReading.absent(service)
                : reading(service, file, status(service));
    }

    private ServiceReading reading(PlatformService service, Optional<ServicesFile> file, ServiceStatus status)
            throws GivenUp {
        Optional<StartType> configured = file.isPresent() ? file.get().startType(service) : Optional.empty();
        if (configured.isEmpty() && status.absent()) {
            return ServiceReading.absent(service);
        }
        List<String> details = new ArrayList<>();
        StartType startType = startType(configured, file, service, status, details);
        if (status.state() == ServiceState.UNKNOWN) {
            details.add(status.line());
        }
        return new ServiceReading(service, startType, status.state(), String.join("; ", details));
    }

    /** The same readings, each with what its port says. */
    Collection<ServiceReading> withPorts(Collection<ServiceReading> readings) throws GivenUp {
        List<ServiceReading> withPorts = Collections.synchronizedList(new ArrayList<>());
        AtOnce.run(readings.stream()
                .<AtOnce.Action>map(reading -> () -> withPorts.add(withPort(reading)))
                .toList());
        return withPorts;
    }

    private StartType startType(
            Optional<StartType> configured,
            Optional<ServicesFile> file,
            PlatformService service,
            ServiceStatus status,
            List<String> details)
            throws GivenUp {
        String name = settings.text(JavaSettings.SERVICES_FILE);
        if (configured.isEmpty()) {
            details.add(name + (file.isPresent() ? " has no line for it" : " can't be read"));
            return status.disabled() ? StartType.DISABLED : StartType.UNKNOWN;
        }
        StartType startType = configured.get();
        if (startType == StartType.UNKNOWN) {
            details.add(name + " has '" + file.flatMap(f -> valueOf(f, service)).orElse("")
                    + "' for it, which is neither" + " enabled nor disabled");
        } else if (startType == StartType.AUTOMATIC && status.disabled()) {
            details.add(name + " says that it is enabled, its status says disabled ('" + status.line() + "')");
            return StartType.UNKNOWN;
        }
        return startType;
    }

    private static Optional<String> valueOf(ServicesFile file, PlatformService service) {
        try {
            return file.value(service);
        } catch (GivenUp e) {
            return Optional.empty();
        }
    }

    /**
     * The same reading, INITIALISED where the service's port answers; UNKNOWN where the port answers although the status
     * says that the service is stopped.
     */
    ServiceReading withPort(ServiceReading reading) throws GivenUp {
        PlatformService service = reading.service();
        if (reading.state() == ServiceState.STOPPED) {
            return stoppedByPort(reading);
        }
        if (reading.state() != ServiceState.RUNNING) {
            return reading;
        }
        if (settings.text(JavaSettings.INITIALISED_BY).trim().equalsIgnoreCase("status")) {
            return with(reading, ServiceState.INITIALISED, "by its status alone");
        }
        if (!settings.hasPort(service)) {
            return reading;
        }
        int port = settings.port(service);
        CommandResult result = linux.run(commands.connect(settings.portHost(), port), deadline);
        if (result instanceof CommandResult.Completed completed) {
            if (completed.isExitZero()) {
                return with(reading, ServiceState.INITIALISED, "port " + port + " answers");
            }
            if (completed.error().toLowerCase(Locale.ROOT).contains("refused")
                    || (completed.error().isBlank() && completed.exitCode().orElse(0) == 1)) {
                return with(reading, ServiceState.RUNNING, "port " + port + " does not answer yet");
            }
            return with(reading, ServiceState.RUNNING, cannotTell(port, LinuxServer.complaint(completed)));
        }
        return with(reading, ServiceState.RUNNING, cannotTell(port, "no answer from bash"));
    }

    /** A status that says "stopped" is not believed against a port that answers: a running service may have lost its mark. */
    private ServiceReading stoppedByPort(ServiceReading reading) throws GivenUp {
        PlatformService service = reading.service();
        if (reading.startType() == StartType.ABSENT
                || settings.text(JavaSettings.INITIALISED_BY).trim().equalsIgnoreCase("status")
                || !settings.hasPort(service)) {
            return reading;
        }
        int port = settings.port(service);
        boolean answers = linux.run(commands.connect(settings.portHost(), port), deadline)
                        instanceof CommandResult.Completed completed
                && completed.isExitZero();
        return answers
                ? with(
                        reading,
                        ServiceState.UNKNOWN,
                        "its status says that it is stopped, but port " + port
                                + " answers: find the process that listens there and end it")
                : reading;
    }

    private static String cannotTell(int port, String why) {
        return "whether port " + port + " answers can't be tried (" + why + "): that it has initialised is not known;"
                + " where bash can't open ports, set the override java.initialised-by: status";
    }

    private static ServiceReading with(ServiceReading reading, ServiceState state, String detail) {
        String details = reading.detail().isEmpty() ? detail : reading.detail() + "; " + detail;
        return new ServiceReading(reading.service(), reading.startType(), state, details);
    }
}
