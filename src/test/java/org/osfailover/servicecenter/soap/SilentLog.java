package org.osfailover.servicecenter.soap;

import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;

/** A log that keeps nothing. */
final class SilentLog implements CommandLog {

    @Override
    public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
        return 1;
    }

    @Override
    public void end(long id, String outcome, @Nullable Integer exitCode, String output) {}
}
