package org.osfailover.run;

import org.jspecify.annotations.Nullable;

/**
 * One line of a plan.
 *
 * @param step the step, in the published procedure's numbering where it has one: "1", "3", "verify"
 * @param server the server it is done on; null where it is not done on a server
 * @param sentence what will be done, for people
 * @param waitsForPerson whether a person has to do it
 * @param warning something an approver must know about it; null where there is nothing
 */
public record PlanStep(
        String step,
        @Nullable String server,
        String sentence,
        boolean waitsForPerson,
        @Nullable String warning) {}
