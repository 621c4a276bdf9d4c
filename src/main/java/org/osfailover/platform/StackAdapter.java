package org.osfailover.platform;

import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.remote.RemoteShell;

/** Makes the platform servers of one stack; one bean a stack. */
public interface StackAdapter {

    Stack stack();

    /** The server behind the shell. Connects to nothing. */
    PlatformServer on(Environment environment, Server server, RemoteShell shell, RunStep step);
}
