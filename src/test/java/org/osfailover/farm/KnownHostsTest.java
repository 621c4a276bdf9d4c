package org.osfailover.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.KnownHosts.BrokenLine;
import org.osfailover.farm.KnownHosts.Entry;
import org.osfailover.farm.KnownHosts.Marker;

@NullUnmarked
class KnownHostsTest {

    /** Made by ssh-keygen, like the fingerprint and the hashed line. */
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM71H1WCYfDhEImXsnWOX+dMUvOsu0sRlZlNacMKpfBa";

    private static final String FINGERPRINT = "SHA256:aaD7dfdi8DLAvTLue5abAXdC7LtQVjdd+vXv1L4cm1s";
    private static final String HASHED = "|1|jK77ovRf4w1/mVmeDLhkAUNXnkw=|gI7TJl7w8fZzcWtyOdcSqxV/Zus=";

    @Test
    void lineOfAHost_keyCountsForItsPortOnly() {
        KnownHosts underTest = KnownHosts.parse("# ours\n\n  fe1.example.org,10.0.0.11 " + KEY + " a comment\n");

        assertThat(underTest.brokenLines()).isEmpty();
        assertThat(underTest.of("FE1.example.org", 22)).singleElement().satisfies(entry -> {
            assertThat(entry.line()).isEqualTo(3);
            assertThat(entry.marker()).isEqualTo(Marker.HOST_KEY);
            assertThat(entry.keyType()).isEqualTo("ssh-ed25519");
            assertThat(entry.fingerprint()).isEqualTo(FINGERPRINT);
        });
        assertThat(underTest.of("10.0.0.11", 22)).hasSize(1);
        assertThat(underTest.of("fe1.example.org", 2201)).isEmpty();
        assertThat(underTest.of("fe2.example.org", 22)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.example.org fe1.example.org 22 true",
                "*.example.org example.org 22 false",
                "fe?.example.org fe1.example.org 22 true",
                "fe?.example.org fe12.example.org 22 false",
                "*.example.org,!fe1.example.org fe1.example.org 22 false",
                "*.example.org,!fe1.example.org fe2.example.org 22 true",
                "!fe1.example.org fe2.example.org 22 false",
                "[fe1.example.org]:2201 fe1.example.org 2201 true",
                "[fe1.example.org]:2201 fe1.example.org 22 false",
                "[*.example.org]:2201 fe1.example.org 2201 true",
                "fe1xexample.org fe1.example.org 22 false"
            })
    void patterns_matchAsOpenSshHasIt(String hosts, String host, int port, boolean expected) {
        assertThat(KnownHosts.parse(hosts + " " + KEY).of(host, port)).hasSize(expected ? 1 : 0);
    }

    @Test
    void hashedHost_isFoundByItsNameAndPort() {
        KnownHosts underTest = KnownHosts.parse(HASHED + " " + KEY);

        assertThat(underTest.of("fe1.example.org", 2201)).hasSize(1);
        assertThat(underTest.of("fe1.example.org", 22)).isEmpty();
    }

    @Test
    void authorityAndRevokedKey_countForEveryPortOfTheHost() {
        KnownHosts underTest = KnownHosts.parse("@cert-authority *.example.org " + KEY + "\n@revoked * " + KEY);

        assertThat(underTest.of("fe1.example.org", 2201))
                .extracting(Entry::marker)
                .containsExactly(Marker.CERT_AUTHORITY, Marker.REVOKED);
        assertThat(underTest.of("10.0.0.11", 22)).extracting(Entry::marker).containsExactly(Marker.REVOKED);
    }

    @Test
    void brokenLines_areNamedAndTheOthersCount() {
        KnownHosts underTest = KnownHosts.parse("fe1 ssh-ed25519\r\nfe1 ssh-rsa " + KEY.split(" ", -1)[1]
                + "\r\n@unknown fe1 " + KEY + "\r\n@revoked fe1 ssh-ed25519 AAA!\r\n|1|x fe1 " + KEY.split(" ", -1)[1]
                + "\r\nfe1 1024 35 99\r\nfe1 " + KEY + "\r\n");

        assertThat(underTest.brokenLines()).extracting(BrokenLine::line).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(underTest.brokenLines())
                .filteredOn(BrokenLine::restricts)
                .satisfiesExactly(
                        // what an unknown marker was meant to forbid can't be known
                        unknown -> assertThat(unknown.line()).isEqualTo(3),
                        broken -> {
                            assertThat(broken.line()).isEqualTo(4);
                            assertThat(broken.problem()).contains("not whole");
                        });
        assertThat(underTest.of("fe1", 22)).singleElement().satisfies(entry -> assertThat(entry.line())
                .isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF@revoked", "\u200B@revoked", "@Revoked", "@revoked\u00A0", "@rev0ked"})
    void lineThatMayRevoke_neverCountsAsAMereFault(String marker) throws Exception {
        KnownHosts underTest = KnownHosts.parse(marker + " fe1.example.org " + KEY);

        assertThat(underTest.brokenLines()).allMatch(BrokenLine::restricts).hasSize(1);
    }

    @Test
    void commentInLatin1_isNoReasonToRefuseTheFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("known_hosts");
        Files.write(file, ("# f\u00FCr uns\r\nfe1.example.org " + KEY + "\r\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(KnownHosts.read(file).of("fe1.example.org", 22)).hasSize(1);
    }
}
