package org.osfailover.remote;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;

/**
 * Where commands are recorded, each in a transaction of its own, so that they survive whatever the engine rolls back.
 */
public interface CommandLog {

    /**
     * A command is about to be sent.
     *
     * @param command as it is shown: masked
     * @return the record's id, for {@link #end}
     * @throws IllegalStateException a changing command, and its run does not (any more) hold its environment's lock:
     *     nothing may be sent
     */
    long begin(RunStep step, String environmentId, String serverId, String command, boolean changing);

    /** @param outcome COMPLETED, TIMED_OUT, CONNECTION_LOST, NOT_CONNECTED or REHEARSED */
    void end(long id, String outcome, @Nullable Integer exitCode, String output);

    /**
     * A job is about to be started. Its record stays open until its end is seen, also when this program ends meanwhile.
     *
     * @param job its id on the server
     * @throws IllegalStateException as {@link #begin} does
     */
    default long beginJob(RunStep step, String environmentId, String serverId, String job, String command) {
        return begin(step, environmentId, serverId, command, true);
    }

    /** What a job has printed so far. */
    default void progress(long id, String output) {}

    /** The last record of this job, by the run it belongs to. A log that keeps nothing finds nothing. */
    default Optional<JobRecord> lastOf(RunStep step, String serverId, String job) {
        return Optional.empty();
    }

    /**
     * A job's record.
     *
     * @param ended whether its end was seen
     * @param exitCode null where it has none
     */
    record JobRecord(long id, boolean ended, @Nullable Integer exitCode, String output) {}
}
