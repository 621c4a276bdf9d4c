package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabLicense;

/**
 * The .NET side of both procedures with the scripts executed by a real PowerShell engine; the simulated farm is only the
 * Windows around it (services, registry, event log, files, the vendor's programs).
 */
class RealPowerShellProceduresIT {

    private static RunningProgram program;

    @BeforeAll
    static void start() {
        String engine = System.getenv("WINDOWS_POWERSHELL");
        boolean there = engine != null && Files.isExecutable(Path.of(engine));
        assumeTrue(
                there || Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT")),
                "no PowerShell engine: WINDOWS_POWERSHELL names none");
        assertThat(there).as("WINDOWS_POWERSHELL names an engine").isTrue();
        program = RunningProgram.start(
                LabFarm.builder()
                        .environment(LabEnvironmentDefinition.demoDotNet())
                        .timings(LabTimings.quick())
                        .powerShell(Path.of(String.valueOf(engine))),
                // a script starts an engine's process: on a slow machine that takes its seconds
                "--failover.deadlines.reading=PT60S",
                "--failover.deadlines.command=PT120S",
                "--failover.deadlines.poll=PT1S");
    }

    @AfterAll
    static void stop() {
        if (program != null) {
            program.close();
        }
    }

    @Test
    void bothProcedures_areDoneByTheScriptsThemselves() {
        String activation = program.start(
                "olga",
                "activate-passive-front-ends",
                Map.of("environment", "demo-dotnet", "mode", "PLANNED", "reason", "drill"));
        program.complete("anna", activation, "userTask_approvePlan", Map.of("planApproved", true));
        assertThat(program.awaitOutcome(activation)).isEqualTo("COMPLETED");
        assertThat(program.environment("demo-dotnet").servers())
                .allSatisfy(server -> assertThat(server.startType(PlatformService.SCHEDULER))
                        .isEqualTo("green".equals(server.group()) ? StartType.AUTOMATIC : StartType.DISABLED));

        String move = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-dotnet", "mode", "PLANNED", "reason", "drill", "newController", "net-fe3"));
        program.complete("anna", move, "userTask_approvePlan", Map.of("planApproved", true));
        program.complete("lisa", move, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        LabServer controller = program.server("net-fe3");
        program.complete(
                "lisa",
                move,
                "userTask_getLicenseFile",
                Map.of(
                        "licenseFile",
                        LabLicense.issuedTo(controller.serialNumber(), program.environment("demo-dotnet"))
                                .file()));
        assertThat(program.awaitOutcome(move)).isEqualTo("COMPLETED");
        assertThat(program.environment("demo-dotnet").runningController()).contains(controller);
        assertThat(program.environment("demo-dotnet").servers())
                .allSatisfy(server -> assertThat(server.controllerAddress()).isEqualTo(controller.address()));
    }
}
