package org.osfailover.procedure.support;

import org.osfailover.run.Run;

/** Whether the process that carries out a run still exists. A run whose process was deleted can't end by itself. */
public interface RunLiveness {

    boolean isAlive(Run run);
}
