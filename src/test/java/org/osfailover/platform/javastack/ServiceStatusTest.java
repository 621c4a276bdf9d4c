package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.remote.CommandResult;

class ServiceStatusTest {

    private static ServiceStatus status(String output, String error, int exitCode) throws GivenUp {
        return ServiceStatus.of(
                PlatformService.SCHEDULER,
                new CommandResult.Completed(
                        OptionalInt.of(exitCode), output.replace("\\n", "\n").replace("\\e", "\u001b"), error),
                new JavaSettings(Farm.environment(Map.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                // documented
                "OutSystems Scheduler Service  -  RUNNING ! RUNNING",
                "OutSystems Scheduler Service - DISABLED ! STOPPED",
                // in other words
                "OutSystems Scheduler Service - running ! RUNNING",
                "OutSystems Scheduler Service: stopped ! STOPPED",
                "OutSystems Scheduler Service = NOT RUNNING ! STOPPED",
                "OutSystems Scheduler Service is running ! RUNNING",
                "OutSystems Scheduler Service isn't running ! STOPPED",
                "Scheduler (pid 4711) is running... ! RUNNING",
                "SCHEDULER is stopped ! STOPPED",
                "OutSystems Scheduler Service - STARTING ! STARTING",
                "OutSystems Scheduler Service - shutting down ! STOPPING",
                "RUNNING ! RUNNING",
                "\\e[1mOutSystems Scheduler Service\\e[0m - [\\e[32mRUNNING\\e[0m] ! RUNNING",
                "-- fe1: services --\\nOutSystems Scheduler Service  -  RUNNING\\nbye ! RUNNING",
                // all services at once
                "OutSystems Log Service - RUNNING\\nOutSystems Deployment Service - RUNNING\\nOutSystems Scheduler Service - STOPPED ! STOPPED",
                "OutSystems Scheduler Service - STOPPED\\nOutSystems Deployment Service - RUNNING ! STOPPED",
                // systemd
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Loaded: loaded (/usr/lib/x; enabled; vendor preset: disabled)\\n   Active: active (running) since Mon 2026-11-23 04:01:12 UTC; 3 days ago\\n Main PID: 4711 (java) ! RUNNING",
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Loaded: loaded (/usr/lib/x; enabled; vendor preset: disabled)\\n   Active: inactive (dead) ! STOPPED",
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Active: failed (Result: exit-code) since Mon 2026-11-23 ! STOPPED",
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Active: activating (start) since Mon ! STARTING",
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Active: deactivating (stop-sigterm) ! STOPPING",
                "OutSystems Scheduler Service\\n  Status: RUNNING\\nOutSystems Deployment Service\\n  Status: STOPPED ! RUNNING",
                "OutSystems Deployment Service\\n  Status: STOPPED\\nOutSystems Scheduler Service\\n  State = UP ! RUNNING"
            })
    void clearAnswer_isUnderstoodWhateverTheExitCode(String output, ServiceState state) throws GivenUp {
        for (int exitCode : new int[] {0, 1, 3, 255}) {
            assertThat(status(output, "", exitCode).state())
                    .as("exit code " + exitCode)
                    .isEqualTo(state);
            assertThat(status("", output.replace("\\n", "\n").replace("\\e", "\u001b"), exitCode)
                            .state())
                    .as("on standard error")
                    .isEqualTo(state);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OutSystems Scheduler Service  -  ",
                "OutSystems Scheduler Service  -  PARKED",
                "OutSystems Scheduler Service  -  EM EXECUÇÃO",
                "OutSystems Scheduler Service  -  läuft",
                "Cannot determine whether OutSystems Scheduler Service is running",
                "Can't tell if the Scheduler is running",
                "OutSystems Scheduler Service is no longer running",
                "OutSystems Scheduler Service has never started",
                "OutSystems Scheduler Service is not yet started completely",
                "Is OutSystems Scheduler Service running?",
                "OutSystems Scheduler Service should be running",
                "OutSystems Scheduler Service - UNKNOWN (last: RUNNING)",
                "OutSystems Scheduler Service - ERROR while reading its status: was it RUNNING",
                "OutSystems Scheduler Service - timeout, RUNNING before",
                "OutSystems Scheduler Service is running, but stopped answering",
                "OutSystems Scheduler Service - RUNNING\\nOutSystems Scheduler Service - STOPPED",
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Active: active (exited) since Mon",
                "* outsystems-scheduler.service - OutSystems Scheduler Service\\n   Loaded: loaded (/x; disabled)\\n   Active: reloading",
                "OutSystems Deployment Service - RUNNING",
                "OutSystems Scheduler Service\\nOutSystems Deployment Service\\n  Status: RUNNING",
                "sh: service: command not found",
                "Segmentation fault"
            })
    void unclearAnswer_isUnknownWhateverTheExitCode(String output) throws GivenUp {
        for (int exitCode : new int[] {0, 1, 3, 4}) {
            ServiceStatus status = status(output, "", exitCode);

            assertThat(status.state()).as("exit code " + exitCode).isEqualTo(ServiceState.UNKNOWN);
            assertThat(status.absent()).isFalse();
        }
    }
}
