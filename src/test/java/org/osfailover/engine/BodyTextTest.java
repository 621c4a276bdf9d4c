package org.osfailover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.engine.CallersBodies.RefusedBodyException;

class BodyTextTest {

    private static final String JSON = "{\"reason\": \"Wartung f\u00FCr M\u00FCller\"}";

    @ParameterizedTest
    @CsvSource({
        "UTF-8,application/json,''",
        "UTF-8,application/json; charset=utf-8,''",
        "UTF-8,application/json,mark",
        "ISO-8859-1,application/json; charset=ISO-8859-1,''",
        "windows-1252,application/json;charset=\"windows-1252\",''",
        "UTF-16LE,application/json; charset=utf-16,''",
        "UTF-16BE,application/json; charset=utf-16,''",
        "UTF-16LE,application/json,mark",
        "UTF-16BE,application/json; charset=UTF-16,mark"
    })
    void declaredOrMarked_isAsItWasMeant(String charset, String contentType, String mark) throws Exception {
        byte[] body = ((mark.isEmpty() ? "" : "\uFEFF") + JSON).getBytes(Charset.forName(charset));

        assertThat(BodyText.decode(body, contentType)).isEqualTo(JSON);
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1,application/json,400,not UTF-8",
        "ISO-8859-1,application/json; charset=utf-8,400,which its Content-Type declares",
        "UTF-16LE,application/json,400,not UTF-8",
        "UTF-8,application/json; charset=klingon,415,is not known",
        "UTF-8,application/json; charset=(,415,is not known"
    })
    void whatCannotBeTold_isRefusedWithTheRemedy(String charset, String contentType, int status, String why) {
        byte[] body = JSON.getBytes(Charset.forName(charset));

        assertThatThrownBy(() -> BodyText.decode(body, contentType))
                .isInstanceOfSatisfying(RefusedBodyException.class, refused -> assertThat(refused.status)
                        .isEqualTo(status))
                .hasMessageContaining(why)
                .hasMessageContaining("Send UTF-8");
    }
}
