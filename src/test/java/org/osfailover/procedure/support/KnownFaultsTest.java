package org.osfailover.procedure.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.ApplyConfiguration;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;

/** Which faults of the platform are said for which version and setting. */
class KnownFaultsTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "11.8.0.1234, UPGRADE_INSTALL,        RRCT-2892, yes",
                "11.9.0,      UPGRADE_INSTALL,        RRCT-2892, no",
                "11.11.0,     UPGRADE_INSTALL,        RPM-815, yes",
                "11.11.0,     RESTART_SERVICES,       RPM-815, no",
                "11.11.1,     UPGRADE_INSTALL,        RPM-815, no",
                "11.9.9,      APPLY_SETTINGS_FACTORY, RPD-4862, yes",
                "11.10,       APPLY_SETTINGS_FACTORY, RPD-4862, no",
                "11.9.9,      UPGRADE_INSTALL,        RPD-4862, no",
                "11.29.1,     RESTART_SERVICES,       IM-3506, yes",
                "11.27.9,     RESTART_SERVICES,       IM-3506, no",
                "11.30.0,     RESTART_SERVICES,       R11BRT-1334, yes",
                "11.31.0.43862, RESTART_SERVICES,     R11BRT-1334, no",
                "10.0.816,    UPGRADE_INSTALL,        RRCT-2892, no",
                "-,           UPGRADE_INSTALL,        RRCT-2892, no",
                "unreadable,  UPGRADE_INSTALL,        RRCT-2892, no",
            })
    void versionAndSetting_sayWhetherAStepMeetsTheFault(
            @Nullable String version, ApplyConfiguration apply, String fault, String expected) {
        List<FarmFinding> found = KnownFaults.of(reading(Stack.DOTNET, apply, version));

        assertThat(found.stream()
                        .anyMatch(finding -> finding.finding().sentence().contains("(" + fault + ",")))
                .isEqualTo(expected.equals("yes"));
    }

    @ParameterizedTest
    @CsvSource({
        "11.9.9,   APPLY_SETTINGS_FACTORY, yes",
        "10.0.816, APPLY_SETTINGS_FACTORY, yes",
        "11.10.0,  APPLY_SETTINGS_FACTORY, no",
        "11.9.9,   UPGRADE_INSTALL,        no",
        "11.9.9,   RESTART_SERVICES,       no",
    })
    void settingThatTheVersionDoesNotKnow_refusesAPlannedMoveWithTheRemedy(
            String version, ApplyConfiguration apply, String expected) {
        List<String> refusals = KnownFaults.refusals(reading(Stack.DOTNET, apply, version));

        assertThat(refusals).hasSize(expected.equals("yes") ? 1 : 0).allSatisfy(why -> assertThat(why)
                .contains("fe1", version, "/ApplySettingsFactory", "applyConfiguration", "EMERGENCY"));
    }

    @Test
    void javaStack_hasNone() {
        assertThat(KnownFaults.of(reading(Stack.JAVA, ApplyConfiguration.UPGRADE_INSTALL, "11.8.0")))
                .isEmpty();
    }

    @Test
    void everyFault_saysWhatItMeansWhatToDoAndFromWhere() {
        assertThat(KnownFaults.all()).isNotEmpty().allSatisfy(fault -> {
            assertThat(KnownFaults.compare(fault.from(), fault.before())).isNegative();
            assertThat(fault.means()).isNotBlank();
            assertThat(fault.remedy()).isNotBlank();
            assertThat(fault.source()).containsPattern("release notes|support page");
        });
    }

    private static FarmReading reading(Stack stack, ApplyConfiguration apply, @Nullable String version) {
        Server server = new Server(
                "fe1",
                "10.0.0.11",
                "blue",
                true,
                new SshEndpoint("10.0.0.11", 22, "failover", "ssh", "SHA256:x", null, Elevation.NONE, null));
        Environment environment = new Environment(
                "production",
                "Production",
                stack,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.SERVICE_CENTER,
                Environment.AllContent.TRUSTED,
                apply,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All_Components"),
                List.of(server),
                Map.of());
        ServerReading read =
                new ServerReading("fe1", Instant.now(), true, null, null, version, null, null, null, Map.of());
        return new FarmReading(environment, Instant.now(), Map.of("fe1", read));
    }
}
