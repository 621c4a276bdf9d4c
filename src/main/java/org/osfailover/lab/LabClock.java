package org.osfailover.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The farm's time: the real one, or one that a test turns on by hand. */
public interface LabClock extends InstantSource {

    /** Waits; a clock turned by hand jumps ahead instead. */
    void pause(Duration duration) throws InterruptedException;

    /** The machine's own clock. */
    static LabClock system() {
        return new LabClock() {
            @Override
            public Instant instant() {
                return Instant.now();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(Math.max(0, duration.toMillis()));
            }
        };
    }

    /** A clock that stands still until it is advanced. */
    static Manual manual(Instant start) {
        return new Manual(start);
    }

    /** A clock turned by hand. */
    final class Manual implements LabClock {

        private Instant now;

        private Manual(Instant start) {
            this.now = start;
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public void pause(Duration duration) {
            advance(duration);
        }

        /** Turns the clock on. */
        public synchronized void advance(Duration duration) {
            now = now.plus(duration);
        }
    }
}
