package org.osfailover.remote;

import java.time.Duration;
import java.util.Optional;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;

/** Contacts its server only where the gate lets it: a fenced server is contacted by its fence alone (safety rule 1). */
public final class GatedShell implements RemoteShell {

    private final RemoteShell shell;
    private final ContactGate gate;
    private final String environmentId;
    private final RunStep step;

    public GatedShell(RemoteShell shell, ContactGate gate, String environmentId, RunStep step) {
        this.shell = shell;
        this.gate = gate;
        this.environmentId = environmentId;
        this.step = step;
    }

    @Override
    public Server server() {
        return shell.server();
    }

    @Override
    public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
        pass();
        return shell.run(command, deadline);
    }

    @Override
    public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline)
            throws RemoteAccessException {
        pass();
        return shell.converse(command, dialogue, deadline);
    }

    private void pass() throws RemoteAccessException {
        Optional<String> refusal = gate.refusal(environmentId, server().id(), step);
        if (refusal.isPresent()) {
            throw new RemoteAccessException(RemoteAccessException.Reason.UNREACHABLE, refusal.get());
        }
    }

    @Override
    public JobPlace jobs() {
        return shell.jobs();
    }

    @Override
    public String toString() {
        return shell.toString();
    }
}
