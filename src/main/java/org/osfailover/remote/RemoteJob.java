package org.osfailover.remote;

import java.time.Duration;

/**
 * A command that may take long, and therefore runs on its server apart from the session that starts it: it outlives the
 * connection and this program, is found again by its id, and is never started twice. Each server keeps a directory a job,
 * which only the job's owner may read.
 */
public interface RemoteJob {

    /** Unique on its server: the run and what the job does. */
    String id();

    /** Starts it, or finds the one that was started before: of two who start it at a time one does. */
    JobStart start() throws RemoteAccessException;

    /** Looks at it; changes nothing on the server but what {@link #remove} does to one that is over. */
    JobState look() throws RemoteAccessException;

    /**
     * Ends it, and every process that it started: first by asking, after a while the hard way.
     *
     * @param patience how long it may take to end by itself once it was asked to
     * @return what has become of it
     */
    JobState cancel(Duration patience) throws RemoteAccessException;

    /** Removes what the server keeps of it; one that runs stays as it is. */
    void remove() throws RemoteAccessException;
}
