package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.osfailover.platform.PlatformSetting;

/** Every setting of the .NET stack can be looked up in {@code docs/fidelity.md}. */
class FidelityDocumentTest {

    @Test
    void everySetting_isInTheDocument() throws IOException {
        String document = Files.readString(Path.of("docs/fidelity.md"));

        assertThat(DotnetSettings.all())
                .allSatisfy(setting -> assertThat(document).contains("`" + setting.key() + "`"));
        assertThat(DotnetSettings.all()).extracting(PlatformSetting::key).doesNotHaveDuplicates();
    }
}
