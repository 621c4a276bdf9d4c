package org.osfailover.remote.ssh;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;

/** A command log in memory. */
@NullUnmarked
final class RecordedCommands implements CommandLog {

    record Entry(
            RunStep step,
            String environment,
            String server,
            String command,
            boolean changing,
            String outcome,
            Integer exitCode,
            String output) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Map<String, Long> jobs = new ConcurrentHashMap<>();
    private volatile boolean refusing;

    @Override
    public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
        if (refusing && changing) {
            throw new IllegalStateException("the run does not hold the lock");
        }
        synchronized (entries) {
            entries.add(new Entry(step, environmentId, serverId, command, changing, null, null, null));
            return entries.size() - 1L;
        }
    }

    @Override
    public void end(long id, String outcome, Integer exitCode, String output) {
        Entry begun = entries.get((int) id);
        entries.set(
                (int) id,
                new Entry(
                        begun.step(),
                        begun.environment(),
                        begun.server(),
                        begun.command(),
                        begun.changing(),
                        outcome,
                        exitCode,
                        output));
    }

    @Override
    public long beginJob(RunStep step, String environmentId, String serverId, String job, String command) {
        long id = begin(step, environmentId, serverId, command, true);
        jobs.put(step.runId() + " " + serverId + " " + job, id);
        return id;
    }

    @Override
    public Optional<JobRecord> lastOf(RunStep step, String serverId, String job) {
        return Optional.ofNullable(jobs.get(step.runId() + " " + serverId + " " + job))
                .map(id -> {
                    Entry entry = entries.get(id.intValue());
                    String output = entry.output() == null ? "" : entry.output();
                    return new JobRecord(id, entry.outcome() != null, entry.exitCode(), output);
                });
    }

    void refuseChanges() {
        refusing = true;
    }

    List<Entry> entries() {
        return entries;
    }

    Entry only() {
        if (entries.size() != 1) {
            throw new AssertionError("expected one record: " + entries);
        }
        return entries.get(0);
    }
}
