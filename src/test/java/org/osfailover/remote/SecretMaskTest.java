package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class SecretMaskTest {

    private static final String SECRET = "hünter'2<&>\"\\x";
    private final SecretMask underTest = SecretMask.of(List.of(SECRET));

    @Test
    void secretFoldedOverLines_isMasked() {
        assertThat(underTest.mask("before hünt\r\ner'2<&\n>\"\\x after")).isEqualTo("before ******** after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h\\u00fcnter\\u00272\\u003c\\u0026\\u003e\\\"\\\\x",
                "hünter'2<&>\\\"\\\\x",
                "hünter&apos;2&lt;&amp;&gt;&quot;\\x",
                "hünter&#39;2&lt;&amp;&gt;&quot;\\x",
                "h%C3%BCnter%272%3C%26%3E%22%5Cx"
            })
    void escapedSecret_isMasked(String escaped) {
        assertThat(underTest.mask("{" + escaped + "}")).isEqualTo("{********}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "$failoverSecret0 = '"})
    void base64OfATextAroundTheSecret_doesNotGiveItAway(String before) {
        for (var charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
            String encoded = Base64.getEncoder().encodeToString((before + SECRET + "'\n& {").getBytes(charset));

            String masked = underTest.mask("payload " + encoded);

            assertThat(masked).contains(Argument.MASK);
            assertThat(decodedAround(masked, charset)).doesNotContain("ünter'2<&>");
        }
    }

    @Test
    void base64OfTheScriptPayload_isMasked() {
        CommandLine command = CommandLine.powerShell(new CommandLine.Script("set.ps1", "param([string]$Password)"))
                .raw("-Password")
                .secret("correct horse battery")
                .build();
        String payload = command.dialect().render(command, false).input();

        assertThat(command.mask().mask(payload)).isNotEqualTo(payload).contains(Argument.MASK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Database password [swordfish]: ",
                "OS_DB_PASSWORD=swordfish",
                "-Password='swordfish' -User='a'",
                "{\"adminPassword\" : \"swordfish\"}",
                "<Password encrypted=\"false\">swordfish</Password>",
                "passphrase=swordfish;"
            })
    void valueBesideTheWordPassword_isMasked(String text) {
        assertThat(SecretMask.of(List.of()).mask(text))
                .doesNotContain("swordfish")
                .contains(Argument.MASK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sudo: 1 incorrect password attempt",
                "Set failover.credentials.plant-ssh.password. Then retry.",
                "Password: ",
                "the password is not the user's: sudo did not take it"
            })
    void sentenceAboutPasswords_staysReadable(String text) {
        assertThat(SecretMask.of(List.of()).mask(text)).isEqualTo(text);
    }

    private static String decodedAround(String masked, java.nio.charset.Charset charset) {
        StringBuilder decoded = new StringBuilder();
        for (String piece : masked.substring("payload ".length()).split("\\*{8}", -1)) {
            for (int offset = 0; offset < 4 && offset < piece.length(); offset++) {
                String group = piece.substring(offset).replace("=", "");
                decoded.append(new String(
                        Base64.getDecoder().decode(group.length() % 4 == 1 ? group.substring(1) : group), charset));
            }
        }
        return decoded.toString();
    }
}
