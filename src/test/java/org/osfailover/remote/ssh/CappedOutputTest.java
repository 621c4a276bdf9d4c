package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class CappedOutputTest {

    private static final String TEXT = "abcdefghijklmnopqrstuvwxyz";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 10, 11, 26})
    void piecesOfAnySize_headAndTailAreKept(int size) {
        CappedOutput underTest = new CappedOutput(10);

        add(underTest, TEXT, size);

        assertThat(underTest.text()).isEqualTo("abcde\n[… 16 bytes left out …]\nvwxyz");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 6, 9, 10})
    void noMoreThanTheCap_isKeptWhole(int length) {
        CappedOutput underTest = new CappedOutput(10);

        add(underTest, TEXT.substring(0, length), 3);

        assertThat(underTest.text()).isEqualTo(TEXT.substring(0, length));
    }

    private static void add(CappedOutput output, String text, int size) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at += size) {
            int length = Math.min(size, bytes.length - at);
            byte[] piece = new byte[8192];
            System.arraycopy(bytes, at, piece, 0, length);
            output.add(piece, length);
        }
    }
}
