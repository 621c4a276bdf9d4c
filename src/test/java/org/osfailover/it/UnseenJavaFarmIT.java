package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/**
 * The delivered program on a farm that it was not made with: three Linux machines with OpenSSH's server, each with its
 * own mounts, processes and loopback network, and the platform's commands as shell scripts that behave as documented and
 * word everything in their own way.
 */
@EnabledIfEnvironmentVariable(
        named = "UNSEEN_FARMS",
        matches = "true",
        disabledReason = "starts the packaged program beside real machines, which takes minutes: set UNSEEN_FARMS=true")
@Timeout(600)
class UnseenJavaFarmIT {

    private static final String SSH_PASSWORD = "ro ot's $ecret";

    @TempDir
    Path folder;

    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private UnseenServiceCenter serviceCenter;
    private PackagedProgram program;

    /** One server. */
    private record Machine(
            String id, String group, String address, int port, String hostKey, Path path, Process process) {

        Path etc(String file) {
            return path.resolve("etc/outsystems").resolve(file);
        }

        boolean runs(String service) throws IOException {
            Path pid = path.resolve("opt/outsystems/state/" + service + ".pid");
            return Files.exists(pid);
        }

        boolean isEnabled(String service) throws IOException {
            return Files.readString(etc("os.services.conf")).contains(service + "=\"ENABLED\"");
        }

        String controllerAddress() throws IOException {
            return Files.readString(etc("server.hsconf"))
                    .replaceAll("(?s).*<CompilerServerHostname>(.*)</CompilerServerHostname>.*", "$1");
        }

        String toolLog() throws IOException {
            Path log = path.resolve("tool.log");
            return Files.exists(log) ? Files.readString(log) : "";
        }

        void set(String file, String text) throws IOException {
            Files.writeString(path.resolve(file), text);
        }
    }

    @BeforeEach
    void start() throws Exception {
        requireEnvironment();
        machine("alpha", "east", "127.91.0.11", "CONTROLLER DEPLOYER SCHEDULER LOG");
        machine("beta", "east", "127.91.0.12", "DEPLOYER SCHEDULER LOG");
        machine("gamma", "west", "127.91.0.13", "LOG");
        serviceCenter = new UnseenServiceCenter(
                machines.values().stream().map(Machine::address).toList(), this::serialNumber);
    }

