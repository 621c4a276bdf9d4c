package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabLicense;

/** The program ends and begins again in the middle of a move: the run goes on where it was, and does nothing twice. */
class RestartIT {

    /** Slow enough that the services still initialise when the program ends. */
    private static final LabTimings SLOW_TO_INITIALISE = new LabTimings(
            Duration.ofMillis(40),
            Duration.ofMillis(40),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofMillis(150),
            Duration.ofMillis(300));

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(LabFarm.builder()
                .environment(LabEnvironmentDefinition.demoDotNet())
                .environment(LabEnvironmentDefinition.demoJava())
                .timings(SLOW_TO_INITIALISE));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void restarts_whileServicesInitialise_andWhileAPersonIsWaitedFor() {
        String java = move("demo-java", "java-fe2");
        String dotNet = move("demo-dotnet", "net-fe2");
        awaitInitialising("java-fe2", "configurationtool.sh");
        awaitInitialising("net-fe2", "apply-configuration");

        program.restart();

        program.complete("lisa", java, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        program.complete("lisa", dotNet, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        program.awaitTask(java, "userTask_getLicenseFile");
        program.awaitTask(dotNet, "userTask_getLicenseFile");

        program.restart();

        for (String run : List.of(java, dotNet)) {
            assertThat(program.get("admin", "/api/runs/" + run)
                            .json()
                            .path("holdsLock")
                            .asBoolean())
                    .isTrue();
            assertThat(program.openTasks(run)).isEqualTo(1);
        }
        program.complete(
                "lisa",
                java,
                "userTask_getLicenseFile",
                Map.of("licenseFile", "<License/>".getBytes(StandardCharsets.UTF_8)));
        program.awaitTask(java, "userTask_installLicense");
        program.environment("demo-java")
                .serviceCenter()
                .licenseSerial(program.server("java-fe2").serialNumber());
        program.complete("lisa", java, "userTask_installLicense", Map.of());
        program.complete(
                "lisa",
                dotNet,
                "userTask_getLicenseFile",
                Map.of(
                        "licenseFile",
                        LabLicense.issuedTo(
                                        program.server("net-fe2").serialNumber(), program.environment("demo-dotnet"))
                                .file()));

        assertThat(program.awaitOutcome(java)).isEqualTo("COMPLETED");
        assertThat(program.awaitOutcome(dotNet)).isEqualTo("COMPLETED");
        assertDoneOnce(java, "demo-java", "java-fe2");
        assertDoneOnce(dotNet, "demo-dotnet", "net-fe2");
    }

    private static String move(String environment, String newController) {
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "EMERGENCY",
                        "reason",
                        "the Controller's server dies",
                        "newController",
                        newController));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        return run;
    }

    private static void awaitInitialising(String server, String command) {
        await("step 3 on " + server)
                .atMost(RunningProgram.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> program.server(server).journal().commands().stream()
                        .anyMatch(line -> line.contains(command) && !line.startsWith("try-server.ps1")));
    }

    private static void assertDoneOnce(String run, String environment, String newController) {
        JsonNode commands = program.commands(run);
        List<String> changes = StreamSupport.stream(commands.spliterator(), false)
                .filter(command -> command.path("changing").asBoolean())
                .map(command -> command.path("server").asText() + " "
                        + command.path("step").asText() + ": "
                        + command.path("command").asText())
                .toList();
        // a step may send several (a backup and the dialogue; a stop and a start a service), each of them once
        assertThat(changes).as("changing commands, each once on each server").doesNotHaveDuplicates();
        assertThat(commands).allSatisfy(command -> {
            assertThat(command.path("outcome").asText()).isEqualTo("COMPLETED");
            assertThat(command.path("endedAt").isNull()).isFalse();
        });
        LabServer controller = program.server(newController);
        assertThat(program.environment(environment).runningController()).contains(controller);
        assertThat(program.environment(environment).servers()).allSatisfy(server -> {
            assertThat(server.controllerAddress()).isEqualTo(controller.address());
            // on the passive group's servers it was stopped before, and stays so
            assertThat(server.state(PlatformService.DEPLOYER))
                    .isEqualTo("blue".equals(server.group()) ? ServiceState.INITIALISED : ServiceState.STOPPED);
            assertThat(server.journal().unknownCommands()).isEmpty();
        });
        assertThat(program.environment(environment).serviceCenter().installedOn())
                .isEqualTo(newController);
        assertThat(program.environment(environment).serviceCenter().publications())
                .hasSize(1);
    }
}
