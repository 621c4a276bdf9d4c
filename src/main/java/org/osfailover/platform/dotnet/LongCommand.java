package org.osfailover.platform.dotnet;

import java.time.Duration;
import java.util.Arrays;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.platform.Progress;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobState;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteJob;

/**
 * A tool of the platform that runs long, as a job on its server.
 *
 * @param subject what it makes, as the sentences say it: "Service Center"
 * @param done as "installed"
 */
record LongCommand(String subject, String done, RemoteJob job) {

    /** Starts it, unless this run's job of that name runs or has succeeded. */
    Progress begin() {
        try {
            JobState before = job.look();
            if (before instanceof JobState.Running || before instanceof JobState.Unknown) {
                return underWay(before);
            } else if (before instanceof JobState.Ended ended && ended.exitCode() == 0) {
                return new Progress.Ended(
                        new Outcome.AlreadyDone(subject + ": already " + done + " by this run, no action"));
            }
            return begun(job.start());
        } catch (RemoteAccessException e) {
            return new Progress.Ended(
                    new Outcome.Refused(ServerScripts.code(e), subject + ": not " + done + ", " + e.sentence()));
        }
    }

    private Progress begun(JobStart start) {
        if (start instanceof JobStart.Rehearsed) {
            return new Progress.Ended(new Outcome.Rehearsed(subject + ": would be " + done));
        } else if (start instanceof JobStart.NotPossible refused) {
            RefusalCode code = Arrays.stream(RefusalCode.values())
                    .filter(c -> c.name().equals(refused.answer()))
                    .findFirst()
                    .orElse(RefusalCode.COMMAND_FAILED);
            return new Progress.Ended(new Outcome.Refused(code, subject + ": not " + done + ", " + refused.why()));
        } else if (start instanceof JobStart.Unknown unknown) {
            return new Progress.UnderWay(subject + ": begun, as far as is known; " + unknown.why(), false);
        } else if (start instanceof JobStart.Started started) {
            return underWay(started.state());
        }
        return underWay(((JobStart.Found) start).state());
    }

    private Progress underWay(JobState state) {
        if (state instanceof JobState.Running running) {
            return new Progress.UnderWay(
                    subject + ": being " + done + " for " + spoken(running.elapsed()) + lastLine(running.tail()), true);
        } else if (state instanceof JobState.Unknown unknown) {
            return new Progress.UnderWay(subject + ": being " + done + "; not seen now, " + unknown.why(), false);
        }
        return new Progress.UnderWay(subject + ": being " + done, true); // ended so soon: the next look takes it over
    }

    /** What has become of it; starts nothing. */
    Progress look() {
        JobState state;
        try {
            state = job.look();
        } catch (RemoteAccessException e) {
            return e.mayPass()
                    ? underWay(new JobState.Unknown(e.sentence()))
                    : new Progress.Ended(unknown(e.sentence()));
        }
        if (state instanceof JobState.Running || state instanceof JobState.Unknown) {
            return underWay(state);
        } else if (state instanceof JobState.Ended ended && ended.exitCode() == 0) {
            return new Progress.Ended(new Outcome.Changed(subject + ": " + done));
        } else if (state instanceof JobState.Ended ended) {
            return new Progress.Ended(new Outcome.Refused(
                    RefusalCode.COMMAND_FAILED,
                    subject + ": not " + done + ", the command ended with exit code " + ended.exitCode()
                            + "; it printed: " + ScriptAnswer.last(ended.tail())));
        } else if (state instanceof JobState.Lost lost) {
            return new Progress.Ended(unknown(
                    lost.why() + (lost.tail().isBlank() ? "" : "; it had printed: " + ScriptAnswer.last(lost.tail()))));
        }
        return new Progress.Ended(unknown("the server has no record of the command"));
    }

    private Outcome unknown(String why) {
        return new Outcome.Unknown(subject + ": whether it is " + done + " is not known, " + why);
    }

    private static String lastLine(String tail) {
        return tail.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second)
                .map(line -> "; last line: " + line)
                .orElse("");
    }

    private static String spoken(Duration time) {
        return time.toMinutes() == 0
                ? time.toSeconds() + " s"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }
}
