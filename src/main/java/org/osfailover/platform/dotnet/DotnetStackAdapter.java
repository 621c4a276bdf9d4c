package org.osfailover.platform.dotnet;

import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.StackAdapter;
import org.osfailover.remote.RemoteShell;
import org.springframework.stereotype.Component;

/** Windows servers. */
@Component
class DotnetStackAdapter implements StackAdapter {

    private final Deadlines deadlines;

    DotnetStackAdapter(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    @Override
    public Stack stack() {
        return Stack.DOTNET;
    }

    @Override
    public PlatformServer on(Environment environment, Server server, RemoteShell shell, RunStep step) {
        return new DotnetServer(environment, server, shell, deadlines, step);
    }
}
