package org.osfailover.remote;

import java.time.Duration;
import java.util.Optional;
import org.osfailover.remote.CommandLog.JobRecord;

/**
 * A job whose output is kept in its record, and its end, too; then nothing of it is left on the server. The record is
 * also the memory of a job that is gone from its server: a look finds its end there.
 */
final class RecordedJob implements RemoteJob {

    private final RemoteJob job;
    private final CommandLine command;
    private final SecretMask mask;
    private final JobRecording recording;

    RecordedJob(RemoteJob job, CommandLine command, JobRecording recording) {
        this.job = job;
        this.command = command;
        this.mask = command.mask();
        this.recording = recording;
    }

    @Override
    public String id() {
        return job.id();
    }

    @Override
    public JobStart start() throws RemoteAccessException {
        JobStart start = recording.start(job, mask.mask(command.toString()), job::start);
        return start instanceof JobStart.NotPossible refused
                ? new JobStart.NotPossible(refused.why(), mask.mask(refused.answer()))
                : start;
    }

    @Override
    public JobState look() throws RemoteAccessException {
        JobState state = masked(job.look());
        if (state instanceof JobState.Running running) {
            recording.progress(running.tail());
        } else if (state.isOver()) {
            takeOver(state);
            job.remove();
        } else if (state instanceof JobState.NotStarted) {
            return remembered();
        }
        return state;
    }

    /** The end that was seen before; else the server never had it. */
    private JobState remembered() {
        Optional<JobRecord> last = recording.last();
        if (last.isPresent() && !last.get().ended()) {
            recording.end("CONNECTION_LOST", null, "[the server knows nothing of it]");
        }
        Integer exitCode = last.map(JobRecord::exitCode).orElse(null);
        return exitCode == null
                ? new JobState.NotStarted()
                : new JobState.Ended(exitCode, last.get().output());
    }

    private void takeOver(JobState over) {
        if (over instanceof JobState.Ended ended) {
            recording.end("COMPLETED", ended.exitCode(), ended.tail());
        } else if (over instanceof JobState.Lost lost) {
            recording.end("CONNECTION_LOST", null, RecordingShell.note(lost.tail(), lost.why()));
        }
    }

    @Override
    public JobState cancel(Duration patience) throws RemoteAccessException {
        JobState state = masked(job.cancel(patience));
        if (state.isOver()) {
            takeOver(state);
            job.remove();
        }
        return state;
    }

    @Override
    public void remove() throws RemoteAccessException {
        job.remove();
    }

    private JobState masked(JobState state) {
        if (state instanceof JobState.Running running) {
            return new JobState.Running(running.elapsed(), mask.mask(running.tail()), running.bytes());
        } else if (state instanceof JobState.Ended ended) {
            return new JobState.Ended(ended.exitCode(), mask.mask(ended.tail()));
        } else if (state instanceof JobState.Lost lost) {
            return new JobState.Lost(lost.why(), mask.mask(lost.tail()));
        }
        return state;
    }
}
