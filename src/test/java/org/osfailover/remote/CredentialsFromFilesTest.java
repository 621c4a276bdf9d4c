package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

@NullUnmarked
class CredentialsFromFilesTest {

    private final MockEnvironment environment = new MockEnvironment();
    private final ConfiguredCredentials underTest = new ConfiguredCredentials(environment);

    @ParameterizedTest
    @ValueSource(
            strings = {"\uFEFF pass w\u00F6rd \r\n", " pass w\u00F6rd \n\r\n", "\u00EF\u00BB\u00BF pass w\u00F6rd "})
    void secretOutOfAFileOfWindows_isWhatWasMeant(String read) {
        environment.setProperty("failover.credentials.farm.password", read);
        environment.setProperty("failover.credentials.farm.username", "\uFEFFadmin \r\n");

        assertThat(underTest.find("farm")).satisfies(secrets -> {
            assertThat(secrets.password()).isEqualTo(" pass w\u00F6rd ");
            assertThat(secrets.username()).isEqualTo("admin");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFFFD\uFFFDs\0e\0c\0", "s\0e\0c\0", "w\uFFFDrd"})
    void secretInAnotherEncoding_isRefusedByItsNameAndNeverShown(String read) {
        environment.setProperty("failover.credentials.farm.password", read);

        assertThatThrownBy(() -> underTest.find("farm"))
                .isInstanceOf(UnusableSecretException.class)
                .hasMessageContaining("failover.credentials.farm.password")
                .hasMessageContaining("save it as UTF-8")
                .hasMessageNotContaining(read);
    }

    @Test
    void nothingConfigured_isNothing() {
        assertThat(underTest.find("farm")).isNull();
    }
}
