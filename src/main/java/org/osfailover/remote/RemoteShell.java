package org.osfailover.remote;

import java.time.Duration;
import org.osfailover.farm.Server;

/** A machine one can run commands on. Implementations' {@code toString} names the server. */
public interface RemoteShell {

    Server server();

    /**
     * Runs a command and waits for its end, or for the deadline.
     *
     * @throws RemoteAccessException nobody could be logged in; nothing was run
     */
    CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException;

    /**
     * Runs an interactive program on a pseudo-terminal and answers its questions by the dialogue's rules. A question
     * that no rule knows ends it without an answer.
     *
     * @throws RemoteAccessException nobody could be logged in; nothing was run
     */
    DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) throws RemoteAccessException;
}
