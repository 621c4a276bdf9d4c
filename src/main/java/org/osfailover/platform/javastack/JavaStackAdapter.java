package org.osfailover.platform.javastack;

import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.StackAdapter;
import org.osfailover.remote.RemoteShell;
import org.springframework.stereotype.Component;

/** Makes the servers of the Java stack. */
@Component
class JavaStackAdapter implements StackAdapter {

    private final Deadlines deadlines;

    JavaStackAdapter(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    @Override
    public Stack stack() {
        return Stack.JAVA;
    }

    @Override
    public PlatformServer on(Environment environment, Server server, RemoteShell shell, RunStep step) {
        return new JavaStackServer(environment, server, shell, deadlines, step);
    }
}
