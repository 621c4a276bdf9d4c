package org.osfailover.remote;

import java.time.Duration;

/** What has become of a job, as its server says. */
public sealed interface JobState {

    /** The server knows no job of this id. */
    record NotStarted() implements JobState {}

    /**
     * It runs.
     *
     * @param elapsed since its start, by the server's clock
     * @param tail the end of what it has printed
     * @param bytes how much it has printed in all
     */
    record Running(Duration elapsed, String tail, long bytes) implements JobState {}

    /**
     * It ended by itself.
     *
     * @param tail the end of what it printed; all of it where it is not long
     */
    record Ended(int exitCode, String tail) implements JobState {}

    /** It is gone and left no exit code: the server was restarted, its process was killed, or it was cancelled. */
    record Lost(String why, String tail) implements JobState {}

    /** The server could not be asked: nothing is known now that was not known before. */
    record Unknown(String why) implements JobState {}

    /** Whether it is over, one way or the other. */
    default boolean isOver() {
        return this instanceof Ended || this instanceof Lost;
    }
}
