package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class DialectTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "",
                "with space",
                "it's",
                "$HOME `id` $(id)",
                "a\nb",
                "*",
                "~",
                "a;b|c&d",
                "\"",
                "\\",
                "!x",
                "žluť",
                "-n",
                "#"
            })
    void posixArgument_arrivesAsItIs(String value) throws Exception {
        CommandLine command =
                CommandLine.posix("printf").plain("%s").plain(value).build();

        Process shell = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        command.dialect().render(command, false).line())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo(value);
    }

    @Test
    void nulInAnArgument_isRefused() {
        assertThatThrownBy(() -> CommandLine.posix("printf").plain("a\0b").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void shownCommand_isOneLineAndMasksSecrets() {
        CommandLine command =
                CommandLine.posix("tool").plain("two\nlines").secret("hunter22").build();

        assertThat(command).hasToString("tool 'two\\nlines' ********");
        assertThat(command.dialect().render(command, true).toString()).doesNotContain("hunter22");
    }

    @Test
    void elevatedCommand_hasSudoWhereTheServerNeedsIt() {
        CommandLine command =
                CommandLine.posix("service").plain("outsystems").elevated().build();

        assertThat(command.dialect().render(command, true).line())
                .isEqualTo("env LC_ALL=C sudo -n -- service outsystems");
        assertThat(command.dialect().render(command, false).line()).isEqualTo("env LC_ALL=C service outsystems");
    }

    @Test
    void powerShell_secretsAndScriptTravelOverStandardInputOnly() {
        CommandLine command = CommandLine.powerShell(new CommandLine.Script("login.ps1", "param($Token)"))
                .raw("-Token")
                .secret("hunter22")
                .parameter("Name", "x")
                .build();

        Dialect.Rendered rendered = command.dialect().render(command, false);

        assertThat(rendered.line()).hasSizeLessThan(2000).matches("[A-Za-z0-9 .+/=-]+");
        assertThat(new String(Base64.getDecoder().decode(rendered.input().strip()), StandardCharsets.UTF_8))
                .contains("hunter22")
                .doesNotContain("-Token 'hunter22'");
        assertThat(command).hasToString("login.ps1 -Token ******** -Name 'x'");
    }
}
