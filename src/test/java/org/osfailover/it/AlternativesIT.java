package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabLicense;

/** The whole move with every alternative of licence and republication once, each on a farm of its own. */
class AlternativesIT {

    static RunningProgram program;

    @BeforeAll
    static void start() {
        LabFarm.Builder farm = LabFarm.builder().timings(LabTimings.quick());
        farm.environment(definition("tools-dotnet", Stack.DOTNET, 60));
        farm.environment(definition("broken-dotnet", Stack.DOTNET, 61));
        farm.environment(definition("tools-java", Stack.JAVA, 62));
        farm.environment(definition("people-java", Stack.JAVA, 63));
        farm.environment(definition("new-dotnet", Stack.DOTNET, 64));
        program = RunningProgram.start(farm);
        program.rewriteInventory(yaml -> {
            String changed = with(yaml, "tools-dotnet", "licenseInstallation", "configuration-tool");
            changed = with(changed, "tools-dotnet", "republish", "osp-tool");
            changed = with(changed, "broken-dotnet", "licenseInstallation", "configuration-tool");
            changed = with(changed, "broken-dotnet", "republish", "osp-tool");
            changed = with(changed, "tools-java", "licenseInstallation", "service-center");
            changed = with(changed, "tools-java", "republish", "osp-tool");
            changed = with(changed, "people-java", "licenseInstallation", "manual");
            changed = with(changed, "new-dotnet", "licenseInstallation", "service-center");
            changed = with(changed, "new-dotnet", "allContent", "always-create");
            return with(changed, "people-java", "republish", "manual");
        });
    }

    private static LabEnvironmentDefinition definition(String id, Stack stack, int network) {
        return LabEnvironmentDefinition.ofTwoGroups(
                id,
                id,
                stack,
                stack == Stack.JAVA ? "10.0.1019.0" : "11.31.0.43862",
                id + "-fe",
                "127.0." + network + ".");
    }

    /** Sets one key of one environment, whatever it was. */
    private static String with(String yaml, String environment, String key, String value) {
        int begin = yaml.indexOf("  - id: " + environment + "\n");
        int end = yaml.indexOf("\n  - id: ", begin + 1);
        String own = end < 0 ? yaml.substring(begin) : yaml.substring(begin, end);
        String line = "    " + key + ": " + value + "\n";
        String changed = own.replaceAll("(?m)^    " + key + ": .*\\n", "");
        changed = changed.replaceFirst("\\n", "\n" + line);
        return yaml.substring(0, begin) + changed + (end < 0 ? "" : yaml.substring(end));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @Test
    void bothTools_onDotNet_doWhatPeopleOrServiceCenterWouldHaveDone() {
        String run = move("tools-dotnet");

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved("tools-dotnet");
        assertThat(commands(run))
                .anySatisfy(command -> assertThat(command).contains("upload-license.ps1", "-Password ********"))
                .anySatisfy(command -> assertThat(command).contains("publish-factory.ps1", "-Password ********"))
                .noneSatisfy(command -> assertThat(command).contains("SetLicense"))
                .noneSatisfy(command -> assertThat(command).contains("PublishRunning"));
        assertNoSecretIn(run);
        assertThat(program.server("tools-dotnet-fe2").paths())
                .noneSatisfy(path -> assertThat(path).endsWith(".lic"));
    }

    @Test
    void ospTool_onJava_publishesEverything() {
        String run = move("tools-java");

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved("tools-java");
        assertThat(commands(run)).anySatisfy(command -> assertThat(command)
                .contains("/opt/outsystems/platform/osptool.sh /PublishFactory", "********"));
        assertNoSecretIn(run);
    }

    @Test
    void newSolutionForEveryRun_isCreatedAndPublished() {
        String run = move("new-dotnet");

        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved("new-dotnet");
        assertThat(commands(run))
                .contains("CreateAllSolution Failover_" + run, "PublishRunningVersion Failover_" + run);
    }

    @Test
    void people_installAndPublish() {
        String run = move("people-java");
        LabEnvironment environment = program.environment("people-java");
        program.awaitTask(run, "userTask_installLicense");
        environment
                .serviceCenter()
                .licenseSerial(program.server("people-java-fe2").serialNumber());
        program.complete("lisa", run, "userTask_installLicense", Map.of("comment", "installed"));
        program.complete("olga", run, "userTask_publishSolution", Map.of("comment", "published"));

        assertThat(program.awaitOutcome(run)).startsWith("COMPLETED");
        assertThat(environment.serviceCenter().publications()).isEmpty();
        assertThat(environment.serviceCenter().installedOn()).isEqualTo("people-java-fe2");
    }

    @Test
    void toolsThatFail_leaveTheWorkToPeople() {
        LabServer controller = program.server("broken-dotnet-fe2");
        controller.faults().failsOn("/UploadLicense", 7, "Unable to connect to Service Center.");
        controller.faults().failsOn("OSPTool.com", 0, "Execution Plan Abort: module Orders");
        String run = move("broken-dotnet");

        program.awaitTask(run, "userTask_installLicense");
        program.environment("broken-dotnet").serviceCenter().licenseSerial(controller.serialNumber());
        program.complete("lisa", run, "userTask_installLicense", Map.of("comment", "installed by hand"));
        String task = program.awaitTask(run, "userTask_decideOnServer");

        assertThat(program.taskVariable(task, "problem").asText())
                .contains("OSPTool ended with exit code 0: Execution Plan Abort: module Orders");
        controller.faults().clear();
        program.complete("olga", run, "userTask_decideOnServer", Map.of("decision", "RETRY", "comment", "once more"));
        assertThat(program.awaitOutcome(run)).startsWith("COMPLETED");
        assertThat(program.environment("broken-dotnet").serviceCenter().publications())
                .hasSize(1);
    }

    private static String move(String environment) {
        LabServer target = program.server(environment + "-fe2");
        byte[] file =
                LabLicense.issuedTo(target.serialNumber(), target.environment()).file();
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "PLANNED",
                        "reason",
                        "drill",
                        "newController",
                        environment + "-fe2",
                        "licenseFile",
                        file));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        return run;
    }

    private static void assertMoved(String id) {
        LabEnvironment environment = program.environment(id);
        LabServer controller = program.server(id + "-fe2");
        assertThat(environment.runningController()).map(LabServer::id).isEqualTo(Optional.of(controller.id()));
        assertThat(environment.serviceCenter().installedOn()).isEqualTo(controller.id());
        assertThat(environment.serviceCenter().licenseSerial()).isEqualTo(controller.serialNumber());
        assertThat(environment.serviceCenter().publications()).hasSize(1);
    }

    private static List<String> commands(String run) {
        return StreamSupport.stream(program.commands(run).spliterator(), false)
                .map(command -> command.path("command").asText())
                .toList();
    }

    private static void assertNoSecretIn(String run) {
        JsonNode commands = program.commands(run);
        assertThat(commands.toString())
                .doesNotContain(program.farm().serviceCenterPassword())
                .doesNotContain(program.farm().sshPassword());
    }
}
