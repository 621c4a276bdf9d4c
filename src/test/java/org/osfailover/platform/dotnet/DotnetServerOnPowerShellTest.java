package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.SCHEDULER;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.platform.LongTasks;

/** A front-end becomes the Controller: the whole way, through the scripts, on PowerShell's engine. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class DotnetServerOnPowerShellTest {

    private final WindowsPowerShell windows;
    private final DotnetServer underTest;

    DotnetServerOnPowerShellTest(@TempDir Path folder) {
        windows = WindowsPowerShell.in(folder)
                .service("OutSystems Deployment Controller Service", "Stopped", "Disabled", "\"event\":true")
                .service("OutSystems Deployment Service", "Running", "Automatic", "\"event\":true")
                .service("OutSystems Scheduler Service", "Running", "Automatic", "\"event\":true")
                .configuration("""
                        <EnvironmentConfiguration>
                          <ServiceConfiguration><CompilerServerHostname>10.0.0.11</CompilerServerHostname></ServiceConfiguration>
                        </EnvironmentConfiguration>
                        """, UTF_8)
                .tool("ConfigurationTool.com", "echo \"$*\"")
                .tool("SCInstaller.exe", "echo \"$*\"");
        underTest = new DotnetServer(
                DotnetServerTest.environment(Map.of()),
                FakeWindows.SERVER,
                windows.shell(),
                Deadlines.defaults(),
                new RunStep("production-1", "test", false),
                name -> null);
    }

    @Test
    void frontEnd_becomesTheController_andTheSecondTimeNothingIsChanged() {
        isDoneOnce(() -> underTest.stop(SCHEDULER));
        isDoneOnce(() -> underTest.disable(SCHEDULER));
        isDoneOnce(() -> underTest.setAutomatic(CONTROLLER));
        isDoneOnce(() -> LongTasks.writeControllerAddress(underTest, "10.0.0.12", Optional.empty()));
        isDoneOnce(() -> LongTasks.applyConfiguration(underTest));
        isDoneOnce(() -> LongTasks.installServiceCenter(underTest));

        ServerReading reading = underTest.read();
        assertThat(reading.controllerAddress()).isEqualTo("10.0.0.12");
        assertThat(reading.service(CONTROLLER).state()).isEqualTo(ServiceState.INITIALISED);
        assertThat(reading.service(DEPLOYER).state()).isEqualTo(ServiceState.INITIALISED);
        assertThat(reading.service(SCHEDULER).isStoppedAndDisabled()).isTrue();
    }

    private static void isDoneOnce(Supplier<Outcome> step) {
        assertThat(step.get()).isInstanceOf(Outcome.Changed.class);
        assertThat(step.get()).isInstanceOf(Outcome.AlreadyDone.class);
    }
}
