package org.osfailover.remote;

import java.time.Duration;
import org.osfailover.farm.Server;

/** Sends what only reads; what changes the server is not sent (safety rule 8). */
public final class RehearsingShell implements RemoteShell {

    private final RemoteShell shell;

    public RehearsingShell(RemoteShell shell) {
        this.shell = shell;
    }

    @Override
    public Server server() {
        return shell.server();
    }

    @Override
    public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
        return command.changing() ? new CommandResult.Rehearsed() : shell.run(command, deadline);
    }

    @Override
    public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline)
            throws RemoteAccessException {
        return command.changing() ? new DialogueResult.Rehearsed() : shell.converse(command, dialogue, deadline);
    }

    @Override
    public RemoteJob job(String id, CommandLine command) {
        return new RehearsedJob(id);
    }

    @Override
    public RemoteDialogue dialogue(String id, CommandLine command, Dialogue dialogue) {
        return new RehearsedJob(id);
    }

    @Override
    public JobTerminal terminal(String id, boolean elevated) {
        return new RehearsedJob(id);
    }

    @Override
    public JobPlace jobs() {
        return shell.jobs();
    }

    @Override
    public String toString() {
        return shell + " (rehearsal)";
    }
}
