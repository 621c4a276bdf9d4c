package org.osfailover.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class TextFileTest {

    @ParameterizedTest
    @CsvSource({"UTF-8,''", "UTF-8,EFBBBF", "UTF-16LE,FFFE", "UTF-16BE,FEFF"})
    void textOfWindows_isReadAsItWasMeant(String charset, String mark) throws Exception {
        assertThat(TextFile.decode(bytes(mark, "für\r\nuns \r\n", charset))).isEqualTo("für\r\nuns \r\n");
    }

    @Test
    void filesPutOneBehindTheOther_leaveNoMarkInBetween() throws Exception {
        assertThat(TextFile.decode("\uFEFFone\n\uFEFFtwo\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("one\ntwo\n");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE,''", "UTF-16BE,''", "ISO-8859-1,''", "UTF-32LE,FFFE0000", "ISO-8859-1,FFFE"})
    void whatCannotBeTold_isRefusedWithTheRemedy(String charset, String mark) {
        assertThatThrownBy(() -> TextFile.decode(bytes(mark, "für uns", charset)))
                .isInstanceOf(TextFile.UnreadableTextException.class)
                .hasMessageContaining("Save it as UTF-8");
    }

    @Test
    void keyWithMarkAndBlanks_isAsTheLibrariesWantIt() throws Exception {
        byte[] armoured = TextFile.armoured(
                bytes("FFFE", "-----BEGIN CERTIFICATE-----  \r\nMIIB \r\n-----END CERTIFICATE-----\t\r\n", "UTF-16LE"));

        assertThat(armoured).asString().isEqualTo("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    }

    @Test
    void certificateInBinaryForm_staysAsItIs() {
        byte[] der = {0x30, (byte) 0x82, 0x03, 0x0A, 0x00, (byte) 0xFF};

        assertThat(TextFile.armoured(der)).isEqualTo(der);
    }

    private static byte[] bytes(String mark, String text, String charset) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(HexFormat.of().parseHex(mark));
        bytes.write(text.getBytes(Charset.forName(charset)));
        return bytes.toByteArray();
    }
}
