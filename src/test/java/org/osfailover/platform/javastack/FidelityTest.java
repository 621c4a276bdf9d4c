package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.platform.PlatformSetting;

/** What the documentation says of the Java stack's settings is what the program does. */
class FidelityTest {

    private static final Path FIDELITY = Path.of("docs/fidelity.md");

    static Stream<PlatformSetting> settings() {
        return JavaSettings.all().stream();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setting_isDocumentedWithItsDefaultAndEvidence(PlatformSetting setting) throws IOException {
        assertThat(Files.readString(FIDELITY)).contains(row(setting));
    }

    @Test
    void keys_areUnique() {
        assertThat(settings().map(PlatformSetting::key)).doesNotHaveDuplicates();
    }

    static String row(PlatformSetting setting) {
        String value = setting.defaultValue().isEmpty()
                ? "(empty)"
                : "`" + setting.defaultValue().replace("|", "\\|") + "`";
        return "| `" + setting.key() + "` | " + setting.what() + " | " + value + " | " + setting.evidence() + " | "
                + setting.source() + " |";
    }
}
