package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * The delivered program on a .NET farm that it was not made with: OpenSSH's server in front of PowerShell's engine, each
 * server with a Windows of its own (services that take their time, registry, event log, server.hsconf with a byte order
 * mark) and tools that are noisy.
 */
@Tag("windows-powershell")
@EnabledIfEnvironmentVariable(
        named = "UNSEEN_FARMS",
        matches = "true",
        disabledReason = "starts the packaged program beside real machines, which takes minutes: set UNSEEN_FARMS=true")
@Timeout(600)
class UnseenWindowsFarmIT {

    private static final String CONTROLLER = "OutSystems Deployment Controller Service";
    private static final String DEPLOYER = "OutSystems Deployment Service";
    private static final String SCHEDULER = "OutSystems Scheduler Service";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Map<String, Windows> machines = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private UnseenServiceCenter serviceCenter;
    private PackagedProgram program;

    /** One server. */
    private record Windows(String id, String group, String address, int port, String hostKey, Path path) {

        Path installed(String file) {
            return path.resolve("C/Program Files/OutSystems/Platform Server").resolve(file);
        }

        /** "Running Automatic". */
        String service(String name) throws IOException {
            for (JsonNode service : JSON.readTree(path.resolve("services.json").toFile())) {
                if (service.path("name").asText().equals(name)) {
                    return service.path("status").asText() + " "
                            + service.path("startType").asText();
                }
            }
            return "absent";
        }

        String toolLog() throws IOException {
            Path log = path.resolve("tool.log");
            return Files.exists(log) ? Files.readString(log) : "";
        }
    }

    @BeforeEach
    void start() throws Exception {
        String engine = System.getenv("WINDOWS_POWERSHELL");
        boolean hasEngine = engine != null && Files.isExecutable(Path.of(engine));
        boolean hasSshd =
                Files.isExecutable(Path.of("/usr/sbin/sshd")) && "root".equals(System.getProperty("user.name"));
        if (!hasEngine || !hasSshd || !Files.exists(PackagedProgram.JAR)) {
            String reason =
                    "needs PowerShell's engine (WINDOWS_POWERSHELL), OpenSSH's server (root) and the packaged program";
            if ("true".equals(System.getenv("REQUIRE_ENVIRONMENT"))) {
                throw new AssertionError(reason);
            }
            throw new TestAbortedException(reason);
        }
        Files.createDirectories(Path.of("/run/sshd"));
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve("login").toString());
        machine("win-a", "left", "127.92.0.11", true, true);
        machine("win-b", "left", "127.92.0.12", false, true);
        machine("win-c", "right", "127.92.0.13", false, false);
        serviceCenter = new UnseenServiceCenter(
                machines.values().stream().map(Windows::address).toList(), this::serialNumber);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private String serialNumber() {
        try {
            for (Windows machine : machines.values()) {
                if (machine.service(CONTROLLER).startsWith("Running")) {
                    return "SER-" + machine.id();
                }
            }
            return "SER-none";
        } catch (IOException e) {
            return "SER-unreadable";
        }
    }

