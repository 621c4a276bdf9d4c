package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.Server;
import org.osfailover.platform.Progress;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.DialogueState;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.RemoteDialogue;

/**
 * A dialogue with one of the platform's tools that may take long: on a terminal that outlives the connection, where the
 * server has what that takes; else over the connection, as long as it lasts, and the outcome says so.
 */
final class ToolDialogue {

    /** What is asked at the beginning is answered in one go. */
    private static final Duration FIRST = Duration.ofSeconds(20);
    /** At a later look there is little to answer. */
    private static final Duration LATER = Duration.ofSeconds(3);

    /** What a transcript says of a dialogue that could only go by silence. */
    private static final String BY_SILENCE = "it could not be seen on the server whether the tool waits for an answer";

    /** What the end of a dialogue came to, by reading the server. */
    interface Judge {
        Outcome judge(DialogueResult result) throws GivenUp;
    }

    /** The same at a later look, by what was noted at the start. */
    interface LaterJudge {
        Outcome judge(String note, DialogueResult result) throws GivenUp;
    }

    private final Server server;
    private final LinuxServer linux;
    private final CommandLine command;
    private final String doing;
    private final Dialogue dialogue;
    private final LaterJudge judge;
    private final RemoteDialogue apart;
    private Optional<String> unable = Optional.empty();
    private boolean asked;

    /** @param doing what is going on while it runs, as the sentences say it */
    ToolDialogue(
            Server server,
            LinuxServer linux,
            CommandLine command,
            String id,
            String doing,
            Dialogue dialogue,
            LaterJudge judge) {
        this.server = server;
        this.linux = linux;
        this.command = command;
        this.doing = doing;
        this.dialogue = dialogue;
        this.judge = judge;
        this.apart = linux.dialogue(id, command, dialogue);
    }

    /** One that was begun before and whose end was not seen. */
    Optional<Progress> found() throws GivenUp {
        if (!apart.mayBeUnderWay()) {
            return Optional.empty();
        }
        DialogueState state = linux.goOn(apart, command, LATER);
        return state instanceof DialogueState.NotStarted ? Optional.empty() : Optional.of(progress(state));
    }

    /** Whether the server can hold it apart from the connection. */
    boolean isPossible() throws GivenUp {
        return unable().isEmpty();
    }

    private Optional<String> unable() throws GivenUp {
        if (!asked) {
            unable = linux.unable(apart);
            asked = true;
        }
        return unable;
    }

    /**
     * Begins it.
     *
     * @param note for {@link LaterJudge}
     * @param deadline for a dialogue over the connection
     */
    Progress begin(String note, Duration deadline, Judge now) throws GivenUp {
        Optional<String> why = unable();
        if (why.isEmpty()) {
            JobStart start = linux.start(apart, note);
            if (start instanceof JobStart.Rehearsed) {
                return new Progress.Ended(now.judge(new DialogueResult.Rehearsed()));
            } else if (start instanceof JobStart.Unknown unknown) {
                return progress(new DialogueState.Unknown(unknown.why()));
            } else if (!(start instanceof JobStart.NotPossible refused)) {
                return progress(linux.goOn(apart, command, FIRST));
            } else {
                why = Optional.of(refused.why());
            }
        }
        Outcome outcome = now.judge(linux.converse(command, dialogue, deadline));
        return new Progress.Ended(withNote(outcome, why.get()));
    }

    /** What has become of it; begins nothing. */
    Progress look() throws GivenUp {
        return progress(linux.goOn(apart, command, LATER));
    }

    private Progress progress(DialogueState state) throws GivenUp {
        if (state instanceof DialogueState.UnderWay underWay) {
            String sentence = server.id() + ": " + doing + " for " + LinuxServer.seconds(underWay.elapsed())
                    + lastLine(underWay.transcript());
            return underWay.asks().isEmpty()
                    ? new Progress.UnderWay(sentence, true)
                    : new Progress.UnderWay(
                            sentence + ". It waits: " + underWay.asks()
                                    + ". It has been told to save or to restart, so it was not ended",
                            true,
                            true);
        } else if (state instanceof DialogueState.Unknown unknown) {
            return new Progress.UnderWay(server.id() + ": " + doing + "; not seen now, " + unknown.why(), false);
        } else if (state instanceof DialogueState.Over over) {
            Outcome outcome = judge.judge(over.note(), over.result());
            return new Progress.Ended(
                    over.result().transcript().contains(BY_SILENCE) ? noted(outcome, BY_SILENCE) : outcome);
        }
        return new Progress.Ended(
                judge.judge("", new DialogueResult.ConnectionLost("the server has no record of it", "", List.of())));
    }

    private static String lastLine(String transcript) {
        return transcript
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second)
                .map(line -> "; last line: " + line)
                .orElse("");
    }

    /** Said for what changed or is unknown: there it matters that a lost connection ends the tool. */
    private static Outcome withNote(Outcome outcome, String why) {
        return noted(outcome, "held over the connection: " + why);
    }

    private static Outcome noted(Outcome outcome, String what) {
        String note = " (" + what + ")";
        if (outcome instanceof Outcome.Changed changed) {
            return new Outcome.Changed(changed.sentence() + note);
        } else if (outcome instanceof Outcome.Unknown unknown) {
            return new Outcome.Unknown(unknown.sentence() + note);
        }
        return outcome;
    }
}
