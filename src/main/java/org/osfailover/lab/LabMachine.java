package org.osfailover.lab;

import java.io.IOException;

/** What a server does with a command line that arrives by SSH. */
public interface LabMachine {

    /**
     * Runs the command to its end.
     *
     * @return the exit status
     * @throws InterruptedException the terminal is gone, or the user pressed Ctrl-C
     */
    int run(String command, LabConsole console) throws IOException, InterruptedException;
}
