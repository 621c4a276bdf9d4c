package org.osfailover.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a plan.
 *
 * @param step the step, in the published procedure's numbering where it has one: "1", "3", "verify"
 * @param server the server it is done on; null where it is not done on a server
 * @param sentence what will be done, for people
 * @param waitsForPerson whether a person has to do it
 * @param warning something an approver must know about it; null where there is nothing
 * @param element the building block (a process key) or the person's task; null where it is neither
 * @param commands what changes the server, as it will be sent, secrets masked; made by the code that sends it
 * @param outcome what that code says of it, having read the server; null where it was not asked
 * @param alreadyDone whether it is so already, and nothing will be sent
 * @param before what is there now; null where that is no single value
 * @param after what will be there
 * @param lastTookSeconds how long it took in the last run of this procedure here; null where that is not known
 */
public record PlanStep(
        String step,
        @Nullable String server,
        String sentence,
        boolean waitsForPerson,
        @Nullable String warning,
        @Nullable String element,
        List<String> commands,
        @Nullable String outcome,
        boolean alreadyDone,
        @Nullable String before,
        @Nullable String after,
        @Nullable Long lastTookSeconds) {

    public PlanStep {
        commands = List.copyOf(commands);
    }

    /** A line of which nothing was asked. */
    public PlanStep(
            String step, @Nullable String server, String sentence, boolean waitsForPerson, @Nullable String warning) {
        this(step, server, sentence, waitsForPerson, warning, null, List.of(), null, false, null, null, null);
    }

    /** The same line, with other commands. */
    public PlanStep withCommands(List<String> others) {
        return new PlanStep(
                step,
                server,
                sentence,
                waitsForPerson,
                warning,
                element,
                others,
                outcome,
                alreadyDone,
                before,
                after,
                lastTookSeconds);
    }

    /** The same line, with how long it took last time. */
    public PlanStep tookLastTime(@Nullable Long seconds) {
        return new PlanStep(
                step,
                server,
                sentence,
                waitsForPerson,
                warning,
                element,
                commands,
                outcome,
                alreadyDone,
                before,
                after,
                seconds);
    }
}
