package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.DEPLOYER;
import static org.osfailover.farm.PlatformService.RABBITMQ;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;
import static org.osfailover.farm.ServiceState.STOPPED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.StartType;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Dialect;

/** The product's scripts as the farm plays them, over SSH. */
class DotNetServerTest {

    private LabFarm underTest;

    @BeforeEach
    void start() throws IOException {
        underTest = farm();
        underTest.start();
    }

    LabFarm farm() throws IOException {
        return LabFarms.dotNet();
    }

    /** The text of a script: its first line is enough for a farm that plays it. */
    String script(String name) throws IOException {
        return "# " + name + ": plays\nparam()\n";
    }

    @AfterEach
    void close() {
        underTest.close();
    }

    LabClient.Answer answer(String server, String script, String... parameters) throws IOException {
        CommandLine.Builder command = CommandLine.powerShell(new CommandLine.Script(script, script(script)));
        for (int i = 0; i < parameters.length; i += 2) {
            command.parameter(parameters[i], parameters[i + 1]);
        }
        Dialect.Rendered rendered = Dialect.POWERSHELL.render(command.build(), false);
        String input = rendered.input();
        try (LabClient client = LabClient.to(underTest.server(server))) {
            return client.run(rendered.line(), input == null ? "" : input);
        }
    }

    JsonNode run(String server, String script, String... parameters) throws IOException {
        LabClient.Answer answer = answer(server, script, parameters);
        assertThat(answer.out()).as(answer.err()).contains("OSFAILOVER:");
        return JsonMapper.builder()
                .build()
                .readTree(answer.out().substring(answer.out().indexOf("OSFAILOVER:") + 11));
    }

    private JsonNode service(JsonNode reading, PlatformService service) {
        for (JsonNode row : reading.path("services")) {
            if (row.path("name").asText().equals(service.name())) {
                return row;
            }
        }
        throw new AssertionError("no row for " + service + ": " + reading);
    }

    @Test
    void reading_ofTheController_saysWhatItIs() throws IOException {
        JsonNode reading = run("fe1", "read-server.ps1");

        assertThat(reading.path("version").asText())
                .isEqualTo(underTest.server("fe1").version());
        assertThat(reading.path("serialNumber").asText())
                .isEqualTo(underTest.server("fe1").serialNumber());
        assertThat(reading.path("controllerAddress").asText()).isEqualTo("127.0.30.11");
        assertThat(reading.path("cacheServiceHost").asText()).isEqualTo("127.0.30.11");
        assertThat(reading.path("notes")).isEmpty();
        assertThat(service(reading, CONTROLLER).path("status").asText()).isEqualTo("Running");
        assertThat(service(reading, CONTROLLER).path("initialisedAt").asText()).isNotEmpty();
        assertThat(service(reading, RABBITMQ).path("present").asBoolean()).isTrue();
        assertThat(service(reading, PlatformService.LOG).path("present").asBoolean())
                .isFalse();
    }

    @Test
    void stop_withoutDisabling_stopsAndIsNothingTheSecondTime() throws IOException {
        String name = SCHEDULER.displayName();

        assertThat(run("fe1", "stop-service.ps1", "Service", name)
                        .path("changed")
                        .asBoolean())
                .isTrue();
        JsonNode again = run("fe1", "stop-service.ps1", "Service", name);

        assertThat(again.path("changed").asBoolean()).isFalse();
        assertThat(again.path("status").asText()).isEqualTo("Stopped");
        assertThat(underTest.server("fe1").startType(SCHEDULER)).isEqualTo(StartType.AUTOMATIC);
    }

