package org.osfailover.platform;

import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;

/** Where platform servers come from. Getting one connects to nothing; the first call does. */
public interface PlatformServers {

    /** The server, on behalf of a step of a run: its commands are recorded under it. */
    PlatformServer on(Environment environment, Server server, RunStep step);
}
