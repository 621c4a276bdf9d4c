package org.osfailover.remote;

import java.time.Duration;
import java.util.List;

/** How far a dialogue has got that runs as a job. */
public sealed interface DialogueState {

    /** The server knows no such dialogue. */
    record NotStarted() implements DialogueState {}

    /**
     * The program works, or will ask more.
     *
     * @param answered the names of the rules that were answered, in order
     * @param asks what it waits for a person to answer: it is past the point of no return, so it was not ended; empty where
     *     it asks nothing, or nothing that is not known
     */
    record UnderWay(Duration elapsed, String note, String transcript, List<String> answered, String asks)
            implements DialogueState {}

    /** It has ended; {@link DialogueResult.ConnectionLost} stands for a program that is gone without an exit code. */
    record Over(String note, DialogueResult result) implements DialogueState {}

    /** The server could not be asked: nothing is known now that was not known before. */
    record Unknown(String why) implements DialogueState {}
}
