package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.SCHEDULER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.LongTasks;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteShell;

/**
 * A .NET server with nothing played between the program and PowerShell's engine: the real client, OpenSSH's server, cmd.exe's
 * rules (or PowerShell as the default shell), code pages, CLIXML and exit codes.
 */
@Tag("windows-powershell")
@ExtendWith({WindowsPowerShell.Required.class, OpenSshServer.Required.class})
@Timeout(240)
class WindowsOverOpenSshIT {

    private static final RunStep STEP = new RunStep("production-1", "test", false);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What sessions print around the answer: a profile's banner, the console's code page, a trap for a careless reader. */
    private static final String NOISE = """
            before() {
              printf 'Active code page: 437\\r\\nPr\\201fen \\204\\224\\201 \\341 {"error": "no"} OSFAILOVER:{"error":\\r\\n'
              head -c "${bulk:-0}" /dev/zero | tr '\\0' 'x' | fold -w 100
              printf '#< CLIXML\\r\\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress" RefId="0"><TN RefId="0"><T>System.Management.Automation.PSCustomObject</T><T>System.Object</T></TN><MS><I64 N="SourceId">1</I64><PR N="Record"><AV>Preparing modules for first use.</AV><AI>0</AI><Nil /><PI>-1</PI><PC>-1</PC><T>Completed</T><SR>-1</SR><SD> </SD></PR></MS></Obj></Objs>' >&2
            }
            after() {
              printf '\\r\\nSitzung beendet.\\r\\n'
              [ "$1" = 0 ] || return 1
            }
            """;

    private final WindowsPowerShell windows;
    private final OpenSshServer openSsh;
    private final DotnetServer underTest;

    WindowsOverOpenSshIT(@TempDir Path folder) throws IOException, InterruptedException {
        windows = WindowsPowerShell.in(Files.createDirectories(folder.resolve("world")))
                .service("OutSystems Deployment Controller Service", "Stopped", "Disabled", "\"event\":true")
                .service(
                        "osdeploy",
                        "Running",
                        "Automatic",
                        "\"event\":true,\"displayName\":\"OutSystems Deployment Service\"")
                .service("OutSystems Scheduler Service", "Running", "Automatic", "\"event\":true")
                .service("OutSystems SMS Connector", "Stopped", "Manual", "")
                .configuration("""
                        \uFEFF<EnvironmentConfiguration><!-- f\u00fcr K\u00f6ln -->
                          <ServiceConfiguration><CompilerServerHostname>10.0.0.11</CompilerServerHostname></ServiceConfiguration>
                        </EnvironmentConfiguration>
                        """, UTF_8)
                .tool("ConfigurationTool.com", "printf 'Konfiguration \\201bernommen: %s\\r\\n' \"$*\"")
                .tool("SCInstaller.exe", "echo \"$*\"");
        openSsh = OpenSshServer.start(folder.resolve("ssh"), folder.resolve("world"));
        underTest = new DotnetServer(
                DotnetServerTest.environment(Map.of()),
                openSsh.server(),
                shell(openSsh),
                Deadlines.defaults(),
                STEP,
                name -> null);
    }

    private static RemoteShell shell(OpenSshServer openSsh) {
        return openSsh.shell(DotnetServerTest.environment(Map.of()), STEP);
    }

    @AfterEach
    void stop() {
        openSsh.close();
    }

    @Test
    void frontEnd_becomesTheController() throws IOException {
        openSsh.behaves(NOISE);

        isDoneOnce(() -> underTest.stop(SCHEDULER));
        assertThat(underTest.disable(SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest.start(SCHEDULER))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(RefusalCode.NOT_IN_WANTED_STATE));
        assertThat(underTest.setAutomatic(CONTROLLER)).isInstanceOf(Outcome.Changed.class);
        isDoneOnce(() -> LongTasks.writeControllerAddress(underTest, "10.0.0.12", Optional.empty()));
        isDoneOnce(() -> LongTasks.applyConfiguration(underTest));

        ServerReading reading = underTest.read();
        assertThat(reading.controllerAddress()).isEqualTo("10.0.0.12");
        assertThat(reading.service(CONTROLLER).state()).isEqualTo(ServiceState.INITIALISED);
        assertThat(reading.service(DEPLOYER).state()).isEqualTo(ServiceState.INITIALISED);
        assertThat(reading.service(SCHEDULER).isStoppedAndDisabled()).isTrue();
        assertThat(Files.readString(windows.configuration()))
                .startsWith("\uFEFF<EnvironmentConfiguration><!-- f\u00fcr K\u00f6ln -->")
                .contains(">10.0.0.12<");
    }

    private static void isDoneOnce(Supplier<Outcome> step) {
        assertThat(step.get()).isInstanceOf(Outcome.Changed.class);
        assertThat(step.get()).isInstanceOf(Outcome.AlreadyDone.class);
    }

    @Test
    void powerShellAsTheDefaultShell_withNoise_isTheSame() throws IOException {
        openSsh.behaves(NOISE + "shell=-c\nbulk=1500000\n");

        assertThat(underTest.stop(DEPLOYER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest.start(DEPLOYER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest.start(CONTROLLER).sentence()).contains("is disabled");
        assertThat(underTest.read().service(DEPLOYER).startType()).isEqualTo(StartType.AUTOMATIC);
    }

    @ParameterizedTest
    @CsvSource({"--cmdline,7", "-c,1"})
    void textParametersErrorsAndExitCode_arrive(String defaultShell, int exitCode) throws Exception {
        openSsh.behaves("shell=" + defaultShell);
        String value = "žluť ‘quoted’ it's \"$env:PATH\" %PATH% ^& | <b> `n 日本 😀";
        String script = "param([string]$Text)\n# " + "x".repeat(40_000) + "\n$ProgressPreference = 'Continue'\n"
                + "Write-Progress -Activity ('sl' + 'ow') -PercentComplete 3\n\"<$Text>\"\n"
                + "[Console]::Error.WriteLine('plain')\nWrite-Error 'kaputt für immer <&>'\nexit 7";

        CommandResult result = shell(openSsh)
                .run(
                        CommandLine.powerShell(new CommandLine.Script("echo.ps1", script))
                                .parameter("Text", value)
                                .build(),
                        PATIENCE);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(exitCode);
            assertThat(completed.output().strip()).isEqualTo("<" + value + ">");
            assertThat(completed.error())
                    .contains("kaputt für immer <&>")
                    .doesNotContain("CLIXML", "_x000", "<Obj", "slow");
        });
    }

    /** Why scripts go over standard input: the limit is a real one. */
    @Test
    void lineBeyondTheLimitOfCmd_isNotRun() throws Exception {
        CommandLine line = CommandLine.posix("powershell.exe")
                .raw("-Command")
                .raw("\"'ran'\"" + " ".repeat(8_200))
                .build();

        CommandResult result = shell(openSsh).run(line, PATIENCE);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.output()).doesNotContain("ran");
            assertThat(completed.error() + completed.output()).contains("too long");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 0", "exit 1", "printf 'The system cannot find the path specified.\\r\\n'; exit 1"})
    void sessionThatNeverRunsTheScript_isNoReading(String manners) throws IOException {
        openSsh.behaves(manners);

        assertThat(underTest.read().reachable()).isFalse();
        assertThat(underTest.stop(SCHEDULER)).isInstanceOf(Outcome.Refused.class);
    }
}
