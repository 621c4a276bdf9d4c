package org.osfailover.farm;

/**
 * Whether a group is active, as far as its servers could be read.
 *
 * @param reason what that rests on, or why it is not known, as a sentence for people
 */
public record GroupReading(String group, State state, String reason) {

    public enum State {
        /** One of its servers has an enabled Scheduler. */
        ACTIVE,
        /** None of those that could be read has, and at least one could be read. */
        PASSIVE,
        /** Of none of its servers it could be read: it is neither taken for active nor for passive. */
        UNKNOWN
    }
}
