package org.osfailover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenDateTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T02:10:00Z",
                "2026-11-22T02:10Z",
                "2026-11-22t02:10:00z",
                "2026-11-22T02:10:00.000+0000",
                "2026-11-22T02:10:00.000000000+00:00",
                "2026-11-22T02:10:00.0+00",
                " 2026-11-22T02:10:00Z "
            })
    void formsOfIso8601_areUnderstood(String given) {
        assertThat(GivenDate.forEngine(given)).contains("2026-11-22T02:10:00.000+0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-22T03:10:00+01:00", "2026-11-22T03:10:00.000+0100", "2026-11-22T03:10+01"})
    void zone_isKept(String given) {
        assertThat(GivenDate.forEngine(given)).contains("2026-11-22T03:10:00.000+0100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T02:10:00Z",
                "2026-11-22T02:10:00.000+0000junk",
                "2026-11-22T02:10:00",
                "2026-11-22T24:10:00Z",
                "2026-11-22T02:60:00Z",
                "2026-13-22T02:10:00Z",
                "2026-11-22",
                "+12026-11-22T02:10:00Z",
                "22.11.2026 02:10",
                "1795313400000",
                ""
            })
    void whatIsNoPointInTime_isNone(String given) {
        assertThat(GivenDate.forEngine(given)).isEmpty();
    }
}
