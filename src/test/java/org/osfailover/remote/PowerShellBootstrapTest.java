package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to Windows, run by a PowerShell with 5.1's rules: {@code WINDOWS_POWERSHELL} names it. */
@NullUnmarked
@Timeout(120)
class PowerShellBootstrapTest {

    private static final String POWERSHELL = System.getenv("WINDOWS_POWERSHELL");

    @TempDir
    Path world;

    private record Result(int exitCode, String output, String error) {}

    @BeforeEach
    void powerShellIsThere() {
        Assumptions.assumeTrue(
                POWERSHELL != null && Path.of(POWERSHELL).toFile().canExecute(),
                "set WINDOWS_POWERSHELL to an executable that runs scripts as Windows PowerShell 5.1 does");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--cmdline", "-c"}) // cmd.exe and PowerShell as the SSH server's default shell
    void textAndParameters_roundTrip(String defaultShell) throws Exception {
        String value = "žluť ‘quoted’ it's $env:PATH `n 日本";

        Result result = run(
                defaultShell,
                CommandLine.powerShell(new CommandLine.Script(
                                "echo.ps1", "param([string]$Text, [string]$Token)\n\"<$Text|$Token>\""))
                        .parameter("Text", value)
                        .raw("-Token")
                        .secret("s'ecret")
                        .build());

        assertThat(result.output().strip()).isEqualTo("<" + value + "|s'ecret>");
        assertThat(result.error()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void exitInTheScript_isTheExitCode() throws Exception {
        assertThat(run("--cmdline", script("exit 7")).exitCode()).isEqualTo(7);
    }

    @Test
    void exitInTheScript_isNotZeroBehindPowerShellAsDefaultShell() throws Exception {
        assertThat(run("-c", script("exit 7")).exitCode()).isNotZero();
        assertThat(run("-c", script("exit 0")).exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw 'kaputt ü'", "$ErrorActionPreference = 'Stop'\nGet-Item C:\\nope", "this is ( bad"})
    void errorThatNobodyCatches_isNotZeroAndReadable(String text) throws Exception {
        Result result = run("--cmdline", script(text));

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.error()).isNotBlank().doesNotContain("CLIXML").doesNotContain("_x000D_");
    }

    @Test
    void failingCallWithASecret_doesNotRepeatIt() throws Exception {
        Result result = run(
                "--cmdline",
                CommandLine.powerShell(new CommandLine.Script("login.ps1", "param($Token)\nthrow 'no'"))
                        .raw("-Tocken")
                        .secret("hunter22")
                        .build());

        assertThat(result.error()).doesNotContain("hunter22");
    }

    @Test
    void longScript_isNoProblem() throws Exception {
        Result result = run("--cmdline", script("# " + "x".repeat(60_000) + "\n'end'"));

        assertThat(result.output().strip()).isEqualTo("end");
    }

    private static CommandLine script(String text) {
        return CommandLine.powerShell(new CommandLine.Script("test.ps1", text)).build();
    }

    private Result run(String defaultShell, CommandLine command) throws Exception {
        Dialect.Rendered rendered = command.dialect().render(command, false);
        ProcessBuilder builder = new ProcessBuilder(POWERSHELL, defaultShell, rendered.line());
        builder.environment().put("WINPS_WORLD", world.resolve("world").toString());
        Process process = builder.start();
        CompletableFuture<byte[]> error = CompletableFuture.supplyAsync(() -> {
            try {
                return process.getErrorStream().readAllBytes();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try (var in = process.getOutputStream()) {
            in.write(rendered.input().getBytes(StandardCharsets.US_ASCII));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                output,
                command.dialect().readableError(new String(error.get(), StandardCharsets.UTF_8)));
    }
}
