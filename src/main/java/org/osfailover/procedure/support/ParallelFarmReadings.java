package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.PlatformServers;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Reads all servers of an environment at once; one that does not answer in time costs the deadline, not more. */
@Component
class ParallelFarmReadings implements FarmReadings {

    private static final Duration YOUNG = Duration.ofSeconds(5);
    /** As long as a person in front of a form or a page is to wait. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final PlatformServers servers;
    private final ParallelCalls calls;
    private final Runs runs;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Map<String, Object> oneReadingAtATime = new ConcurrentHashMap<>();
    private final Map<String, FarmReading> newest = new ConcurrentHashMap<>();
    private final Map<String, FarmReading> newestOfAll = new ConcurrentHashMap<>();
    private final Map<String, ServerReading> lastKnown = new ConcurrentHashMap<>();

    ParallelFarmReadings(PlatformServers servers, ParallelCalls calls, Runs runs, Deadlines deadlines, Clock clock) {
        this.servers = servers;
        this.calls = calls;
        this.runs = runs;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    @Override
    public FarmReading recent(Environment environment) {
        synchronized (oneReadingAtATime.computeIfAbsent(environment.id(), id -> new Object())) {
            FarmReading reading = newest.get(environment.id());
            if (reading != null && reading.environment().equals(environment) && isYoung(reading)) {
                return reading;
            }
            return soon(environment, RunStep.reading("read-environment"), Set.of());
        }
    }

    private boolean isYoung(FarmReading reading) {
        return reading.readAt().isAfter(clock.instant().minus(YOUNG))
                && runs.lastChange(reading.environment().id())
                        .map(change -> change.isBefore(reading.readAt()))
                        .orElse(true);
    }

    @Override
    public FarmReading soon(Environment environment, RunStep step, Set<String> notContacted) {
        Duration patience = deadlines.reading(environment.stack());
        return read(environment, step, notContacted, patience.compareTo(SOON) < 0 ? patience : SOON);
    }

    @Override
    public FarmReading now(Environment environment, RunStep step, Set<String> notContacted) {
        return read(environment, step, notContacted, deadlines.reading(environment.stack()));
    }

    private FarmReading read(Environment environment, RunStep step, Set<String> notContacted, Duration deadline) {
        Instant begun = clock.instant();
        List<Server> toRead = environment.servers().stream()
                .filter(server -> !notContacted.contains(server.id()))
                .toList();
        Map<String, ServerReading> readings = new LinkedHashMap<>(calls.call(
                environment,
                toRead,
                deadline,
                server -> servers.on(environment, server, step).read(),
                (server, failure) -> notRead(server, failure, begun, deadline)));
        for (String id : notContacted) {
            readings.put(
                    id,
                    ServerReading.unreachable(
                            id, begun, RefusalCode.SERVER_UNREACHABLE, "it was named as lost and is not contacted"));
        }
        readings.values().stream()
                .filter(ServerReading::reachable)
                .forEach(reading -> lastKnown.put(environment.id() + "/" + reading.serverId(), reading));
        // a reading counts from its beginning: what changed while it was taken makes it old
        FarmReading reading = new FarmReading(environment, begun, readings);
        newestOfAll.merge(environment.id(), reading, ParallelFarmReadings::younger);
        if (notContacted.isEmpty()) {
            // one that took long may end after a younger one
            newest.merge(environment.id(), reading, ParallelFarmReadings::younger);
        }
        return reading;
    }

    private static FarmReading younger(FarmReading one, FarmReading other) {
        return one.readAt().isAfter(other.readAt()) ? one : other;
    }

    @Override
    public Optional<FarmReading> newest(String environmentId) {
        return Optional.ofNullable(newestOfAll.get(environmentId));
    }

    private ServerReading notRead(Server server, ParallelCalls.Failure failure, Instant begun, Duration deadline) {
        return failure == ParallelCalls.Failure.LATE
                ? ServerReading.unreachable(
                        server.id(),
                        begun,
                        RefusalCode.SERVER_SLOW,
                        "it could not be read within " + deadline.toSeconds()
                                + " s: it is slow, or it hangs. Where it is always so slow, raise"
                                + " failover.deadlines.reading")
                : ServerReading.unreachable(
                        server.id(),
                        begun,
                        RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                        "reading it failed in this program: its log says why");
    }

    @Override
    public Optional<ServerReading> lastKnown(String environmentId, String serverId) {
        return Optional.ofNullable(lastKnown.get(environmentId + "/" + serverId));
    }
}
