package org.osfailover.remote;

import java.time.Duration;
import java.util.Optional;

/**
 * A dialogue with an interactive program that runs as a job, on a terminal that outlives the connection and this program.
 * What was answered is noted on the server, so that any later look goes on where the last one stopped; no answer is typed
 * twice.
 */
public interface RemoteDialogue {

    /** Whether it may have been begun without its end having been seen. Sends nothing. */
    default boolean mayBeUnderWay() {
        return true;
    }

    /** Why the server can't hold it so; empty where it can. Changes nothing. */
    Optional<String> unable() throws RemoteAccessException;

    /**
     * Starts the program, or finds the one that was started before.
     *
     * @param note one line that {@link DialogueState.UnderWay} and {@link DialogueState.Over} give back
     */
    JobStart start(String note) throws RemoteAccessException;

    /** Answers what is asked, until the program ends, asks the unknown (then it is ended), or the time is up. */
    DialogueState goOn(Duration atMost) throws RemoteAccessException;

    /** Removes what the server keeps of it; one that runs stays as it is. */
    void remove() throws RemoteAccessException;
}
