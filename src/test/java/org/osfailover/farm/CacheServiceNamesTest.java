package org.osfailover.farm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;
import org.osfailover.farm.Environment.RabbitMqPlacement;

/** What is said of the name by which the servers call the cache invalidation service's host. */
class CacheServiceNamesTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ON_CONTROLLER, 10.0.0.1,       -",
                "ON_CONTROLLER, ctrl01.,        -",
                "ON_CONTROLLER, SAYS-SO,        -",
                "ON_CONTROLLER, -,              -",
                "ON_CONTROLLER, 10.0.0.2,       the Controller is fe1",
                "ON_CONTROLLER, mq.example,     no name of a server",
                "ON_CONTROLLER, localhost,      every server itself",
                "ELSEWHERE,     127.0.0.1,      every server itself",
                "ELSEWHERE,     mq.example,     -",
                "NONE,          localhost,      -",
            })
    void name_isWarnedOfWhereItIsNotKnownToBeTheControllers(
            RabbitMqPlacement placement, @Nullable String name, @Nullable String said) {
        List<FarmFinding> found = FarmComparison.of(reading(placement, name), Set.of()).stream()
                .filter(finding -> finding.finding().code() == Code.NAMES)
                .toList();

        assertThat(found).hasSize(said == null ? 0 : 1).allSatisfy(finding -> {
            assertThat(finding.server()).isEqualTo("fe2");
            assertThat(finding.finding().severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.finding().sentence()).contains(String.valueOf(said));
            assertThat(finding.finding().remedy()).isNotBlank();
        });
    }

    private static FarmReading reading(RabbitMqPlacement placement, @Nullable String name) {
        Environment usual = new Farms()
                .server("fe1", "10.0.0.1", "blue", "10.0.0.1", "CTRL01")
                .server("fe2", "10.0.0.2", "blue")
                .environment();
        Environment environment = new Environment(
                usual.id(),
                usual.name(),
                usual.stack(),
                usual.controllerStart(),
                placement,
                usual.recoveryTimeTarget(),
                usual.approval(),
                usual.trafficSwitch(),
                usual.licenseInstallation(),
                usual.republish(),
                usual.allContent(),
                usual.applyConfiguration(),
                usual.serviceCenter(),
                usual.servers(),
                Map.of());
        Map<String, ServerReading> servers = new LinkedHashMap<>();
        servers.put("fe1", server("fe1", null, List.of("says-so")));
        servers.put("fe2", server("fe2", name, List.of()));
        return new FarmReading(environment, Instant.EPOCH, servers);
    }

    private static ServerReading server(String id, @Nullable String cacheService, List<String> ownNames) {
        return new ServerReading(
                id, Instant.EPOCH, true, null, null, "11.0", null, "10.0.0.1", cacheService, "key", ownNames, Map.of());
    }
}
