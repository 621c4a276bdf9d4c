package org.osfailover.farm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "CTRL01, ctrl01",
        "ctrl01., ctrl01",
        "' ctrl01.corp.example. ', CTRL01.CORP.EXAMPLE",
        "2001:db8:0:0:0:0:0:1, 2001:DB8::1",
        "[2001:db8::1], 2001:0db8::0001",
        "fe80::1%eth0, FE80::1",
        "fe80::1%12, fe80:0:0:0:0:0:0:1",
        "::ffff:10.0.0.1, 10.0.0.1",
        "OS_CTRL01, os_ctrl01",
        "müller.example, xn--mller-kva.example"
    })
    void twoSpellings_areOneName(String one, String other) {
        assertThat(HostName.of(one)).isEqualTo(HostName.of(other));
    }

    @ParameterizedTest
    @CsvSource({
        "ctrl01, ctrl02",
        "10.0.0.1, 10.0.0.10",
        "2001:db8::1, 2001:db8::10",
        "010.0.0.1, 10.0.0.1",
        "'', ctrl01"
    })
    void differentNames_areNotOne(String one, String other) {
        assertThat(HostName.of(one)).isNotEqualTo(HostName.of(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.",
                "localhost.localdomain",
                "localhost6",
                "127.0.0.1",
                "127.0.1.1",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1"
            })
    void nameOfTheMachineItself_isLoopback(String name) {
        assertThat(HostName.of(name).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhosting", "127host", "127.0.0", "128.0.0.1", "10.0.0.1", "::2", ""})
    void otherName_isNotLoopback(String name) {
        assertThat(HostName.of(name).isLoopback()).isFalse();
    }

    @Test
    void shortName_isThatOfTheLongOneAndOfNoOther() {
        HostName shortName = HostName.of("CTRL01");
        assertThat(shortName.isShortOrLongOf(HostName.of("ctrl01.corp.example")))
                .isTrue();
        assertThat(HostName.of("ctrl01.corp.example").isShortOrLongOf(shortName))
                .isTrue();
        assertThat(shortName.isShortOrLongOf(HostName.of("ctrl010.corp.example")))
                .isFalse();
        assertThat(HostName.of("ctrl01.corp").isShortOrLongOf(HostName.of("ctrl01.corp.example")))
                .isFalse();
        assertThat(HostName.of("10").isShortOrLongOf(HostName.of("10.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "OS_FE01, false",
        "os-fe01, true",
        "10.0.0.1, true",
        "2001:db8::1, true",
        "-fe, false",
        "fe01.corp., true"
    })
    void underscore_fitsInNoUrl(String name, boolean fits) {
        assertThat(HostName.of(name).fitsInUrl()).isEqualTo(fits);
    }
}
