package org.osfailover.lab.windows;

import java.io.IOException;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabMachine;
import org.osfailover.lab.LabServer;

/** A server of the .NET stack. */
public final class WindowsMachine implements LabMachine {

    private final LabServer server;

    public WindowsMachine(LabServer server) {
        this.server = server;
    }

    @Override
    public int run(String command, LabConsole console) throws IOException, InterruptedException {
        server.journal().arrived(command);
        return 1;
    }
}
