package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be used is found when the inventory is read, not when a procedure has got as far as to need it. */
class DotnetOverridesTest {

    private final DotnetOverrides underTest = new DotnetOverrides();

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "dotnet.upload-license.rejected      ! licen(     ! not a regular expression",
                "dotnet.upload-license.login-refused ! [          ! not a regular expression",
                "dotnet.upload-license.rejected      ! (bad)?     ! found in every text",
                "dotnet.ports                        ! CONTROLLER=99999 ! 99999 is not a port",
                "dotnet.ports                        ! CONTROLLER=0 ! 0 is not a port",
                "dotnet.configuration-tool.upgrade-install ! '  ' ! it is empty",
                "dotnet.configuration-tool.upgrade-install ! /UpgradeInstall /rebuildsession a b ! neither is ever done",
                "dotnet.configuration-tool.apply-settings-factory ! /RegenerateSettingsKey ! neither is ever done",
            })
    void valueCannotBeUsed_isSaid(String key, String value, String problem) {
        assertThat(underTest.problem(key, value))
                .hasValueSatisfying(said -> assertThat(said).contains(problem));
    }

    @Test
    void defaults_canBeUsed() {
        DotnetSettings.all().stream()
                .filter(setting -> !setting.defaultValue().isEmpty())
                .forEach(setting -> assertThat(underTest.problem(setting.key(), setting.defaultValue()))
                        .as(setting.key())
                        .isEmpty());
    }
}
