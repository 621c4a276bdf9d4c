package org.osfailover.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;

/** What the servers' connection settings are said to be, from hashes. */
class ConnectionComparisonTest {

    private static final String HOST = "PlatformDatabaseConfiguration/Host";
    private static final String PASSWORD = "PlatformDatabaseConfiguration/RuntimePassword";
    private static final String LOG = "LoggingDatabaseConfiguration/Host";

    private final Farms farm = new Farms()
            .server("fe1", "10.0.0.1", "blue")
            .server("fe2", "10.0.0.2", "blue")
            .server("fe3", "10.0.0.3", "green");

    private List<FarmFinding> found(ConnectionSettings... settings) {
        Map<String, ServerReading> servers = new java.util.LinkedHashMap<>();
        for (int i = 0; i < settings.length; i++) {
            String id = "fe" + (i + 1);
            servers.put(
                    id,
                    new ServerReading(
                            id,
                            Instant.EPOCH,
                            true,
                            null,
                            null,
                            "11.0",
                            null,
                            "10.0.0.1",
                            null,
                            "key",
                            List.of(),
                            settings[i],
                            Map.of()));
        }
        return FarmComparison.of(new FarmReading(farm.environment(), Instant.EPOCH, servers), Set.of()).stream()
                .filter(finding -> finding.finding().code() == Code.CONNECTION_SETTINGS)
                .toList();
    }

    private static ConnectionSettings of(String host, String log) {
        return new ConnectionSettings(Map.of(HOST, host, LOG, log), Set.of(PASSWORD), "key", null);
    }

    @Test
    void frontEndDiffersFromTheController_isAnErrorByNameOfSettingAndServers() {
        assertThat(found(of("a", "x"), of("b", "x"), of("b", "x"))).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.server()).isIn("fe2", "fe3");
            assertThat(finding.finding().sentence())
                    .contains(HOST, "the Controller's (fe1)", "letter case")
                    .doesNotContain(LOG);
            assertThat(finding.finding().remedy()).contains("OutgoingIPAddress");
        });
    }

    @Test
    void anotherDatabaseDiffers_isAWarning() {
        assertThat(found(of("a", "x"), of("a", "X"), of("a", "x")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.finding().severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.server()).isEqualTo("fe2");
                    assertThat(finding.finding().sentence()).contains(LOG).doesNotContain(HOST);
                });
    }

    @Test
    void allAreTheSame_isSaidWithWhatIsEncryptedAsUnknown() {
        assertThat(found(of("a", "x"), of("a", "x"), of("a", "x")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isOk()).isTrue();
                    assertThat(finding.finding().sentence()).contains("unknown", PASSWORD);
                });
    }

    @Test
    void oneIsInTheClearWhereTheOtherIsEncrypted_isNotComparedAndNoDifference() {
        ConnectionSettings clear =
                new ConnectionSettings(Map.of(HOST, "a", LOG, "x", PASSWORD, "p"), Set.of(), "key", null);

        assertThat(found(of("a", "x"), clear, of("a", "x"))).allMatch(FarmFinding::isOk);
    }

    @Test
    void anotherKeyOrNoReading_isUnknownAndNeverDifferent() {
        ConnectionSettings otherKey = new ConnectionSettings(Map.of(HOST, "z"), Set.of(), "other", null);

        assertThat(found(of("a", "x"), otherKey, ConnectionSettings.unread("no file")))
                .hasSize(2)
                .allMatch(finding -> finding.finding().severity() == Severity.WARNING)
                .allSatisfy(finding -> assertThat(finding.finding().sentence()).contains("can't be compared"));
    }

    @Test
    void controllerDoesNotTell_theOthersAreComparedWithEachOther() {
        assertThat(found(ConnectionSettings.unread("no file"), of("a", "x"), of("b", "x")))
                .anySatisfy(finding -> {
                    assertThat(finding.isError()).isTrue();
                    assertThat(finding.finding().sentence()).contains("those of fe");
                });
    }
}
