package org.osfailover.platform.javastack;

import org.jspecify.annotations.NullUnmarked;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;

/** Records nothing. */
@NullUnmarked
final class NoLog implements CommandLog {

    @Override
    public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
        return 0;
    }

    @Override
    public void end(long id, String outcome, Integer exitCode, String output) {}
}
