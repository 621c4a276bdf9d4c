package org.osfailover.remote;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog.JobRecord;

/** The records of one job: one for each time that it was started, open until its end was seen. */
record JobRecording(CommandLog log, RunStep step, String environmentId, String serverId, String job) {

    /** Starts the job on its server. */
    @FunctionalInterface
    interface Starting {
        JobStart start() throws RemoteAccessException;
    }

    Optional<JobRecord> last() {
        return log.lastOf(step, serverId, job);
    }

    /**
     * Starts it under a new record, unless the one of the last record goes on or has ended without that being seen.
     *
     * @param onServer the job as its server knows it
     * @param command as it is shown
     */
    JobStart start(RemoteJob onServer, String command, Starting starting) throws RemoteAccessException {
        Optional<JobRecord> last = last();
        if (last.isPresent()) {
            JobState left = onServer.look();
            boolean open = !last.get().ended();
            if (left instanceof JobState.Unknown unknown) {
                return new JobStart.Unknown(unknown.why());
            } else if (left instanceof JobState.Running || (open && left.isOver())) {
                return new JobStart.Found(left);
            } else if (left.isOver()) {
                onServer.remove(); // its end was seen; this is another attempt
            } else if (open) {
                end("CONNECTION_LOST", null, "[it never reached the server]");
            }
        }
        long id = log.beginJob(step, environmentId, serverId, job, command);
        boolean answered = false;
        try {
            JobStart start = starting.start();
            answered = true;
            if (start instanceof JobStart.Rehearsed) {
                log.end(id, "REHEARSED", null, "");
            } else if (start instanceof JobStart.NotPossible refused) {
                log.end(id, "NOT_STARTED", null, RecordingShell.note(refused.answer(), refused.why()));
            }
            return start;
        } catch (RemoteAccessException e) {
            answered = true;
            log.end(id, "NOT_CONNECTED", null, e.sentence());
            throw e;
        } finally {
            if (!answered) {
                log.progress(id, "[whether it was started is not known yet]");
            }
        }
    }

    void progress(String output) {
        open().ifPresent(record -> log.progress(record.id(), output));
    }

    void end(String outcome, @Nullable Integer exitCode, String output) {
        open().ifPresent(record -> log.end(record.id(), outcome, exitCode, output));
    }

    Optional<JobRecord> open() {
        return last().filter(record -> !record.ended());
    }
}
