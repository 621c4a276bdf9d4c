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

    /**
     * The command as a job: it runs apart from every session, whose loss it outlives. Sends nothing.
     *
     * @param id the job's name on its server, a file name: the run and what the job does
     * @param command for {@link Dialect#POSIX} what is run; for {@link Dialect#POWERSHELL} the script that starts it under
     *     the id
     */
    default RemoteJob job(String id, CommandLine command) {
        return command.dialect() == Dialect.POSIX ? new PosixJob(this, id, command) : new WindowsJob(this, id, command);
    }

    /** An interactive program as a job, with a terminal of its own. Sends nothing. */
    default RemoteDialogue dialogue(String id, CommandLine command, Dialogue dialogue) {
        return new PosixDialogue(this, id, command, dialogue);
    }

    /** The terminal of a dialogue that runs as a job under this id. Sends nothing. */
    default JobTerminal terminal(String id, boolean elevated) {
        return new PosixJobTerminal(this, id, elevated);
    }

    /** Where the server keeps its jobs. */
    default JobPlace jobs() {
        return JobPlace.USUAL;
    }
}
