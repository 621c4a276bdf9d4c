package org.osfailover.remote;

import java.time.Duration;

/** A job on a server with a POSIX shell, by {@code job.sh}. */
final class PosixJob implements RemoteJob {

    /** So much of the output's end comes with a look at a running one, and at one that is over. */
    private static final int TAIL = 4 * 1024;

    private static final int WHOLE = 512 * 1024;

    private final PosixJobScript script;

    PosixJob(RemoteShell shell, String id, CommandLine command) {
        this.script = new PosixJobScript(shell, id, command);
    }

    @Override
    public String id() {
        return script.id();
    }

    @Override
    public JobStart start() throws RemoteAccessException {
        return started(script.start(false, ""));
    }

    static JobStart started(JobAnswer answer) {
        if (answer instanceof JobAnswer.Report report) {
            return report.started() ? new JobStart.Started(report.state()) : new JobStart.Found(report.state());
        } else if (answer instanceof JobAnswer.Refused refused) {
            return new JobStart.NotPossible(refused.why(), "");
        } else if (answer instanceof JobAnswer.Garbage garbage) {
            return new JobStart.NotPossible("the server does not start it apart from the session", garbage.text());
        } else if (answer instanceof JobAnswer.Silence silence) {
            return new JobStart.Unknown(silence.why());
        }
        return new JobStart.Rehearsed();
    }

    @Override
    public JobState look() throws RemoteAccessException {
        return state(script.look(0, TAIL, WHOLE));
    }

    @Override
    public JobState cancel(Duration patience) throws RemoteAccessException {
        return state(script.cancel(patience));
    }

    @Override
    public void remove() throws RemoteAccessException {
        script.remove();
    }

    static JobState state(JobAnswer answer) {
        if (answer instanceof JobAnswer.Report report) {
            return report.state();
        } else if (answer instanceof JobAnswer.Refused refused) {
            return new JobState.Unknown(refused.why());
        } else if (answer instanceof JobAnswer.Garbage garbage) {
            return new JobState.Unknown("the server answered something else: " + garbage.text());
        } else if (answer instanceof JobAnswer.Silence silence) {
            return new JobState.Unknown(silence.why());
        }
        return new JobState.NotStarted();
    }
}
