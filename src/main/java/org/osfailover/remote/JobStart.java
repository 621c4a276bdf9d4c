package org.osfailover.remote;

/** How the start of a job went. */
public sealed interface JobStart {

    /** It was started by this call. */
    record Started(JobState state) implements JobStart {}

    /** It had been started before; nothing was started now. */
    record Found(JobState state) implements JobStart {}

    /**
     * Nothing was started, and why.
     *
     * @param answer what the server answered, for a closer look; may be empty
     */
    record NotPossible(String why, String answer) implements JobStart {}

    /** Whether it was started is not known: a look tells. */
    record Unknown(String why) implements JobStart {}

    /** A rehearsal: it was listed and not started. */
    record Rehearsed() implements JobStart {}
}
