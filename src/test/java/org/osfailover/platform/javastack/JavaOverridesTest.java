package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaOverridesTest {

    private final JavaOverrides underTest = new JavaOverrides();

    @Test
    void everyDefault_isAllowed() {
        assertThat(JavaSettings.all())
                .allSatisfy(setting -> assertThat(underTest.problem(setting.key(), setting.defaultValue()))
                        .as(setting.key())
                        .isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "java.status.running         ! RUNNING(     ! not a regular expression",
                "java.status.running         ! ''           ! found in every text",
                "java.status.stopped         ! PARKED|      ! found in every text",
                "java.service-name.log       ! [            ! not a regular expression",
                "java.services-file.key.log  ! *            ! not a regular expression",
                "java.process.scheduler      ! .*           ! found in every text",
                "java.configuration-tool.controller ! (     ! not a regular expression",
                "java.configuration-tool.may-rewrite ! +    ! not a regular expression",
                "java.service-center.failure ! (?<          ! not a regular expression",
                "java.configuration-tool.silence ! 5        ! not a duration",
                "java.service-configurator.silence ! PT0S   ! no time at all",
                "java.configuration-tool.answers ! Go?      ! has no '=>'",
                "java.configuration-tool.answers ! Go( => Y ! not a regular expression",
                "java.service-configurator.answers ! Go =>  ! says no answer",
                "java.service-configurator.answers ! => Y   ! found in every text",
                "java.port.controller        ! 70000        ! not a port",
                "java.port.deployer          ! http         ! not a port",
                "java.port-check.host        ! a b          ! not a host name",
                "java.initialised-by         ! log          ! neither",
                "java.configuration-tool.restart-when-installing ! perhaps ! neither",
                "java.home                   ! opt          ! not an absolute path",
                "java.service-word.log       ! ' '          ! it is empty"
            })
    void valueThatCannotWork_isRefusedWithTheReason(String key, String value, String reason) {
        assertThat(underTest.keys()).contains(key);
        assertThat(underTest.problem(key, value))
                .hasValueSatisfying(problem -> assertThat(problem).contains(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "java.status.stopped ! \\bPARADO\\b",
                "java.configuration-tool.answers ! Send statistics .*: => <enter>",
                "java.configuration-tool.may-rewrite ! ''",
                "java.port.controller ! 12100",
                "java.initialised-by ! status",
                "java.configuration-tool.silence ! PT2M"
            })
    void valueThatWorks_isAllowed(String key, String value) {
        assertThat(underTest.problem(key, value)).isEmpty();
    }
}
