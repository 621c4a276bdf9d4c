package org.osfailover.platform.dotnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.ConnectionSettings;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;

/**
 * What {@code read-server.ps1} answered.
 *
 * @param server what the rest of the program sees of it
 * @param installDirectory null where it was not found
 * @param configurationWrittenAt when {@code server.hsconf} was last written, by the server's clock; null where there is
 *     none
 * @param administrator whether the login is an administrator; null where that can't be told
 * @param starts when each running service was started, by the server's clock; without those that can't be told
 * @param jobs the long commands that were started there detached, by id
 */
record DotnetReading(
        ServerReading server,
        @Nullable String installDirectory,
        @Nullable Instant configurationWrittenAt,
        @Nullable Boolean administrator,
        Map<PlatformService, Instant> starts,
        Map<String, Job> jobs) {

    /** A service that has said nothing for so long after its start says nothing: its port is believed. */
    private static final Duration SILENT = Duration.ofSeconds(15);

    /** Event times and process times are not taken at the same moment, nor with the same precision. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    DotnetReading {
        starts = Map.copyOf(starts);
        jobs = Map.copyOf(jobs);
    }

    /**
     * A long command that was started detached.
     *
     * @param state RUNNING, ENDED, or LOST: it is gone and left no exit code
     */
    record Job(State state, @Nullable Integer exitCode, String output) {
        enum State {
            RUNNING,
            ENDED,
            LOST
        }

        boolean isSuccess() {
            return state == State.ENDED && exitCode != null && exitCode == 0;
        }
    }

    ServiceReading service(PlatformService service) {
        return server.service(service);
    }

    /**
     * The platform's own services that are to run, in the documented start order: automatic ones, and manual ones that
     * are not stopped. A stopped manual one stays so: on a passive server, starting it would make the server active.
     */
    List<PlatformService> enabled() {
        return PlatformService.inStartOrder().stream()
                .filter(s -> service(s).isInService())
                .toList();
    }

    /** Whether the service runs, and was started after the configuration was last written; false where unknown. */
    boolean hasReadConfiguration(PlatformService service) {
        Instant start = starts.get(service);
        return service(service).state().isRunning()
                && start != null
                && configurationWrittenAt != null
                && start.isAfter(configurationWrittenAt);
    }

    static DotnetReading of(String serverId, Instant now, JsonNode json) {
        Instant serverNow = time(json, "readAt").orElse(now);
        Instant logFrom = time(json, "eventLogFrom").orElse(null);
        Map<PlatformService, ServiceReading> services = new EnumMap<>(PlatformService.class);
        Map<PlatformService, Instant> starts = new EnumMap<>(PlatformService.class);
        for (JsonNode row : json.path("services")) {
            for (PlatformService service : PlatformService.values()) {
                if (service.name().equals(row.path("name").asText())) {
                    services.put(service, service(service, row, serverNow, logFrom));
                    time(row, "startedAt").ifPresent(t -> starts.put(service, t));
                }
            }
        }
        List<String> problems = new ArrayList<>();
        json.path("notes").forEach(note -> problems.add(note.asText()));
        Boolean administrator = json.path("administrator").isBoolean()
                ? json.path("administrator").asBoolean()
                : null;
        if (Boolean.FALSE.equals(administrator)) {
            problems.add("the login is not an administrator: services can't be stopped or started by it");
        }
        ServerReading server = new ServerReading(
                serverId,
                now,
                true,
                null,
                problems.isEmpty() ? null : String.join("; ", problems),
                ScriptAnswer.text(json, "version").orElse(null),
                ScriptAnswer.text(json, "serialNumber").orElse(null),
                ScriptAnswer.text(json, "controllerAddress").orElse(null),
                ScriptAnswer.text(json, "cacheServiceHost").orElse(null),
                ScriptAnswer.text(json, "settingsKeyHash").orElse(null),
                ScriptAnswer.text(json, "hostName").stream().toList(),
                connectionSettings(json),
                services);
        return new DotnetReading(
                server,
                ScriptAnswer.text(json, "installDir").orElse(null),
                time(json, "configurationWrittenAt").orElse(null),
                administrator,
                starts,
                jobs(json));
    }

    /** Salted on the server with its private.key, which never leaves it: servers of another key can't be compared. */
    private static ConnectionSettings connectionSettings(JsonNode json) {
        JsonNode settings = json.path("connectionSettings");
        Optional<String> salt = ScriptAnswer.text(json, "settingsKeyHash");
        Optional<String> problem = ScriptAnswer.text(settings, "problem");
        if (!settings.isObject() || problem.isPresent() || salt.isEmpty()) {
            return ConnectionSettings.unread(problem.orElse("the server told none"));
        }
        Map<String, String> hashes = new TreeMap<>();
        settings.path("hashes")
                .properties()
                .forEach(e -> hashes.put(e.getKey(), e.getValue().asText()));
        Set<String> encrypted = new TreeSet<>();
        settings.path("encrypted").forEach(name -> encrypted.add(name.asText()));
        return new ConnectionSettings(hashes, encrypted, salt.get(), null);
    }

    private static Map<String, Job> jobs(JsonNode json) {
        Map<String, Job> jobs = new LinkedHashMap<>();
        for (JsonNode row : json.path("jobs")) {
            String state = row.path("state").asText();
            jobs.put(
                    row.path("id").asText(),
                    new Job(
                            switch (state) {
                                case "RUNNING" -> Job.State.RUNNING;
                                case "ENDED" -> Job.State.ENDED;
                                default -> Job.State.LOST;
                            },
                            row.path("exitCode").isInt()
                                    ? (Integer) row.path("exitCode").asInt()
                                    : null,
                            ScriptAnswer.text(row, "output").orElse("")));
        }
        return jobs;
    }

    private static ServiceReading service(
            PlatformService service, JsonNode row, Instant serverNow, @Nullable Instant logFrom) {
        JsonNode present = row.path("present");
        if (!present.isBoolean()) {
            return ServiceReading.unknown(
                    service, ScriptAnswer.text(row, "problem").orElse("the server can't tell"));
        }
        if (!present.asBoolean()) {
            return ServiceReading.absent(service);
        }
        String status = ScriptAnswer.text(row, "status").orElse("unknown");
        ServiceState state =
                switch (status) {
                    case "Stopped" -> ServiceState.STOPPED;
                    case "StartPending", "ContinuePending" -> ServiceState.STARTING;
                    case "Running", "Paused", "PausePending" -> ServiceState.RUNNING;
                    case "StopPending" -> ServiceState.STOPPING;
                    default -> ServiceState.UNKNOWN;
                };
        StartType startType =
                switch (ScriptAnswer.text(row, "startType").orElse("").toLowerCase(Locale.ROOT)) {
                    case "automatic" -> StartType.AUTOMATIC;
                    case "manual" -> StartType.MANUAL;
                    case "disabled" -> StartType.DISABLED;
                    default -> StartType.UNKNOWN;
                };
        if (!status.equals("Running")) {
            String usual = state == ServiceState.STOPPED ? "" : "Windows says " + status;
            return new ServiceReading(
                    service, startType, state, ScriptAnswer.text(row, "problem").orElse(usual));
        }
        Initialisation found = initialisation(service, row, serverNow, logFrom);
        return new ServiceReading(
                service,
                startType,
                found.initialised() ? ServiceState.INITIALISED : ServiceState.RUNNING,
                found.detail());
    }

    private record Initialisation(boolean initialised, String detail) {}

    /** The message newer than the start; where the log can't tell, the port (docs-support, manual-start-services.md). */
    private static Initialisation initialisation(
            PlatformService service, JsonNode row, Instant serverNow, @Nullable Instant logFrom) {
        Optional<Instant> started = time(row, "startedAt");
        Optional<Instant> initialised = time(row, "initialisedAt");
        Optional<Instant> lastEvent = time(row, "lastEventAt");
        boolean portAnswers = row.path("portOpen").asBoolean(false);
        if (service == PlatformService.RABBITMQ) {
            return portAnswers
                    ? new Initialisation(true, "its port answers")
                    : new Initialisation(false, "its port does not answer");
        }
        if (started.isPresent()
                && initialised.isPresent()
                && !initialised.get().isBefore(started.get().minus(TOLERANCE))) {
            return new Initialisation(true, "the event log says so, at " + initialised.get());
        }
        Optional<String> error = ScriptAnswer.text(row, "initialisationError");
        if (error.isPresent()) {
            return new Initialisation(false, "not initialised yet: " + ScriptAnswer.last(telling(error.get())));
        }
        if (!portAnswers) {
            return new Initialisation(
                    false, "not initialised yet: no message in the event log, and no answer on its port");
        }
        if (started.isEmpty()) {
            return new Initialisation(true, "its port answers; when it was started can't be read");
        }
        boolean logReachesBack = initialised.isPresent() || (logFrom != null && logFrom.isBefore(started.get()));
        if (!logReachesBack && lastEvent.isEmpty()) {
            return new Initialisation(true, "its port answers; the event log no longer reaches back to its start");
        }
        if (lastEvent.isEmpty() && started.get().plus(SILENT).isBefore(serverNow)) {
            return new Initialisation(true, "its port answers; it wrote nothing to the event log since its start");
        }
        return new Initialisation(false, "not initialised yet: its port answers, the event log does not say so");
    }

    /** Of a long message the line that tells which kind of failure it is; a stack may follow it. */
    private static String telling(String message) {
        return message.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains("connection string"))
                .findFirst()
                .orElse(message);
    }

    private static Optional<Instant> time(JsonNode node, String field) {
        return ScriptAnswer.text(node, field).flatMap(text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
