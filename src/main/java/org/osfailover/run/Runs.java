package org.osfailover.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunMode;

/** The runs, their locks, commands and events. */
public interface Runs {

    /**
     * Begins a run and takes its environment's lock, in the caller's transaction. A rehearsal takes none, and may begin
     * while another run holds it.
     *
     * @throws EnvironmentLockedException another run holds the lock
     */
    Run start(NewRun run) throws EnvironmentLockedException;

    /** Ends a run and frees the lock, in the caller's transaction. Ending an ended run changes nothing. */
    void end(String runId, RunOutcome outcome, String sentence);

    Optional<Run> find(String runId);

    /** Newest first. */
    List<Run> newest(int count);

    /** The run that holds the environment's lock. */
    Optional<Run> holderOf(String environmentId);

    /** Whether this run holds its environment's lock: without it nothing may be changed. */
    boolean holdsLock(String runId);

    /** Lets no more changing commands of this run begin; it keeps its lock until those under way have ended. */
    void allowNoMoreChanges(String runId);

    /** The run goes on in another mode. In a transaction of its own. */
    void switchMode(String runId, RunMode mode);

    /** Frees a lock whose owner is gone: records the deviation in the old run and ends it as FAILED. */
    void takeOver(String environmentId, String person, String reason);

    /**
     * Frees the lock only if it is still this run's: another one that has taken it in the meantime keeps it.
     *
     * @return whether it was freed
     */
    default boolean takeOverFrom(Run run, String person, String reason) {
        boolean holds = holdsLock(run.id());
        if (holds) {
            takeOver(run.environment(), person, reason);
        }
        return holds;
    }

    /** Records an event, in a transaction of its own. */
    void record(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence);

    /** Records an event in the caller's transaction: what is rolled back was not decided. */
    default void recordWithCaller(
            String runId,
            RunEvent.Kind kind,
            String step,
            @Nullable String server,
            @Nullable String person,
            String sentence) {
        record(runId, kind, step, server, person, sentence);
    }

    List<RunEvent> events(String runId);

    /** Keeps the run's plan, in the caller's transaction; a later plan replaces an earlier one. */
    void savePlan(String runId, List<PlanStep> plan);

    /** The run's plan; empty while there is none. */
    List<PlanStep> plan(String runId);

    List<RecordedCommand> commands(String runId);

    /** All that one of the run's commands printed; empty where the run has no such command. */
    Optional<CommandOutput> output(String runId, long commandId);

    /** How many commands of the run have begun and not ended. */
    int commandsUnderWay(String runId);

    /** The run's commands that go on apart from this program, as far as their ends were seen. */
    List<JobUnderWay> jobsUnderWay(String runId);

    /** What becomes of such a command will not be known: its record ends with the reason. */
    void giveUp(String runId, JobUnderWay job, String why);

    /** Whether the run was aborted and only waits for its commands to end. */
    default boolean isBeingAborted(String runId) {
        return false;
    }

    /**
     * What becomes of the run's commands on this server will not be known: their records end with the reason.
     *
     * @return how many were under way there
     */
    default int giveUp(String runId, String serverId, String why) {
        return 0;
    }

    /**
     * A command that goes on apart from this program.
     *
     * @param job its id on the server
     */
    record JobUnderWay(String server, String job) {}

    /** When the last changing command on this environment was sent or ended; empty where there was none. */
    Optional<Instant> lastChange(String environmentId);

    /** The run goes on without this server. */
    void skip(String runId, String serverId);

    Set<String> skipped(String runId);

    /** Another run holds the environment's lock. */
    final class EnvironmentLockedException extends Exception {
        private final String holder;

        public EnvironmentLockedException(String message, String holder) {
            super(message);
            this.holder = holder;
        }

        /** The run that holds the lock. */
        public String holder() {
            return holder;
        }
    }
}
