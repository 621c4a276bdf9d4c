package org.osfailover.platform;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osfailover.farm.Outcome;

/** Does a long task to its end, as the models do: begins it, and looks at it until it is over. */
public final class LongTasks {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LongTasks() {}

    /** What it came to. */
    public static Outcome done(PlatformServer server, LongTask task) {
        Instant until = Instant.now().plus(PATIENCE);
        Progress progress = server.begin(task);
        while (!(progress instanceof Progress.Ended ended)) {
            if (Instant.now().isAfter(until)) {
                throw new AssertionError("still under way: " + progress.sentence());
            }
            progress = server.lookAt(task);
        }
        return ended.outcome();
    }

    public static Outcome writeControllerAddress(PlatformServer server, String address, Optional<String> cacheHost) {
        return done(server, new LongTask.WriteControllerAddress(address, cacheHost));
    }

    public static Outcome applyConfiguration(PlatformServer server) {
        return done(server, new LongTask.ApplyConfiguration());
    }

    public static Outcome createCacheInvalidationService(PlatformServer server) {
        return done(server, new LongTask.CreateCacheInvalidationService());
    }

    public static Outcome installServiceCenter(PlatformServer server) {
        return done(server, new LongTask.InstallServiceCenter());
    }
}
