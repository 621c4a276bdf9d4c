package org.osfailover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private Instant now = Instant.parse("2026-11-22T02:10:00Z");
    private final FailedLogins underTest = new FailedLogins(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void sameWrongPasswordAgain_isNoGuess() {
        for (int i = 0; i < 1000; i++) {
            underTest.failed("10.0.0.5", "admin", "last-years");
        }

        assertThat(underTest.lockedUntil("10.0.0.5", "admin")).isEmpty();
    }

    @Test
    void guessing_isHeldBackEverLonger_forThisClientAndUserOnly() {
        guess(5);
        assertThat(underTest.lockedUntil("10.0.0.5", "admin")).contains(now.plusSeconds(15));
        assertThat(underTest.lockedUntil("10.0.0.6", "admin")).isEmpty();
        assertThat(underTest.lockedUntil("10.0.0.5", "olga")).isEmpty();

        now = now.plusSeconds(15);
        assertThat(underTest.lockedUntil("10.0.0.5", "admin")).isEmpty();
        underTest.failed("10.0.0.5", "admin", "one more");
        assertThat(underTest.lockedUntil("10.0.0.5", "admin")).contains(now.plusSeconds(30));
        guess(40);
        assertThat(underTest.lockedUntil("10.0.0.5", "admin")).contains(now.plus(Duration.ofMinutes(5)));
    }

    @Test
    void rightPassword_orAnHour_forgets() {
        guess(4);
        underTest.succeeded("10.0.0.5", "admin");
        guess(4);
        now = now.plus(Duration.ofHours(2));
        guess(4);

        assertThat(underTest.lockedUntil("10.0.0.5", "admin")).isEmpty();
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            underTest.failed("10.0.0.5", "admin", "guess-" + times + "-" + i);
        }
    }
}
