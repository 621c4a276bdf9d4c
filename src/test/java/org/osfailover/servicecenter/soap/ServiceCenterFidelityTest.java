package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osfailover.platform.FidelityDocument;

/** What {@code docs/fidelity.md} says of Service Center's settings is what the program does, and all of it. */
class ServiceCenterFidelityTest {

    private final ServiceCenterOverrides underTest = new ServiceCenterOverrides();

    @Test
    void everySetting_hasItsRow() {
        FidelityDocument.table("Settings of Service Center")
                .holds(ServiceCenterSettings.defaults().keySet());
    }

    @Test
    void everyDefault_isAllowedAndABadPatternIsNot() {
        assertThat(ServiceCenterSettings.defaults())
                .containsKey("service-center.license.valid")
                .allSatisfy((key, value) ->
                        assertThat(underTest.problem(key, value)).as(key).isEmpty());
        assertThat(underTest.problem("service-center.license.valid", "ok("))
                .hasValueSatisfying(problem -> assertThat(problem).contains("not a regular expression"));
        assertThat(underTest.problem("service-center.license.valid", "ok|"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("every text"));
        assertThat(underTest.problem("service-center.call-timeout", "soon"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("duration"));
        assertThat(underTest.problem("service-center.call-timeout", "PT0S"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("no time at all"));
        assertThat(underTest.problem("service-center.path.health", "/a|b"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("can't be part of a web address"));
        assertThat(underTest.problem("service-center.publish-system-applications", "ja"))
                .hasValueSatisfying(problem -> assertThat(problem).contains("neither true nor false"));
    }
}
