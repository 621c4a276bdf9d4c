package org.osfailover.procedure.support;

import org.osfailover.farm.RunMode;

/** What operators may do to a run under way, besides its tasks. */
public interface RunControl {

    /**
     * Ends the run in order, wherever it stands: nothing new begins, commands under way end and are recorded.
     *
     * @return what the run still waits for, and until when, as sentences for people
     * @throws NotPossibleException it has ended, is being aborted already, or can't be told now
     */
    String abort(String runId, String person, String reason) throws NotPossibleException;

    /**
     * The run goes on in the other mode.
     *
     * @throws NotPossibleException it has ended, has this mode already, or can't be told now
     */
    void switchMode(String runId, RunMode mode, String person, String reason) throws NotPossibleException;

    /**
     * A run that is being aborted no longer waits for what it has begun on a server that is gone: what became of it stays
     * unknown, and a fence waits for the server.
     *
     * @return what happens now, as a sentence for people
     * @throws NotPossibleException the run is not being aborted, or waits for nothing on that server
     */
    String giveUp(String runId, String serverId, String person, String reason) throws NotPossibleException;

    /** It can't be done as the run is now; the message says why, and what to do. */
    final class NotPossibleException extends Exception {
        public NotPossibleException(String message) {
            super(message);
        }
    }
}
