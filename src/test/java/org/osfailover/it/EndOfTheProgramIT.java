package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabInventory;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabServiceCenters;

/** The program as a process that is ended and killed in mid-run, on an H2 database that nobody told how to close. */
class EndOfTheProgramIT {

    @Test
    void terminatedAndThenKilledInMidRun_leavesNoStackTraceAndLosesNothing(@TempDir Path folder) throws Exception {
        LabFarm farm = LabFarm.builder()
                .environment(LabEnvironmentDefinition.demoDotNet())
                .environment(LabEnvironmentDefinition.demoJava())
                .timings(LabTimings.quick())
                .build();
        farm.start();
        LabServiceCenters serviceCenters = LabServiceCenters.start(farm);
        PackagedProgram program = null;
        try {
            LabInventory lab = new LabInventory(farm);
            lab.write(folder.resolve("lab.yaml"));
            String inventory = Files.readString(folder.resolve("lab.yaml"));
            String properties = lab.credentials().entrySet().stream()
                    .map(entry -> entry.getKey() + "="
                            + String.valueOf(entry.getValue()).replace("\\", "\\\\"))
                    .collect(Collectors.joining("\n", "failover.readiness.timer=false\n", "\n"));
            program = PackagedProgram.startFromClasses(folder, inventory, properties);
            String run = program.start(
                    "activate-passive-front-ends",
                    Map.of("environment", "demo-java", "mode", "EMERGENCY", "reason", "drill"));
            program.awaitTask(run, "userTask_approvePlan");
            farm.environment("demo-java").orElseThrow().servers().forEach(server -> server.faults()
                    .slow(Duration.ofSeconds(2)));
            program.complete(run, "userTask_approvePlan", Map.of("planApproved", true));
            awaitWork(program, run);

            program.terminate();

            String log = program.log();
            assertThat(log)
                    .doesNotContain("Exception")
                    .doesNotContain("\n\tat ")
                    .doesNotContain("ENGINE-16004");
            program = PackagedProgram.startFromClasses(folder, inventory, properties);
            assertThat(program.log()).doesNotContain("works on this database with the same failover.node-id");
            program.kill();
            program = PackagedProgram.startFromClasses(folder, inventory, properties);
            assertThat(program.log())
                    .as("after a crash it waits, unless a slow start has lasted that long")
                    .containsAnyOf(
                            "this one goes on when the last sign of life is 15 s old", "taken over from process");
            farm.environment("demo-java").orElseThrow().servers().forEach(server -> server.faults()
                    .clear());
            assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        } finally {
            if (program != null) {
                program.close();
            }
            serviceCenters.close();
            farm.close();
        }
    }

    private static void awaitWork(PackagedProgram program, String run) {
        await("a changing command of " + run).atMost(RunningProgram.PATIENCE).until(() -> {
            for (var command : program.commands(run)) {
                if (command.path("changing").asBoolean()) {
                    return true;
                }
            }
            return false;
        });
    }
}
