package org.osfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

@NullUnmarked
class StartSettingsTest {

    private final StartSettings underTest = new StartSettings();

    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:./failover,jdbc:h2:file:./failover;DB_CLOSE_ON_EXIT=FALSE",
        "jdbc:h2:./failover;MODE=PostgreSQL,jdbc:h2:./failover;MODE=PostgreSQL;DB_CLOSE_ON_EXIT=FALSE",
        "jdbc:h2:./failover;db_close_on_exit=false,jdbc:h2:./failover;db_close_on_exit=false",
        "jdbc:h2:tcp://db/failover,jdbc:h2:tcp://db/failover",
        "jdbc:postgresql://db/failover,jdbc:postgresql://db/failover"
    })
    void h2InThisProcess_isNotClosedUnderTheJobs(String given, String used) throws Exception {
        assertThat(settled(Map.of("spring.datasource.url", given)).getProperty("spring.datasource.url"))
                .isEqualTo(used);
    }

    @Test
    void publicUrlWithTls_cookiesAreSecure_unlessSomebodySaysOtherwise() throws Exception {
        String secure = "server.servlet.session.cookie.secure";

        assertThat(settled(Map.of()).getProperty(secure)).isNull();
        assertThat(settled(Map.of("failover.public-url", "http://failover.example.com"))
                        .getProperty(secure))
                .isNull();
        assertThat(settled(Map.of("failover.public-url", "https://failover.example.com"))
                        .getProperty(secure))
                .isEqualTo("true");
        assertThat(settled(Map.of("failover.public-url", "https://failover.example.com", secure, "false"))
                        .getProperty(secure))
                .isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"failover.example.com", "https://failover.example.com/tools", "ftp://x", "https://a b"})
    void publicUrlThatIsNone_isSaidAtTheStart(String url) {
        assertThatThrownBy(() -> settled(Map.of("failover.public-url", url)))
                .isInstanceOf(StartSettings.UnusableSettingException.class)
                .hasMessageContaining("failover.public-url is '" + url + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"müller", "o'brien", "ops+x@example.com", "Jean-Luc", "admin"})
    void oddNamesOfPeople_areTaken(String id) throws Exception {
        assertThat(settled(Map.of("camunda.bpm.admin-user.id", id, "failover.users[" + id + "].password", "x")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CORP\\op", "a b", "*", "a/b"})
    void administratorThatCannotBe_isOneSentenceAtTheStart(String id) {
        assertThatThrownBy(() -> settled(Map.of("camunda.bpm.admin-user.id", id)))
                .isInstanceOf(StartSettings.UnusableSettingException.class)
                .hasMessageContaining("camunda.bpm.admin-user.id names the user '" + id + "'");
    }

    private StandardEnvironment settled(Map<String, Object> properties) throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", properties));
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .forEach(environment.getPropertySources()::addLast);
        underTest.postProcessEnvironment(environment, new SpringApplication(OutSystemsFailoverApplication.class));
        return environment;
    }
}
