package org.osfailover.procedure.support;

import org.osfailover.run.Run;

/** Whether a run's process instance still exists: one deleted in Cockpit leaves its run and lock behind. */
public interface RunLiveness {

    boolean isAlive(Run run);
}
