package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@NullUnmarked
class TerminalTextTest {

    static Stream<Arguments> outputs() {
        return Stream.of(
                Arguments.of("line end of a terminal", "one\r\ntwo\r\n", "one\ntwo\n"),
                Arguments.of("colours", "\u001b[1;32mHost\u001b[0m\u001b[39;49m [a]: ", "Host [a]: "),
                Arguments.of("title with BEL", "\u001b]0;my title\u0007Host", "Host"),
                Arguments.of("title with ST", "\u001b]2;my title\u001b\\Host", "Host"),
                Arguments.of("character set", "\u001b(BHost\u001b)0", "Host"),
                Arguments.of("keypad modes", "\u001b=\u001b>\u001b[?1h\u001b[?25lHost", "Host"),
                Arguments.of("progress", "10%\r20%\r100%", "100%"),
                Arguments.of("shorter text over a longer one", "Copying files\rDone\u001b[K\r\n", "Done\n"),
                Arguments.of("whole line erased", "Working\u001b[2K\rHost: ", "Host: "),
                Arguments.of("beginning erased", "Working\u001b[1K:", "       :"),
                Arguments.of("spinner", "Wait |\b/\b-\b\\\b \r\n", "Wait  \n"),
                Arguments.of("backspace over a character", "Hosz\bt", "Host"),
                Arguments.of("backspace at the line's beginning", "one\n\b\btwo", "one\ntwo"),
                Arguments.of("column", "ab\u001b[1GX\u001b[5GY", "Xb  Y"),
                Arguments.of("cursor left and right", "abc\u001b[2DX\u001b[CY", "aXcY"),
                Arguments.of("screen cleared", "old\u001b[2J\u001b[HHost: ", "old\nHost: "),
                Arguments.of("cursor in another line", "one\u001b[12;40HHost: ", "one\nHost: "),
                Arguments.of("reset", "one\u001bcHost", "one\nHost"),
                Arguments.of("other control characters", "\u0000a\u0007\u0001b\u007f\u0085c", "abc"),
                Arguments.of("sequence that never ends", "\u001b[12;\nHost: ", "\nHost: "),
                Arguments.of("title that never ends", "\u001b]0;title\r\nHost: ", "\nHost: "),
                Arguments.of("sequence given up", "\u001b[1\u0018Host", "Host"),
                Arguments.of("beyond ASCII", "H\u00f6st \u4e2d\ud83d\ude00: ", "H\u00f6st \u4e2d\ud83d\ude00: "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void output_isReadAsAPersonWouldReadIt(String what, String output, String read) {
        StringBuilder text = new StringBuilder();

        new TerminalText().append(output, text);

        assertThat(text).as(what).hasToString(read);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void outputInAnyPieces_isReadTheSame(String what, String output, String read) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            TerminalText underTest = new TerminalText();
            int begin = 0;
            while (begin < output.length()) {
                int end = Math.min(output.length(), begin + 1 + random.nextInt(4));
                underTest.append(output.substring(begin, end), text);
                begin = end;
            }
            assertThat(text).as("%s, seed %d", what, seed).hasToString(read);
        }
    }

    @Test
    void longGarbageBehindAnEscape_isGivenUpInTheEnd() {
        StringBuilder text = new StringBuilder();

        new TerminalText().append("\u001b]" + "x".repeat(5_000) + "Host: ", text);

        assertThat(text.toString()).endsWith("Host: ").hasSizeLessThan(2_000);
    }
}
