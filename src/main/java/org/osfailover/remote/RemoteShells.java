package org.osfailover.remote;

import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;

/** Where shells come from. Getting one connects to nothing; the first command does. */
public interface RemoteShells {

    /** A shell whose commands are recorded under the step; in a rehearsal its changing commands are listed, not sent. */
    RemoteShell on(Environment environment, Server server, RunStep step);
}
