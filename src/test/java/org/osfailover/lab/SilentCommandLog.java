package org.osfailover.lab;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;

/** A command log that keeps nothing. */
final class SilentCommandLog implements CommandLog {

    private final AtomicLong ids = new AtomicLong();

    @Override
    public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
        return ids.incrementAndGet();
    }

    @Override
    public void end(long id, String outcome, @Nullable Integer exitCode, String output) {}
}
