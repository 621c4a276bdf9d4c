package org.osfailover.remote.ssh;

import java.time.Duration;

/**
 * A deadline that runs.
 *
 * @param of from what it counts down
 */
record Countdown(Duration of, long end) {

    static Countdown of(Duration duration) {
        return new Countdown(duration, System.nanoTime() + duration.toNanos());
    }

    /** What is left; never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    boolean isOver() {
        return end - System.nanoTime() <= 0;
    }

    /** The shorter of this and what is left. */
    Duration atMost(Duration duration) {
        return Duration.ofNanos(nanosAtMost(duration));
    }

    /** The shorter of this and what is left. */
    long nanosAtMost(Duration duration) {
        return Math.min(duration.toNanos(), left().toNanos());
    }
}
