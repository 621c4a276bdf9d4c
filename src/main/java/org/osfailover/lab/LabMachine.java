package org.osfailover.lab;

import java.io.IOException;

/** What a server does with a command line that arrives by SSH. */
public interface LabMachine {

    /** Looks at what has arrived, without doing anything yet. May read from the console what belongs to the command. */
    Call receive(String command, LabConsole console) throws IOException, InterruptedException;

    /** Whether what a session started ends with the session, even without a terminal (OpenSSH for Windows: job object). */
    default boolean endsWithSession() {
        return false;
    }

    /** A command that has arrived. */
    interface Call {

        /** The command as a person would write it: the server's faults go by it. */
        String text();

        /**
         * Runs it to its end.
         *
         * @return the exit status
         * @throws InterruptedException the terminal is gone, or the user pressed Ctrl-C
         */
        int run() throws IOException, InterruptedException;
    }
}
