package org.osfailover.procedure.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.platform.PlatformServers;
import org.osfailover.run.Approvals;
import org.osfailover.run.PlanStep;
import org.osfailover.run.PlannedCommands;
import org.osfailover.run.PlannedCommands.Collected;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.osfailover.servicecenter.ServiceCenters;
import org.springframework.stereotype.Component;

/** Fills a plan's lines with what their own code says: the commands it would send, and what is so already. Servers at once. */
@Component
class PlanRehearsal {

    private static final int MOST_OF_AN_OUTCOME = 500;

    private final PlatformServers servers;
    private final ServiceCenters serviceCenters;
    private final PlannedCommands planned;
    private final ParallelCalls calls;
    private final Approvals approvals;
    private final Runs runs;
    private final Duration deadline;

    PlanRehearsal(
            PlatformServers servers,
            ServiceCenters serviceCenters,
            PlannedCommands planned,
            ParallelCalls calls,
            Approvals approvals,
            Runs runs,
            Deadlines deadlines) {
        this.servers = servers;
        this.serviceCenters = serviceCenters;
        this.planned = planned;
        this.calls = calls;
        this.approvals = approvals;
        this.runs = runs;
        this.deadline = deadlines.readingDotnet().multipliedBy(4);
    }

    List<PlanStep> rehearse(FarmReading reading, String runId, List<PlanLine> lines) {
        Environment environment = reading.environment();
        Map<String, Long> durations = runs.find(runId)
                .map(Run::procedure)
                .map(procedure -> approvals.lastDurations(procedure, environment.id()))
                .orElse(Map.of());
        List<Server> concerned = environment.servers().stream()
                // one that is lost, fenced or dead is asked about by the run, and not contacted for its plan
                .filter(server -> reading.server(server.id()).reachable())
                .filter(server -> lines.stream()
                        .anyMatch(line -> server.id().equals(line.step().server())))
                .toList();
        Map<String, Map<Integer, PlanStep>> rehearsed = calls.call(
                environment,
                concerned,
                deadline,
                server -> onServer(environment, server, runId, lines),
                (server, failure) -> Map.of());
        List<PlanStep> plan = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            PlanStep line = lines.get(i).step();
            PlanStep filled = rehearsed
                    .getOrDefault(Optional.ofNullable(line.server()).orElse(""), Map.of())
                    .getOrDefault(i, line);
            plan.add(filled.tookLastTime(durations.get(filled.element() + " " + filled.server())));
        }
        return plan;
    }

    /** The lines of one server, one after the other: each takes the effect of the earlier ones as given. */
    private Map<Integer, PlanStep> onServer(
            Environment environment, Server server, String runId, List<PlanLine> lines) {
        Map<Integer, PlanStep> filled = new HashMap<>();
        Set<String> backups = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            PlanLine line = lines.get(i);
            if (server.id().equals(line.step().server())) {
                filled.put(i, withoutSecondBackups(fill(environment, server, runId, line), runId, backups));
            }
        }
        return filled;
    }

    /** A run backs a file up once: whatever comes later finds the copy there, and by hand a second one would overwrite it. */
    private static PlanStep withoutSecondBackups(PlanStep step, String runId, Set<String> backups) {
        return step.withCommands(step.commands().stream()
                .filter(command -> !command.contains(runId + ".bak") || backups.add(command))
                .toList());
    }

    private PlanStep fill(Environment environment, Server server, String runId, PlanLine line) {
        if (line.onServer().isEmpty() && line.atServiceCenter() == null) {
            return line.step();
        }
        Collected<List<Outcome>> collected = planned.collect(runId, step -> work(environment, server, line, step));
        List<Outcome> outcomes = collected.result();
        PlanStep step = line.step();
        String outcome = outcomes.stream().map(Outcome::sentence).collect(Collectors.joining("; "));
        return new PlanStep(
                step.step(),
                step.server(),
                step.sentence(),
                step.waitsForPerson(),
                step.warning(),
                step.element(),
                collected.commands(),
                outcome.length() > MOST_OF_AN_OUTCOME ? outcome.substring(0, MOST_OF_AN_OUTCOME) + " …" : outcome,
                !outcomes.isEmpty() && outcomes.stream().allMatch(Outcome.AlreadyDone.class::isInstance),
                step.before(),
                step.after(),
                null);
    }

    private List<Outcome> work(Environment environment, Server server, PlanLine line, RunStep step) {
        PlanLine.@Nullable AtServiceCenter atServiceCenter = line.atServiceCenter();
        if (atServiceCenter != null) {
            return List.of(atServiceCenter.apply(serviceCenters.of(environment, server, step)));
        }
        return line.onServer().stream()
                .map(work -> work.apply(servers.on(environment, server, step)))
                .toList();
    }
}
