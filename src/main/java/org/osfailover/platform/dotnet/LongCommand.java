package org.osfailover.platform.dotnet;

import java.time.Duration;
import java.time.Instant;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.platform.PlatformSetting;
import org.osfailover.platform.dotnet.DotnetReading.Job;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.platform.dotnet.ServerScripts.Probe;
import org.osfailover.remote.CommandLine;

/**
 * A tool that runs long. It is started detached under the run's id, found again after a lost connection or a crash of
 * ours, and never started twice while it runs or after it has succeeded.
 *
 * @param subject what it makes, as the sentences say it: "Service Center"
 * @param done as "installed"
 * @param id the job's id on the server
 * @param arguments the setting that overrides the tool's arguments
 * @param limit how long it may take
 */
record LongCommand(String subject, String done, String id, Scripts script, PlatformSetting arguments, Duration limit) {

    boolean wasDone(DotnetReading reading) {
        Job job = reading.jobs().get(id);
        return job != null && job.isSuccess();
    }

    Outcome run(DotnetReading before, ServerScripts scripts) {
        long begun = System.nanoTime();
        Job known = before.jobs().get(id);
        if (known != null && known.state() == Job.State.RUNNING) {
            return follow("it was found running", begun, scripts);
        }
        CommandLine.Builder command = scripts.changing(script)
                .parameter("JobId", id)
                .parameter("TimeoutSeconds", Long.toString(limit.toSeconds()));
        scripts.overridden(command, "Arguments", arguments);
        Act act = scripts.run(scripts.inInstallDirectory(command).build(), limit.plus(ServerScripts.MARGIN));
        if (act instanceof Act.Rehearsed) {
            return new Outcome.Rehearsed(subject + ": would be " + done);
        } else if (act instanceof Act.NotConnected failed) {
            return new Outcome.Refused(failed.code(), subject + ": not " + done + ", " + failed.sentence());
        } else if (act instanceof Act.Failed failed && failed.code() == RefusalCode.OUTCOME_UNKNOWN) {
            return new Outcome.Unknown(subject + ": whether it is " + done + " is not known, " + failed.sentence());
        } else if (act instanceof Act.Failed failed) {
            return new Outcome.Refused(failed.code(), subject + ": not " + done + ", " + failed.sentence());
        } else if (act instanceof Act.Lost lost) {
            return follow(lost.why(), begun, scripts);
        }
        return new Outcome.Changed(subject + ": " + done + " in " + ServiceChange.seconds(begun) + " s");
    }

    /** Looks at the command on the server until it has ended; starts nothing. */
    private Outcome follow(String why, long begun, ServerScripts scripts) {
        Instant until = Instant.now().plus(limit);
        while (true) {
            Probe probe = scripts.read();
            boolean late = Instant.now().isAfter(until);
            if (probe instanceof Probe.Read read) {
                Job job = read.reading().jobs().get(id);
                if (job == null) {
                    return unknown(why + "; the server has no record of the command");
                } else if (job.isSuccess()) {
                    return new Outcome.Changed(subject + ": " + done + " in " + ServiceChange.seconds(begun) + " s ("
                            + why + "; read back from the server)");
                } else if (job.state() == Job.State.ENDED) {
                    return new Outcome.Refused(
                            RefusalCode.COMMAND_FAILED,
                            subject + ": not " + done + ", the command ended with exit code " + job.exitCode()
                                    + "; it printed: " + ScriptAnswer.last(job.output()));
                } else if (job.state() == Job.State.LOST) {
                    return unknown("the command is gone from the server and left no exit code: was it restarted?");
                } else if (late) {
                    return unknown("it is not yet after " + limit.toMinutes()
                            + " minutes, and the command goes on running on the server");
                }
            } else if (late) {
                return unknown(why + "; " + ((Probe.Failed) probe).sentence());
            }
            scripts.pause();
        }
    }

    private Outcome unknown(String why) {
        return new Outcome.Unknown(subject + ": whether it is " + done + " is not known, " + why);
    }
}
