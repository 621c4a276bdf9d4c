package org.osfailover.remote;

import java.time.Duration;
import java.util.Optional;

/** The terminal of a dialogue that runs as a job, for a person who looks at it and may type one line into it. */
public interface JobTerminal {

    /**
     * What it shows.
     *
     * @param waiting whether the program waits for an answer
     * @param quiet how long nothing was printed or typed
     * @param transcript what was printed, with the places where answers were typed
     * @param answers how many were typed
     * @param printed how much was printed, in characters
     */
    record View(Waiting waiting, Duration quiet, String transcript, int answers, int printed) {

        /** Whether it waits, as far as can be told: the server shows it, or nothing has happened for a while. */
        public boolean mayWait() {
            return waiting == Waiting.YES || (waiting == Waiting.HIDDEN && quiet.compareTo(Duration.ofSeconds(5)) >= 0);
        }
    }

    /** What it shows now; empty where nothing runs there. Changes nothing. */
    Optional<View> view() throws RemoteAccessException;

    /**
     * Types one line, once, however often this is called: only where the terminal still shows what the person saw.
     *
     * @param answers how many answers the person saw
     * @param printed how much output the person saw
     * @return why it was not typed; empty where it was
     */
    Optional<String> type(int answers, int printed, String line) throws RemoteAccessException;
}
