package org.osfailover.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunMode;
import org.osfailover.run.CommandOutput;
import org.osfailover.run.NewRun;
import org.osfailover.run.PlanStep;
import org.osfailover.run.RecordedCommand;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;

/** Runs in memory, as far as the web asks for them. */
final class FakeRuns implements Runs {

    static final Instant STARTED = Instant.parse("2026-11-22T02:10:05.5Z");

    final Map<String, Run> runs = new LinkedHashMap<>();
    final Map<String, String> locks = new LinkedHashMap<>();
    final List<RecordedCommand> commands = new ArrayList<>();
    final List<RunEvent> events = new ArrayList<>();
    final List<PlanStep> plan = new ArrayList<>();
    final List<String> takenOver = new ArrayList<>();

    Run locked(String id, String environment) {
        Run run = new Run(
                id,
                "move-controller",
                environment,
                RunMode.EMERGENCY,
                false,
                "ctrl died",
                null,
                "anna",
                STARTED,
                STARTED,
                null,
                null,
                null,
                "pi-1");
        runs.put(id, run);
        locks.put(environment, id);
        return run;
    }

    @Override
    public Optional<Run> find(String runId) {
        return Optional.ofNullable(runs.get(runId));
    }

    @Override
    public List<Run> newest(int count) {
        return runs.values().stream().limit(count).toList();
    }

    @Override
    public Optional<Run> holderOf(String environmentId) {
        return Optional.ofNullable(locks.get(environmentId)).flatMap(this::find);
    }

    @Override
    public boolean holdsLock(String runId) {
        return locks.containsValue(runId);
    }

    @Override
    public void switchMode(String runId, RunMode mode) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void takeOver(String environmentId, String person, String reason) {
        takenOver.add(environmentId + " by " + person + ": " + reason);
        locks.remove(environmentId);
    }

    @Override
    public List<RunEvent> events(String runId) {
        return events;
    }

    @Override
    public List<PlanStep> plan(String runId) {
        return plan;
    }

    @Override
    public List<RecordedCommand> commands(String runId) {
        return commands;
    }

    @Override
    public Optional<CommandOutput> output(String runId, long commandId) {
        return commands.stream()
                .filter(command -> command.id() == commandId)
                .findFirst()
                .map(command ->
                        out -> out.write(String.valueOf(command.output()).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int commandsUnderWay(String runId) {
        return (int) commands.stream().filter(c -> c.endedAt() == null).count();
    }

    @Override
    public List<JobUnderWay> jobsUnderWay(String runId) {
        return List.of();
    }

    @Override
    public void giveUp(String runId, JobUnderWay job, String why) {}

    @Override
    public Run start(NewRun run) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void end(String runId, RunOutcome outcome, String sentence) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void record(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void savePlan(String runId, List<PlanStep> newPlan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instant> lastChange(String environmentId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void skip(String runId, String serverId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> skipped(String runId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void allowNoMoreChanges(String runId) {
        throw new UnsupportedOperationException("the API never stops a run");
    }
}
