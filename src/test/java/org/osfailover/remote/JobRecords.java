package org.osfailover.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;

/** A command log in memory that remembers jobs, as the database does. */
public final class JobRecords implements CommandLog {

    /** One record. */
    public record Entry(
            String server,
            String job,
            String command,
            boolean ended,
            @Nullable String outcome,
            @Nullable Integer exitCode,
            String output) {}

    private final List<Entry> entries = new ArrayList<>();

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized long begin(
            RunStep step, String environmentId, String serverId, String command, boolean changing) {
        return add(serverId, "", command);
    }

    @Override
    public synchronized long beginJob(RunStep step, String environmentId, String serverId, String job, String command) {
        return add(serverId, job, command);
    }

    private long add(String server, String job, String command) {
        entries.add(new Entry(server, job, command, false, null, null, ""));
        return entries.size() - 1L;
    }

    @Override
    public synchronized void progress(long id, String output) {
        Entry old = entries.get((int) id);
        entries.set((int) id, new Entry(old.server(), old.job(), old.command(), false, null, null, output));
    }

    @Override
    public synchronized void end(long id, String outcome, @Nullable Integer exitCode, String output) {
        Entry old = entries.get((int) id);
        entries.set((int) id, new Entry(old.server(), old.job(), old.command(), true, outcome, exitCode, output));
    }

    @Override
    public synchronized Optional<JobRecord> lastOf(RunStep step, String serverId, String job) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.job().equals(job) && entry.server().equals(serverId)) {
                return Optional.of(new JobRecord(i, entry.ended(), entry.exitCode(), entry.output()));
            }
        }
        return Optional.empty();
    }
}
