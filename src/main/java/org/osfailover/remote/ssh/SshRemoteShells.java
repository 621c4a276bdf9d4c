package org.osfailover.remote.ssh;

import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.ContactGate;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.GatedShell;
import org.osfailover.remote.RecordingShell;
import org.osfailover.remote.RehearsingShell;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.RemoteShells;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Shells over SSH: recorded, and in a rehearsal without what would change a server. */
@Component
@EnableConfigurationProperties(SshSettings.class)
public final class SshRemoteShells implements RemoteShells, AutoCloseable {

    private final SshConnections connections;
    private final CommandLog log;
    private final ContactGate gate;

    /** Logs in with these credentials and connects within {@code deadlines.connect()}. */
    @Autowired
    SshRemoteShells(
            Credentials credentials, CommandLog log, ContactGate gate, Deadlines deadlines, SshSettings settings) {
        this(new SshConnections(credentials, deadlines, settings), log, gate);
    }

    /** With the default settings. */
    public SshRemoteShells(Credentials credentials, CommandLog log, Deadlines deadlines) {
        this(credentials, log, ContactGate.open(), deadlines, SshSettings.defaults());
    }

    SshRemoteShells(SshConnections connections, CommandLog log) {
        this(connections, log, ContactGate.open());
    }

    private SshRemoteShells(SshConnections connections, CommandLog log, ContactGate gate) {
        this.connections = connections;
        this.log = log;
        this.gate = gate;
    }

    @Override
    public RemoteShell on(Environment environment, Server server, RunStep step) {
        RemoteShell shell = new GatedShell(new SshShell(server, connections), gate, environment.id(), step);
        if (step.rehearsal()) {
            shell = new RehearsingShell(shell);
        }
        return new RecordingShell(shell, log, step, environment.id());
    }

    /** Closes every connection. */
    @Override
    public void close() {
        connections.close();
    }
}
