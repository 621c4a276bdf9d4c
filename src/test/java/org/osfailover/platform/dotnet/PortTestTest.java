package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortTestTest {

    @ParameterizedTest
    @CsvSource({
        "11.41.0.1, true",
        "11.50.2.3, true",
        "11.40.9.9, false",
        "11.31.0.43862, false",
        "10.0.1019.0, false",
        "unknown, false",
        ", false"
    })
    void secondaryPort_isInUseFrom1141On(String version, boolean used) {
        assertThat(PortTest.usesSecondaryPort(version)).isEqualTo(used);
    }
}