    private static void requireEnvironment() throws Exception {
        String missing = "";
        for (String needed : List.of("/usr/sbin/sshd", "/usr/bin/perl", "/usr/bin/nsenter", "/usr/bin/unshare")) {
            missing += Files.isExecutable(Path.of(needed)) ? "" : " " + needed;
        }
        if (!Files.exists(PackagedProgram.JAR)) {
            missing += " " + PackagedProgram.JAR;
        }
        if (missing.isEmpty() && run("unshare", "--mount", "--net", "--pid", "--fork", "ip", "link") != 0) {
            missing = " the right to make namespaces (root), or 'ip'";
        }
        if (!missing.isEmpty()) {
            String reason = "servers of their own need:" + missing;
            if ("true".equals(System.getenv("REQUIRE_ENVIRONMENT"))) {
                throw new AssertionError(reason);
            }
            throw new TestAbortedException(reason);
        }
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private String serialNumber() {
        try {
            for (Machine machine : machines.values()) {
                if (machine.runs("CONTROLLER")) {
                    return "SER-" + machine.id();
                }
            }
            return "SER-none";
        } catch (IOException e) {
            return "SER-unreadable";
        }
    }

    private void machine(String id, String group, String address, String enabled) throws Exception {
        Path path = Files.createDirectories(folder.resolve(id));
        Path etc = Files.createDirectories(path.resolve("files/etc"));
        StringBuilder services = new StringBuilder("# written by the installer; don't touch\n");
        for (String service : List.of("SCHEDULER", "LOG", "DEPLOYER", "SMS", "CONTROLLER")) {
            boolean on = List.of(enabled.split(" ", -1)).contains(service);
            services.append("%s=\"%s\"\n".formatted(service, on ? "ENABLED" : "DISABLED"));
        }
        Files.writeString(etc.resolve("os.services.conf"), services);
        Files.writeString(etc.resolve("server.hsconf"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- %s -->
                <EnvironmentConfiguration>
                  <PlatformDatabaseConfiguration ProviderKey="Oracle">
                    <Host>db.example</Host>
                    <ServiceName>OSPROD</ServiceName>
                    <AdminPassword encrypted="true">c2VjcmV0LXZhbHVl</AdminPassword>
                  </PlatformDatabaseConfiguration>
                  <ServiceConfiguration>
                    <CompilerServerHostname>127.91.0.11</CompilerServerHostname>
                    <CompilerServerPort>12000</CompilerServerPort>
                  </ServiceConfiguration>
                </EnvironmentConfiguration>
                """.formatted(id));
        Path bin = Files.createDirectories(path.resolve("bin"));
        Path platform = Files.createDirectories(path.resolve("opt/outsystems/platform"));
        install("service", bin);
        install("serviceconfigurator.sh", platform);
        install("configurationtool.sh", platform);
        Files.writeString(platform.resolve("version.txt"), "9.1.501.0\n");
        Files.writeString(path.resolve("password"), SSH_PASSWORD);
        Files.writeString(
                path.resolve("banner"),
                "*** %s: authorised use only. Enter at your own risk? [y/n] ***\n".formatted(id));
        assertThat(run(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        path.resolve("host").toString()))
                .isZero();
        Files.writeString(path.resolve("sshd_config"), """
                ListenAddress 127.0.0.1
                HostKey %1$s/host
                PidFile none
                PasswordAuthentication yes
                PubkeyAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin yes
                UsePAM no
                StrictModes no
                Banner %1$s/banner
                ForceCommand %1$s/login.sh
                """.formatted(path));
        int port = PackagedProgram.freePort();
        Process process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        "--kill-child",
                        "bash",
                        install("machine.sh", path).toString(),
                        path.toString(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(path.resolve("machine.log").toFile())
                .start();
        await("sshd of " + id).atMost(Duration.ofSeconds(60)).until(() -> listens(port));
        machines.put(id, new Machine(id, group, address, port, fingerprint(path.resolve("host.pub")), path, process));
    }

    private static Path install(String script, Path where) throws IOException {
        Path target = where.resolve(script);
        try (var text = UnseenJavaFarmIT.class.getResourceAsStream("/unseen/java/" + script)) {
            Files.write(target, text.readAllBytes());
        }
        assertThat(target.toFile().setExecutable(true, false)).isTrue();
        return target;
    }

    private static String fingerprint(Path publicKey) throws Exception {
        byte[] key =
                java.util.Base64.getDecoder().decode(Files.readString(publicKey).split(" ", -1)[1]);
        return "SHA256:"
                + java.util.Base64.getEncoder()
                        .withoutPadding()
                        .encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(key));
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
        for (Machine machine : machines.values()) {
            machine.process().getOutputStream().close();
            machine.process().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void startProgram(String more) {
        StringBuilder yaml = new StringBuilder("""
                environments:
                  - id: plant
                    name: Plant
                    stack: java
                    rabbitMq: none
                    approval: { planned: self, emergency: self }
                    trafficSwitch: manual
                    licenseInstallation: manual
                    republish: service-center
                    serviceCenter: { url: "http://%s:%d/ServiceCenter", credentials: plant-sc, allContentSolution: Everything }
                %s    servers:
                """.formatted("127.91.0.11", serviceCenter.port(), more));
        for (Machine machine : machines.values()) {
            yaml.append(
                    """
                          - id: %s
                            address: %s
                            group: %s
                            ssh: { host: 127.0.0.1, port: %d, user: root, credentials: plant-ssh, hostKey: "%s" }
                    """.formatted(machine.id(), machine.address(), machine.group(), machine.port(), machine.hostKey())
                            .indent(0));
        }
        program = PackagedProgram.start(
                folder.resolve("program"), yaml.toString(), """
                failover.deadlines.service=PT30S
                failover.credentials.plant-ssh.password=%s
                failover.credentials.plant-sc.username=admin
                failover.credentials.plant-sc.password=%s
                """.formatted(SSH_PASSWORD, UnseenServiceCenter.PASSWORD));
    }

    private Machine machine(String id) {
        return machines.get(id);
    }

    @Test
    void bothProcedures_runToTheEnd() throws Exception {
        startProgram("");

        activateWest();
        moveToBeta();
    }

    private void activateWest() throws Exception {
        String run = program.start(
                "activate-passive-front-ends",
                Map.of("environment", "plant", "mode", "PLANNED", "reason", "drill", "groupToActivate", "west"));
        program.complete(run, "userTask_approvePlan", Map.of("planApproved", true));
        program.complete(run, "userTask_switchTraffic", Map.of("comment", "switched"));
        assertThat(program.awaitOutcome(run)).as(program.events(run)).isEqualTo("COMPLETED");
        for (String id : List.of("alpha", "beta")) {
            assertThat(machine(id).isEnabled("SCHEDULER")).isFalse();
            assertThat(machine(id).runs("SCHEDULER")).isFalse();
            assertThat(machine(id).runs("DEPLOYER")).isTrue();
        }
        assertThat(machine("gamma").isEnabled("SCHEDULER")).isTrue();
        assertThat(machine("gamma").runs("SCHEDULER")).isTrue();
        assertThat(machine("gamma").isEnabled("DEPLOYER")).isTrue();
        assertThat(machine("gamma").runs("DEPLOYER")).isTrue();
        assertOthersUntouched();
    }

    private void moveToBeta() throws Exception {
        String run = program.start(
                "move-controller",
                Map.of("environment", "plant", "mode", "PLANNED", "reason", "replaced", "newController", "beta"));
        program.complete(run, "userTask_approvePlan", Map.of("planApproved", true));
        String freeUp = program.awaitTask(run, "userTask_freeUpEnvironment");
        assertThat(program.variable(freeUp, "serialNumber")).isEqualTo("SER-beta");
        program.complete(run, "userTask_freeUpEnvironment", Map.of("comment", "freed"));
        program.complete(
                run,
                "userTask_getLicenseFile",
                Map.of("licenseFile", "licence of SER-beta".getBytes(StandardCharsets.UTF_8)));
        program.complete(run, "userTask_installLicense", Map.of("comment", "installed by hand"));
        String outcome = program.awaitOutcome(run);

        // the licence's state can't be read here, and the run says so
        assertThat(outcome).as(program.events(run)).isIn("COMPLETED", "COMPLETED_WITH_DEVIATIONS");
        for (Machine machine : machines.values()) {
            boolean isNew = machine.id().equals("beta");
            assertThat(machine.controllerAddress()).isEqualTo("127.91.0.12");
            assertThat(machine.isEnabled("CONTROLLER")).isEqualTo(isNew);
            assertThat(machine.runs("CONTROLLER")).isEqualTo(isNew);
            assertThat(machine.runs("DEPLOYER")).isTrue();
            assertThat(machine.toolLog()).doesNotContain(" SET TO ");
            assertThat(machine.toolLog().contains(" Service Center installed")).isEqualTo(isNew);
        }
        assertThat(serviceCenter.changes).containsExactly("PublishRunningVersion Everything");
        assertOthersUntouched();
        assertThat(program.commands(run).toString())
                .doesNotContain(SSH_PASSWORD)
                .doesNotContain("c2VjcmV0LXZhbHVl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero", "odd"})
    void exitCodesThatMeanNothing_areNotBelieved(String codes) throws Exception {
        for (Machine machine : machines.values()) {
            machine.set("exit-codes", codes);
        }
        startProgram("");

        activateWest();
    }

    @Test
    void stoppedServiceThatStillRuns_stopsTheRunBeforeTheOtherGroupStarts() throws Exception {
        machine("alpha").set("stubborn-SCHEDULER", "");
        startProgram("");
        String run = startActivation();
        program.complete(run, "userTask_approvePlan", Map.of("planApproved", true));
        machine("alpha").set("lies-SCHEDULER", "");
        String task = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskTexts("x " + task)).contains("port 12002 answers");
        assertThat(machine("gamma").isEnabled("SCHEDULER")).isFalse();
    }

    @Test
    void statusWordThatIsNotKnown_stopsTheRunWithTheWord() throws Exception {
        for (Machine machine : machines.values()) {
            machine.set("words-stopped", "PARKED");
        }
        startProgram("");
        String run = startActivation();
        program.complete(run, "userTask_approvePlan", Map.of("planApproved", true));
        String task = program.awaitTask(run, "userTask_decideOnServer");
        assertThat(program.taskTexts("x " + task)).contains("PARKED");
    }

    private String startActivation() {
        return program.start(
                "activate-passive-front-ends",
                Map.of("environment", "plant", "mode", "PLANNED", "reason", "drill", "groupToActivate", "west"));
    }

    private void assertOthersUntouched() throws IOException {
        for (Machine machine : machines.values()) {
            assertThat(machine.isEnabled("LOG")).isTrue();
            assertThat(machine.runs("LOG")).isTrue();
            assertThat(machine.isEnabled("SMS")).isFalse();
        }
    }
}
