package org.osfailover.run;

import java.util.List;
import org.osfailover.farm.FarmReading;

/** What the servers were like before runs changed anything. */
public interface BeforeRuns {

    /** Keeps it with the run, in the caller's transaction; a reading that was kept before it is replaced. */
    void keep(String runId, FarmReading reading);

    /** The servers that could be read; empty where the run kept nothing. */
    List<ServerBefore> of(String runId);
}