    private void machine(String id, String group, String address, boolean controller, boolean active) throws Exception {
        Path path = Files.createDirectories(folder.resolve(id));
        Path platform = Files.createDirectories(path.resolve("C/Program Files/OutSystems/Platform Server"));
        Files.writeString(
                path.resolve("services.json"),
                "[" + service(CONTROLLER, controller) + "," + service(DEPLOYER, active) + ","
                        + service(SCHEDULER, active) + "]");
        StringBuilder events = new StringBuilder();
        for (String service : List.of(CONTROLLER, DEPLOYER, SCHEDULER)) {
            if (service.equals(CONTROLLER) ? controller : active) {
                events.append("""
                        {"log": "Application", "source": "%s", "id": 0, "level": "Information", "time": "%s", "message": "Service initialized successfully."}
                        """.formatted(service, Instant.now()));
            }
        }
        Files.writeString(path.resolve("events.jsonl"), events);
        Files.writeString(path.resolve("registry.json"), """
                {"HKLM\\\\SOFTWARE\\\\OutSystems\\\\Installer\\\\Server":
                   {"": "C:\\\\Program Files\\\\OutSystems\\\\Platform Server\\\\", "Server": "11.23.0.41221"},
                 "HKLM\\\\SOFTWARE\\\\OutSystems\\\\Platform Server": {"SerialNumber": "SER-%s"}}
                """.formatted(id));
        Files.writeString(
                platform.resolve("server.hsconf"), "\uFEFF" + """
                <?xml version="1.0" encoding="utf-8"?>
                <EnvironmentConfiguration>
                  <!-- %s: change with the Configuration Tool only -->
                  <PlatformDatabaseConfiguration ProviderKey="SqlServer">
                    <AdminPassword encrypted="true">c2VjcmV0LXZhbHVl</AdminPassword>
                    <Server>söl\\PROD</Server>
                  </PlatformDatabaseConfiguration>
                  <ServiceConfiguration>
                    <CompilerServerHostname encrypted="false">127.92.0.11</CompilerServerHostname>
                    <CompilerServerPort>12000</CompilerServerPort>
                  </ServiceConfiguration>
                  <CacheInvalidationConfiguration><ServiceHost>rabbit.example</ServiceHost></CacheInvalidationConfiguration>
                </EnvironmentConfiguration>
                """.formatted(id).replace("\n", "\r\n"));
        tool(platform, "ConfigurationTool.com", """
                echo "$(date +%%T) tool $*" >>'%1$s/tool.log'
                printf 'OutSystems Configuration Tool 11.23\\r\\nLoading... \\r\\n\\r\\n'
                sleep 2
                printf 'WARNING: no errors found (0 errors). Error log: none\\r\\n' >&2
                printf 'Operation finished in 00:00:02\\r\\n'
                """.formatted(path));
        tool(platform, "SCInstaller.exe", """
                echo "$(date +%%T) installer $*" >>'%1$s/tool.log'
                grep -q '"status" *: *"Running"' '%1$s/services.json' || { echo 'Compiler service not available'; exit 3; }
                for i in 1 2 3; do printf 'Step %%s of 3: 0 Errors, 2 Warnings\\r\\n' $i; sleep 1; done
                printf 'Service Center was installed.\\r\\n'
                """.formatted(path));
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                path.resolve("host").toString());
        Path login =
                Files.writeString(path.resolve("login.sh"), """
                #!/bin/bash
                export WINPS_WORLD='%s'
                printf 'Active code page: 65001\\r\\nProperty of Example Corp {"error": "no"}\\r\\n'
                exec '%s' --cmdline "$SSH_ORIGINAL_COMMAND"
                """.formatted(path, System.getenv("WINDOWS_POWERSHELL")));
        assertThat(login.toFile().setExecutable(true)).isTrue();
        Files.writeString(path.resolve("banner"), "*** " + id + " ***\n");
        Files.writeString(path.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                HostKey %1$s/host
                AuthorizedKeysFile %2$s/login.pub
                PidFile none
                PasswordAuthentication no
                PermitRootLogin prohibit-password
                UsePAM no
                StrictModes no
                Banner %1$s/banner
                ForceCommand %1$s/login.sh
                """.formatted(path, folder));
        int port = PackagedProgram.freePort();
        processes.add(new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        path.resolve("sshd_config").toString(),
                        "-p",
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(path.resolve("sshd.log").toFile())
                .start());
        await("sshd of " + id).atMost(Duration.ofSeconds(60)).until(() -> listens(port));
        byte[] key = Base64.getDecoder()
                .decode(Files.readString(path.resolve("host.pub")).split(" ", -1)[1]);
        String hostKey = "SHA256:"
                + Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        machines.put(id, new Windows(id, group, address, port, hostKey, path));
    }

    private static String service(String name, boolean on) {
        return """
                {"name": "%s", "displayName": "%s", "status": "%s", "startType": "%s", "startSeconds": 2, "stopSeconds": 2, "event": true}
                """.formatted(name, name, on ? "Running" : "Stopped", on ? "Automatic" : "Disabled");
    }

    private static void tool(Path platform, String name, String script) throws IOException {
        Path tool = Files.writeString(platform.resolve(name), "#!/bin/bash\n" + script);
        assertThat(tool.toFile().setExecutable(true)).isTrue();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() throws Exception {
        if (program != null) {
            program.close();
        }
        if (serviceCenter != null) {
            serviceCenter.close();
        }
        for (Process process : processes) {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void startProgram() {
        StringBuilder yaml = new StringBuilder("""
                environments:
                  - id: office
                    name: Office
                    stack: dotnet
                    rabbitMq: elsewhere
                    approval: { planned: self, emergency: self }
                    trafficSwitch: manual
                    licenseInstallation: service-center
                    republish: service-center
                    serviceCenter: { url: "http://127.92.0.11:%d/ServiceCenter", credentials: office-sc, allContentSolution: Everything }
                    servers:
                """.formatted(serviceCenter.port()));
        for (Windows machine : machines.values()) {
            yaml.append(
                    """
                          - id: %s
                            address: %s
                            group: %s
                            ssh: { host: 127.0.0.1, port: %d, user: root, credentials: office-ssh, hostKey: "%s" }
                    """.formatted(machine.id(), machine.address(), machine.group(), machine.port(), machine.hostKey()));
        }
        program = PackagedProgram.start(folder.resolve("program"), yaml.toString(), """
                failover.credentials.office-ssh.privateKeyFile=%s
                failover.credentials.office-sc.username=admin
                failover.credentials.office-sc.password=%s
                """.formatted(
                        folder.resolve("login"), UnseenServiceCenter.PASSWORD));
    }

    @Test
    void bothProcedures_runToTheEnd() throws Exception {
        startProgram();

        String activation = program.start(
                "activate-passive-front-ends",
                Map.of("environment", "office", "mode", "PLANNED", "reason", "drill", "groupToActivate", "right"));
        program.complete(activation, "userTask_approvePlan", Map.of("planApproved", true));
        program.complete(activation, "userTask_switchTraffic", Map.of("comment", "switched"));
        assertThat(program.awaitOutcome(activation))
                .as(program.events(activation))
                .isEqualTo("COMPLETED");
        assertThat(machines.get("win-a").service(SCHEDULER)).isEqualTo("Stopped Disabled");
        assertThat(machines.get("win-b").service(SCHEDULER)).isEqualTo("Stopped Disabled");
        assertThat(machines.get("win-c").service(SCHEDULER)).isEqualTo("Running Automatic");
        assertThat(machines.get("win-c").service(DEPLOYER)).isEqualTo("Running Automatic");

        String move = program.start(
                "move-controller",
                Map.of("environment", "office", "mode", "PLANNED", "reason", "replaced", "newController", "win-c"));
        program.complete(move, "userTask_approvePlan", Map.of("planApproved", true));
        String freeUp = program.awaitTask(move, "userTask_freeUpEnvironment");
        assertThat(program.variable(freeUp, "serialNumber")).isEqualTo("SER-win-c");
        program.complete(move, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        program.complete(move, "userTask_getLicenseFile", Map.of("licenseFile", file("licence of SER-win-a")));
        String again = program.awaitTask(move, "userTask_getLicenseFile");
        assertThat(program.variable(again, "licenseRejection")).contains("issued to another server");
        program.complete(move, "userTask_getLicenseFile", Map.of("licenseFile", file("licence of SER-win-c")));
        String outcome = program.awaitOutcome(move);

        assertThat(outcome).as(program.events(move)).isIn("COMPLETED", "COMPLETED_WITH_DEVIATIONS");
        for (Windows machine : machines.values()) {
            boolean isNew = machine.id().equals("win-c");
            String configuration = Files.readString(machine.installed("server.hsconf"));
            assertThat(configuration)
                    .contains("<CompilerServerHostname encrypted=\"false\">127.92.0.13</CompilerServerHostname>\r\n")
                    .startsWith("\uFEFF<?xml")
                    .contains("<!-- " + machine.id())
                    .contains("söl\\PROD");
            assertThat(machine.service(CONTROLLER)).isEqualTo(isNew ? "Running Automatic" : "Stopped Disabled");
            assertThat(machine.service(DEPLOYER)).isEqualTo("Running Automatic");
            assertThat(machine.toolLog()).contains("tool /UpgradeInstall").doesNotContain("InstallServiceCenter");
            assertThat(machine.toolLog().contains("installer -file ServiceCenter.oml"))
                    .isEqualTo(isNew);
        }
        assertThat(serviceCenter.changes)
                .containsExactly(
                        "SetLicense licence of SER-win-a",
                        "SetLicense licence of SER-win-c",
                        "PublishRunningVersion Everything");
        assertThat(program.commands(move).toString())
                .doesNotContain("c2VjcmV0LXZhbHVl")
                .doesNotContain(UnseenServiceCenter.PASSWORD);
    }

    private static byte[] file(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
