package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.servicecenter.LabLicense;

/** The whole move on both stacks, over real SSH and HTTP, on PostgreSQL; each ends with a look at the farm itself. */
class MoveControllerIT {

    static RunningProgram program;

    @BeforeAll
    static void start() {
        program = RunningProgram.start();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void javaStack_peopleFetchAndInstallTheLicenseByHand() {
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment", "demo-java",
                        "mode", "PLANNED",
                        "reason", "the Controller's server is replaced",
                        "newController", "java-fe3"));

        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String freeUp = program.awaitTask(run, "userTask_freeUpEnvironment");
        String serial = program.taskVariable(freeUp, "serialNumber").asText();
        assertThat(serial).isEqualTo(program.server("java-fe3").serialNumber());
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        program.complete(
                "lisa",
                run,
                "userTask_getLicenseFile",
                Map.of("licenseFile", "<License/>".getBytes(StandardCharsets.UTF_8)));
        program.awaitTask(run, "userTask_installLicense");
        program.environment("demo-java").serviceCenter().licenseSerial(serial);
        program.complete("lisa", run, "userTask_installLicense", Map.of("comment", "installed"));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved(program.environment("demo-java"), "java-fe3");
        assertNoSecretIn(run);
    }

    @Test
    void dotNetStack_licenseIsInstalledThroughServiceCenter() {
        // kept from working by hand: neither disabled nor in service, and not to be started by a restart
        LabServer passive = program.server("net-fe4");
        passive.startType(PlatformService.SCHEDULER, StartType.MANUAL);
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment", "demo-dotnet",
                        "mode", "PLANNED",
                        "reason", "the Controller's server is replaced",
                        "newController", "net-fe3"));

        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        program.complete("lisa", run, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        String serial = program.server("net-fe3").serialNumber();
        program.complete("lisa", run, "userTask_getLicenseFile", Map.of("licenseFile", licenseFor("SN-OTHER")));
        String again = program.awaitTask(run, "userTask_getLicenseFile");
        assertThat(program.taskVariable(again, "licenseRejection").asText()).isNotBlank();
        program.complete("lisa", run, "userTask_getLicenseFile", Map.of("licenseFile", licenseFor(serial)));

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved(program.environment("demo-dotnet"), "net-fe3");
        assertThat(passive.startType(PlatformService.SCHEDULER)).isEqualTo(StartType.MANUAL);
        assertThat(passive.state(PlatformService.SCHEDULER)).isEqualTo(ServiceState.STOPPED);
        LabServer old = program.server("net-fe1");
        assertThat(old.startType(PlatformService.RABBITMQ)).isEqualTo(StartType.DISABLED);
        assertThat(program.server("net-fe3").state(PlatformService.RABBITMQ).isRunning())
                .isTrue();
        assertThat(program.environment("demo-dotnet").servers())
                .allSatisfy(server -> assertThat(server.cacheServiceHost())
                        .isEqualTo(program.server("net-fe3").address()));
        assertNoSecretIn(run);
    }

    private static byte[] licenseFor(String serial) {
        return LabLicense.issuedTo(serial, program.environment("demo-dotnet")).file();
    }

    private static void assertMoved(LabEnvironment environment, String newController) {
        LabServer controller = environment.server(newController).orElseThrow();
        assertThat(environment.runningController()).contains(controller);
        assertThat(controller.startType(PlatformService.CONTROLLER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(environment.servers()).allSatisfy(server -> {
            assertThat(server.controllerAddress()).isEqualTo(controller.address());
            assertThat(server.startType(PlatformService.CONTROLLER) != StartType.DISABLED)
                    .isEqualTo(server.id().equals(newController));
        });
        // the active group works with the new Controller; the passive one stays passive
        assertThat(environment.servers())
                .filteredOn(server -> "blue".equals(server.group()))
                .allSatisfy(server ->
                        assertThat(server.state(PlatformService.SCHEDULER)).isEqualTo(ServiceState.INITIALISED));
        assertThat(environment.servers())
                .filteredOn(server -> "green".equals(server.group()))
                .allSatisfy(server ->
                        assertThat(server.state(PlatformService.SCHEDULER)).isEqualTo(ServiceState.STOPPED));
        assertThat(environment.serviceCenter().installedOn()).isEqualTo(newController);
        assertThat(environment.serviceCenter().licenseSerial()).isEqualTo(controller.serialNumber());
        assertThat(environment.serviceCenter().publications()).hasSize(1);
    }

    private static void assertNoSecretIn(String run) {
        JsonNode commands = program.commands(run);
        assertThat(commands).isNotEmpty();
        assertThat(commands.toString())
                .doesNotContain(program.farm().sshPassword())
                .doesNotContain(program.farm().serviceCenterPassword());
        assertThat(commands).allSatisfy(command -> {
            assertThat(command.path("server").asText()).isNotBlank();
            assertThat(command.path("step").asText()).contains("/serviceTask_");
            assertThat(command.path("outcome").asText()).isEqualTo("COMPLETED");
        });
    }
}
