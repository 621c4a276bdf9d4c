package org.osfailover.procedure.support;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.ProcessEngine;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;
import org.osfailover.run.ReadinessCheck;
import org.osfailover.run.ReadinessChecks;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Judges by the newest check, and by what has changed since. */
@Component
class EngineReadiness implements Readiness {

    private static final String CHECK_READINESS = "check-readiness";

    private final ReadinessChecks checks;
    private final Runs runs;
    private final ProcessEngine engine;
    private final Clock clock;
    private final Duration every;

    /** @param every between two checks by the timer; what is older than two of these counts as too old */
    EngineReadiness(
            ReadinessChecks checks,
            Runs runs,
            ProcessEngine engine,
            Clock clock,
            @Value("${failover.readiness.every:PT30M}") Duration every) {
        this.checks = checks;
        this.runs = runs;
        this.engine = engine;
        this.clock = clock;
        this.every = every;
    }

    @Override
    public Known of(Environment environment, FarmReading now) {
        Optional<ReadinessCheck> newest = checks.newest(environment.id());
        if (newest.isEmpty()) {
            return new Known(State.NEEDS_VERIFICATION, "It was never checked", null, null, List.of());
        }
        ReadinessCheck check = newest.get();
        Duration age = Duration.between(check.begunAt(), clock.instant());
        long errors = check.findings().stream().filter(FarmFinding::isError).count();
        Optional<String> changed = changedSince(environment, check, now, age);
        State state = errors > 0 ? State.NOT_READY : changed.isPresent() ? State.NEEDS_VERIFICATION : State.VERIFIED;
        String why = errors > 0
                ? errors + " finding(s) that a procedure would stop at"
                : changed.orElse("Nothing was found that a procedure would stop at");
        return new Known(state, why, check.begunAt(), age, check.findings());
    }

    private Optional<String> changedSince(
            Environment environment, ReadinessCheck check, FarmReading now, Duration age) {
        if (age.compareTo(every.multipliedBy(2)) > 0) {
            return Optional.of("The last check is older than two intervals of the timer");
        }
        if (runs.lastChange(environment.id())
                .filter(change -> change.isAfter(check.begunAt()))
                .isPresent()) {
            return Optional.of("A run has changed servers since the last check");
        }
        return PlannedState.firstDifference(check.roles().getBytes(java.nio.charset.StandardCharsets.UTF_8), now)
                .map(difference -> "Server " + difference.serverId() + " has changed since the last check")
                .or(() -> now.environment().servers().stream()
                        .filter(server -> !now.server(server.id()).reachable()
                                && check.roles().contains(server.id() + "="))
                        .findFirst()
                        .map(server -> "Server " + server.id() + " can't be reached any more"))
                .or(() -> now.environment().servers().stream()
                        .filter(server -> check.findings().stream()
                                .noneMatch(found -> server.id().equals(found.server())))
                        .findFirst()
                        .map(server -> "Server " + server.id() + " was not among those that were checked"));
    }

    @Override
    public String start(String environmentId) {
        return engine.getRuntimeService()
                .startProcessInstanceByKey(CHECK_READINESS, Map.of(RunVariables.ENVIRONMENT.name(), environmentId))
                .getBusinessKey();
    }
}
