package org.osfailover.farm;

/**
 * How a step that changes something ended. The sentence is written for people and is the same in the log, on the task
 * and in the report; it never holds a secret.
 */
public sealed interface Outcome {

    /** For people. */
    String sentence();

    /** It was done, and read back. */
    record Changed(String sentence) implements Outcome {}

    /** It was so already; nothing was changed. */
    record AlreadyDone(String sentence) implements Outcome {}

    /** A rehearsal: it would have been done. */
    record Rehearsed(String sentence) implements Outcome {}

    /** It was not done, for a reason that is known. */
    record Refused(RefusalCode code, String sentence) implements Outcome {}

    /** Whether it was done is not known (deadline, lost connection, unreadable answer), and probing did not tell. */
    record Unknown(String sentence) implements Outcome {}

    /** Whether what was asked for is now so (or was rehearsed). */
    default boolean isSuccess() {
        return this instanceof Changed || this instanceof AlreadyDone || this instanceof Rehearsed;
    }
}