    @Test
    void start_disabledService_isRefused() throws IOException {
        LabClient.Answer answer = answer("fe3", "start-service.ps1", "Service", SCHEDULER.displayName());

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.out()).contains("NOT_IN_WANTED_STATE");
        assertThat(underTest.server("fe3").state(SCHEDULER)).isEqualTo(STOPPED);
    }

    @Test
    void start_absentService_isRefusedAsAbsent() throws IOException {
        assertThat(run("fe2", "start-service.ps1", "Service", "RabbitMQ")
                        .path("error")
                        .asText())
                .isEqualTo("SERVICE_ABSENT");
    }

    @Test
    void controllerMoved_stepByStep_servicesInitialiseAndServiceCenterFollows() throws IOException {
        LabServer next = underTest.server("fe2");
        String controller = CONTROLLER.displayName();
        run("fe1", "stop-service.ps1", "Service", controller);
        run("fe1", "disable-service.ps1", "Service", controller);
        run("fe2", "set-service-automatic.ps1", "Service", controller);

        JsonNode written =
                run("fe2", "write-controller-address.ps1", "ControllerAddress", "127.0.30.12", "BackupSuffix", "r-1");
        JsonNode tool = run("fe2", "apply-configuration.ps1", "Method", "upgrade-install")
                .path("job");
        JsonNode applied = run("fe2", "apply-configuration.ps1", "Method", "restart-services");

        assertThat(written.path("changed").asBoolean()).isTrue();
        assertThat(next.paths()).contains(LabPaths.WINDOWS_HSCONF + ".r-1.bak");
        assertThat(tool.path("exitCode").asInt(-1)).isZero();
        assertThat(applied.path("restarted")).hasSize(3);
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(next.state(CONTROLLER)).isEqualTo(INITIALISED);
            assertThat(next.state(DEPLOYER)).isEqualTo(INITIALISED);
        });
        assertThat(next.controllerInForce(DEPLOYER)).contains("127.0.30.12");

        assertThat(run("fe2", "install-service-center.ps1", "Version", "11.31.0")
                        .path("job")
                        .path("exitCode")
                        .asInt(-1))
                .isZero();
        assertThat(next.environment().serviceCenter().installedOn()).isEqualTo("fe2");

        assertThat(run("fe2", "create-cache-service.ps1")
                        .path("job")
                        .path("exitCode")
                        .asInt(-1))
                .isZero();
        assertThat(next.state(RABBITMQ).isRunning()).isTrue();
        assertThat(next.journal().unknownCommands()).isEmpty();
    }

    @Test
    void serviceCenter_whereTheControllerDoesNotRun_failsWithTheToolsCode() throws IOException {
        JsonNode answer =
                run("fe2", "install-service-center.ps1", "Version", "11.31.0").path("job");

        assertThat(answer.path("state").asText()).isEqualTo("ENDED");
        assertThat(answer.path("exitCode").asInt()).isEqualTo(1);
        assertThat(underTest.server("fe2").environment().serviceCenter().installedOn())
                .isEqualTo("fe1");
    }

    @Test
    void tool_thatFails_isReportedWithItsWords() throws IOException {
        underTest.server("fe2").faults().failsOn("ConfigurationTool.com /UpgradeInstall", 5, "Invalid login");

        JsonNode answer = run("fe2", "apply-configuration.ps1", "Method", "upgrade-install")
                .path("job");

        assertThat(answer.path("state").asText()).isEqualTo("ENDED");
        assertThat(answer.path("output").asText()).contains("Invalid login");
        assertThat(answer.path("exitCode").asInt()).isEqualTo(5);
    }

    @Test
    void customCommand_runsByCmd() throws IOException {
        JsonNode answer = run("fe1", "run-command.ps1", "Command", "echo it's done");

        assertThat(answer.path("exitCode").asInt()).isZero();
        assertThat(answer.path("output").asText().strip()).isEqualTo("it's done");
    }

    @Test
    void commandThatIsNoScript_isRefusedAndNoted() throws IOException {
        try (LabClient client = LabClient.to(underTest.server("fe1"))) {
            assertThat(client.run("net stop x").exit()).isNotZero();
        }
        assertThat(underTest.server("fe1").journal().unknownCommands()).containsExactly("net stop x");
    }
}
