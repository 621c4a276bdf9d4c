package org.osfailover.web;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.ServerCheck;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.LeftBehind;
import org.osfailover.procedure.support.Readiness;
import org.osfailover.procedure.support.ServerChecks;
import org.osfailover.run.Deviations;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The environments: as the inventory has them, and as their servers are now. */
@RestController
@RequestMapping(path = "/api/environments", produces = MediaType.APPLICATION_JSON_VALUE)
class EnvironmentsController {

    private final Environments environments;
    private final FarmReadings readings;
    private final ServerChecks checks;
    private final Runs runs;
    private final Fences fences;
    private final Deviations deviations;
    private final Readiness readiness;
    private final LeftBehind leftBehind;
    private final CurrentUser user;

    EnvironmentsController(
            Environments environments,
            FarmReadings readings,
            ServerChecks checks,
            Runs runs,
            Fences fences,
            Deviations deviations,
            Readiness readiness,
            LeftBehind leftBehind,
            CurrentUser user) {
        this.leftBehind = leftBehind;
        this.environments = environments;
        this.readings = readings;
        this.checks = checks;
        this.runs = runs;
        this.fences = fences;
        this.deviations = deviations;
        this.readiness = readiness;
        this.user = user;
    }

    /** All environments of the inventory. No server is read for it. */
    @GetMapping
    List<EnvironmentJson.Summary> list() {
        return environments.all().stream()
                .map(environment -> EnvironmentJson.summary(environment, lockedBy(environment)))
                .toList();
    }

    /** One environment and what its servers are like now; takes as long as the slowest server, 10 s at most. */
    @GetMapping("/{id}")
    EnvironmentJson read(@PathVariable String id) {
        Environment environment = find(environments, id);
        return EnvironmentJson.of(
                readings.recent(environment),
                lockedBy(environment),
                openItems(environment),
                environments.notInForce(),
                server -> readings.lastKnown(environment.id(), server.id()).orElse(null));
    }

    private EnvironmentJson.OpenItems openItems(Environment environment) {
        return new EnvironmentJson.OpenItems(
                fences.open(environment.id()).stream()
                        .filter(fence -> fence.state() == Fence.State.PENDING)
                        .map(Fence::server)
                        .distinct()
                        .toList(),
                deviations.of(environment.id(), false).size(),
                leftBehind.in(environment.id()));
    }

    /**
     * @param state VERIFIED, NEEDS_VERIFICATION or NOT_READY
     * @param why the state in a sentence
     * @param ageSeconds since the check; null where there was none
     * @param findings what the newest check found, good things too
     */
    record ReadinessJson(
            String environment,
            Readiness.State state,
            String why,
            @Nullable Instant checkedAt,
            @Nullable Long ageSeconds,
            List<FindingJson> findings) {
        static ReadinessJson of(Environment environment, Readiness.Known known) {
            return new ReadinessJson(
                    environment.id(),
                    known.state(),
                    known.why(),
                    known.checkedAt(),
                    known.age() == null ? null : known.age().toSeconds(),
                    known.findings().stream().map(FindingJson::of).toList());
        }
    }

    /** @param server null where it is no single server's */
    record FindingJson(
            @Nullable String server,
            CheckFinding.Code code,
            CheckFinding.Severity severity,
            String sentence,
            String remedy) {
        static FindingJson of(FarmFinding found) {
            CheckFinding finding = found.finding();
            return new FindingJson(
                    found.server(), finding.code(), finding.severity(), finding.sentence(), finding.remedy());
        }
    }

    /** Could it fail over right now: what the newest check found, how old that is, and whether something changed since. */
    @GetMapping("/{id}/readiness")
    ReadinessJson readiness(@PathVariable String id) {
        Environment environment = find(environments, id);
        return ReadinessJson.of(environment, readiness.of(environment, readings.recent(environment)));
    }

    /** @param run the check's run: its end is in /api/runs */
    record CheckStarted(String environment, String run) {}

    /** Operators and administrators: checks it now, reading only. */
    @PostMapping("/{id}/readiness")
    CheckStarted checkReadiness(@PathVariable String id) {
        user.mustOperate();
        Environment environment = find(environments, id);
        return new CheckStarted(environment.id(), readiness.start(environment.id()));
    }

    /**
     * @param worst OK, WARNING or ERROR, over all servers
     */
    record CheckJson(
            String environment, Instant checkedAt, CheckFinding.Severity worst, List<ServerCheckJson> servers) {}

    record ServerCheckJson(String id, CheckFinding.Severity worst, List<CheckFinding> findings) {
        static ServerCheckJson of(ServerCheck check) {
            return new ServerCheckJson(check.serverId(), check.worst(), check.findings());
        }
    }

    /**
     * Whether the servers are ready for the procedures: way in, rights, tools, configuration, clock, disk; with what to do
     * where one is not. Only reads; all servers at once, at most three times the deadline of a reading.
     */
    @GetMapping("/{id}/check")
    CheckJson check(@PathVariable String id) {
        Environment environment = find(environments, id);
        Instant begun = Instant.now();
        List<ServerCheck> found = checks.check(environment);
        CheckFinding.Severity worst = found.stream()
                .map(ServerCheck::worst)
                .max(Comparator.naturalOrder())
                .orElse(CheckFinding.Severity.OK);
        return new CheckJson(
                environment.id(),
                begun,
                worst,
                found.stream().map(ServerCheckJson::of).toList());
    }

    private @Nullable String lockedBy(Environment environment) {
        return runs.holderOf(environment.id()).map(Run::id).orElse(null);
    }

    static Environment find(Environments environments, String id) {
        return environments
                .find(id)
                .orElseThrow(() -> Problems.notFound(
                        environments.all().isEmpty()
                                ? "There is no environment '" + id + "': the inventory has none"
                                : "There is no environment '" + id + "'. There are: " + environments.ids()));
    }
}
