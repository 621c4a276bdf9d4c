package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabFaults.Cut;
import org.osfailover.lab.LabJob;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;

/**
 * The program ends while Service Center is installed, and a connection drops: the installation goes on on its server, is
 * found again, and there is one.
 */
class RestartDuringInstallationIT {

    /** Slow enough that the program ends and begins again in the middle of it. */
    private static final LabTimings SLOW_TO_INSTALL = new LabTimings(
            Duration.ofMillis(40),
            Duration.ofMillis(40),
            Duration.ofMillis(80),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofMillis(300));

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start(LabFarm.builder()
                .environment(LabEnvironmentDefinition.demoDotNet())
                .environment(LabEnvironmentDefinition.demoJava())
                .timings(SLOW_TO_INSTALL));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void restartedWhileServiceCenterIsInstalled_oneInstallationOnBothStacks() {
        String java = move("demo-java", "java-fe2");
        String dotNet = move("demo-dotnet", "net-fe2");
        awaitInstalling("java-fe2");
        awaitInstalling("net-fe2");
        program.server("java-fe2").faults().cutsConnectionOn("job.sh look", Cut.BEFORE);
        program.server("net-fe2").faults().cutsConnectionOn("job-look.ps1", Cut.AFTER);

        program.restart();

        for (String server : List.of("java-fe2", "net-fe2")) {
            assertThat(installations(program.server(server))).singleElement().satisfies(job -> assertThat(job.state())
                    .isEqualTo(LabJob.State.RUNNING));
        }
        assertOneInstallation(java, "java-fe2", "configurationtool.sh");
        assertOneInstallation(dotNet, "net-fe2", "install-service-center.ps1");
    }

    private static String move(String environment, String newController) {
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "PLANNED",
                        "reason",
                        "the Controller's server is replaced",
                        "newController",
                        newController));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        return run;
    }

    private static List<LabJob> installations(LabServer server) {
        return server.jobs().stream()
                .filter(job -> job.id().endsWith("-install-service-center"))
                .toList();
    }

    private static void awaitInstalling(String server) {
        await("installation on " + server)
                .atMost(RunningProgram.PATIENCE)
                .until(() -> installations(program.server(server)).stream()
                        .anyMatch(job -> job.output().contains("Compiling")));
    }

    private static void assertOneInstallation(String run, String serverId, String command) {
        LabServer server = program.server(serverId);
        program.awaitTask(run, "userTask_freeUpEnvironment");

        assertThat(server.environment().serviceCenter().installedOn()).isEqualTo(serverId);
        assertThat(installations(server)).as("what is left on the server").isEmpty();
        assertThat(server.journal().commands())
                // the readiness check hands every script over, and starts none
                .filteredOn(line -> !line.startsWith("try-server.ps1")
                        && line.contains("install-service-center")
                        && line.contains(command))
                .as("starts of the installation")
                .hasSize(1);
        List<JsonNode> records = StreamSupport.stream(program.commands(run).spliterator(), false)
                .filter(record -> record.path("step").asText().startsWith("install-service-center/"))
                .filter(record -> record.path("changing").asBoolean())
                .toList();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.path("command").asText()).contains(command);
            assertThat(record.path("outcome").asText()).isEqualTo("COMPLETED");
            assertThat(record.path("exitCode").asInt(-1)).isZero();
            assertThat(record.path("output").asText()).contains("Service Center installed successfully");
        });
        assertThat(server.journal().unknownCommands()).isEmpty();
    }
}
