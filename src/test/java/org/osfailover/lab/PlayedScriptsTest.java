package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The simulated farm does not read the scripts that it plays: it would not notice that one has changed. This test does, and
 * asks a person to look.
 */
class PlayedScriptsTest {

    private static final Path SCRIPTS = Path.of("src/main/resources/powershell");
    private static final Path KNOWN = Path.of("src/test/resources/lab/played-scripts.sha256");

    @Test
    void everyScript_isTheOneThatTheFarmIsKnownToPlay() throws IOException {
        List<String> actual;
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            actual = files.sorted().map(PlayedScriptsTest::line).toList();
        }

        assertThat(actual)
                .as(
                        "A script has changed. See that the simulated farm (LabPowerShell) still answers as it does, with a"
                                + " PowerShell engine by SameAnswersTest; then write the new line into %s",
                        KNOWN)
                .isEqualTo(Files.readAllLines(KNOWN));
    }

    private static String line(Path script) {
        try {
            String text = Files.readString(script).replace("\r\n", "\n");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest) + "  " + script.getFileName();
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
