package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

@NullUnmarked
class ConfiguredCredentialsTest {

    private final StandardEnvironment environment = new StandardEnvironment();
    private final Credentials underTest = new ConfiguredCredentials(environment);

    @Test
    void property_isFoundAtTheMomentOfUse() {
        assertThat(underTest.find("production-ssh")).isNull();

        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "failover.credentials.production-ssh.private-key-file", "/keys/id",
                                "failover.credentials.production-ssh.passphrase", "open sesame")));

        assertThat(underTest.find("production-ssh"))
                .isEqualTo(new Credentials.Secrets(null, null, "/keys/id", "open sesame"))
                .hasToString("Secrets[********]");
    }

    @Test
    void environmentVariable_isFound() {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of(
                                "FAILOVER_CREDENTIALS_PRODUCTIONSSH_PASSWORD", "hunter22",
                                "FAILOVER_CREDENTIALS_PRODUCTIONSSH_PRIVATEKEYFILE", "/keys/id")));

        assertThat(underTest.find("production-ssh"))
                .isEqualTo(new Credentials.Secrets(null, "hunter22", "/keys/id", null));
    }
}
