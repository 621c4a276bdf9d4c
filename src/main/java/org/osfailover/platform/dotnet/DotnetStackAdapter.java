package org.osfailover.platform.dotnet;

import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.StackAdapter;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteShell;
import org.springframework.stereotype.Component;

/** Windows servers. */
@Component
class DotnetStackAdapter implements StackAdapter {

    private final Deadlines deadlines;
    private final Credentials credentials;

    DotnetStackAdapter(Deadlines deadlines, Credentials credentials) {
        this.deadlines = deadlines;
        this.credentials = credentials;
    }

    @Override
    public Stack stack() {
        return Stack.DOTNET;
    }

    @Override
    public PlatformServer on(Environment environment, Server server, RemoteShell shell, RunStep step) {
        return new DotnetServer(environment, server, shell, deadlines, step, credentials);
    }
}
