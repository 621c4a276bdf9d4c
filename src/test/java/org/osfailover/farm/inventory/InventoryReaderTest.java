package org.osfailover.farm.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;

@NullUnmarked
class InventoryReaderTest {

    static final String HOST_KEY = "SHA256:" + "A".repeat(43);

    static final String MINIMAL = """
            environments:
              - id: production
                stack: dotnet
                serviceCenter: { url: "http://10.0.0.11/ServiceCenter", credentials: production-sc }
                servers:
                  - id: fe1
                    address: 10.0.0.11
                    group: blue
                    ssh:
                      user: failover
                      credentials: production-ssh
                      hostKey: "%s"
                  - id: fe2
                    address: 10.0.0.12
                    group: green
                    ssh:
                      user: failover
                      credentials: production-ssh
                      hostKey: "%1$s"
            """.formatted(HOST_KEY);

    @TempDir
    Path directory;

    private final InventoryReader underTest = new InventoryReader();

    @BeforeEach
    void knownHosts() throws Exception {
        Files.writeString(
                directory.resolve("known_hosts"),
                "fe1.quality.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM71H1WCYfDhEImXsnWOX+dMUvOsu0sRlZlNacMKpfBa\n");
    }

    @Test
    void overridesThatNobodyUnderstandsOrThatCantWork_areNamedWithPathAndLine() {
        OverrideKeys keys = new OverrideKeys() {
            @Override
            public Set<String> keys() {
                return Set.of("java.status.running", "java.home");
            }

            @Override
            public Optional<String> problem(String key, String value) {
                return value.equals("UP(") ? Optional.of("it is not a regular expression") : Optional.empty();
            }
        };
        String text = MINIMAL.replace("    stack: dotnet\n", """
                    stack: dotnet
                    overrides:
                      java.status.running: "UP("
                      java.status.runing: UP
                      java.home: /opt/outsystems
                """.indent(0));

        InventoryReader.Reading reading =
                new InventoryReader(List.of(keys)).read(text.getBytes(StandardCharsets.UTF_8), directory);

        assertThat(reading.problems())
                .extracting(InventoryProblem::toString)
                .containsExactly(
                        "line 5, column 28: environments[0].overrides.java.status.running: 'UP(' can't be used: it is not"
                                + " a regular expression. docs/fidelity.md says what the key is for, and its default.",
                        "line 6, column 7: environments[0].overrides.java.status.runing: 'java.status.runing' is not known"
                                + " here. Did you mean 'java.status.running'? docs/fidelity.md lists the keys that can be"
                                + " overridden.");
        assertThat(underTest
                        .read(text.getBytes(StandardCharsets.UTF_8), directory)
                        .problems())
                .isEmpty();
    }

    @Test
    void completeInventory_everyValueArrives() throws Exception {
        InventoryReader.Reading reading;
        try (InputStream in = getClass().getResourceAsStream("/inventory/complete.yaml")) {
            reading = underTest.read(in.readAllBytes(), directory);
        }

        assertThat(reading.problems()).isEmpty();
        Environment production = reading.environments().get(0);
        assertThat(production.stack()).isEqualTo(Stack.DOTNET);
        assertThat(production.controllerStart()).isEqualTo(Environment.ControllerStart.BEFORE_CONFIGURATION);
        assertThat(production.rabbitMq()).isEqualTo(Environment.RabbitMqPlacement.ON_CONTROLLER);
        assertThat(production.recoveryTimeTarget()).isEqualTo(Duration.ofMinutes(30));
        assertThat(production.approval())
                .isEqualTo(new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.NONE));
        assertThat(production.trafficSwitch()).isEqualTo(new TrafficSwitch.Command("/opt/switch.sh", "fe1"));
        assertThat(production.licenseInstallation()).isEqualTo(Environment.LicenseInstallation.CONFIGURATION_TOOL);
        assertThat(production.licensing())
                .isEqualTo(new Environment.Licensing(Environment.LicenseRequest.EARLY, "Example Industries"));
        assertThat(production.republish()).isEqualTo(Environment.Republish.OSP_TOOL);
        assertThat(production.allContent()).isEqualTo(Environment.AllContent.ALWAYS_CREATE);
        assertThat(production.applyConfiguration()).isEqualTo(Environment.ApplyConfiguration.RESTART_SERVICES);
        assertThat(production.serviceCenter())
                .isEqualTo(new Environment.ServiceCenterEndpoint(
                        "http://10.0.0.11/ServiceCenter", "production-service-center", "Everything"));
        assertThat(production.overrides())
                .containsEntry("dotnet.controllerPort", "12000")
                .containsEntry("code", "0123")
                .containsEntry("java.prompt.restart", "Restart\\?");
        assertThat(production.servers())
                .containsExactly(
                        new Server(
                                "fe1",
                                "10.0.0.11",
                                "blue",
                                true,
                                new SshEndpoint(
                                        "127.0.0.1",
                                        2201,
                                        "failover",
                                        "production-ssh",
                                        HOST_KEY,
                                        null,
                                        Elevation.NONE,
                                        null)),
                        new Server(
                                "ctrl",
                                "127.0.0.12",
                                null,
                                false,
                                new SshEndpoint(
                                        "127.0.0.12",
                                        22,
                                        "failover",
                                        "production-ssh",
                                        HOST_KEY,
                                        null,
                                        Elevation.NONE,
                                        null)));
        Environment quality = reading.environments().get(1);
        assertThat(quality.servers().get(0).ssh().elevate()).isEqualTo(Elevation.SUDO);
        assertThat(quality.servers().get(0).ssh().knownHosts())
                .isEqualTo(directory.resolve("known_hosts").toString());
        assertThat(reading.warnings())
                .extracting(InventoryProblem::path)
                .containsExactly("environments[0].republish", "environments[0].licenseInstallation");
        assertThat(reading.warnings().get(0).problem()).contains("visible in the server's process list");
    }

    @Test
    void licenseRequestedEarlyOnTheJavaStack_isWarnedOf() {
        InventoryReader.Reading reading =
                read(MINIMAL.replace("stack: dotnet", "stack: java\n    licenseRequest: early"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.warnings()).singleElement().satisfies(warning -> assertThat(warning.path())
                .isEqualTo("environments[0].licenseRequest"));
    }

    @Test
    void javaConfiguration_isASettingOfTheJavaStackAlone() {
        assertThat(read(MINIMAL.replace("stack: dotnet", "stack: java\n    javaConfiguration: silent"))
                        .environments()
                        .get(0)
                        .overrides())
                .containsEntry("java.configuration", "silent");
        assertThat(read(MINIMAL.replace("stack: dotnet", "stack: dotnet\n    javaConfiguration: silent"))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("environments[0].javaConfiguration"));
    }

    @Test
    void minimalInventory_hasTheDefaults() {
        Environment environment = read(MINIMAL).environments().get(0);

        assertThat(environment.name()).isEqualTo("production");
        assertThat(environment.controllerStart()).isEqualTo(Environment.ControllerStart.WITH_CONFIGURATION);
        assertThat(environment.rabbitMq()).isEqualTo(Environment.RabbitMqPlacement.NONE);
        assertThat(environment.recoveryTimeTarget()).isNull();
        assertThat(environment.approval())
                .isEqualTo(new Environment.Approvals(Environment.Approval.FOUR_EYES, Environment.Approval.SELF));
        assertThat(environment.trafficSwitch()).isEqualTo(new TrafficSwitch.Manual());
        assertThat(environment.licenseInstallation()).isEqualTo(Environment.LicenseInstallation.MANUAL);
        assertThat(environment.licensing().requestIn(RunMode.PLANNED))
                .isEqualTo(Environment.LicenseRequest.AFTER_INSTALLATION);
        assertThat(environment.licensing().requestIn(RunMode.EMERGENCY)).isEqualTo(Environment.LicenseRequest.EARLY);
        assertThat(environment.republish()).isEqualTo(Environment.Republish.SERVICE_CENTER);
        assertThat(environment.allContent()).isEqualTo(Environment.AllContent.TRUSTED);
        assertThat(environment.applyConfiguration()).isEqualTo(Environment.ApplyConfiguration.UPGRADE_INSTALL);
        assertThat(environment.serviceCenter().allContentSolution()).isEqualTo("All_Components");
        assertThat(environment.overrides()).isEmpty();
    }

    /** One thing is replaced in the minimal inventory; the problem is at the path and the line, and says the word. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "stack: dotnet | stack: net | environments[0].stack | 3 | dotnet, java",
                "stack: dotnet | stack: | environments[0].stack | 3 | no value",
                "address: 10.0.0.11 | address: localhost | environments[0].servers[0].address | 7 | never use localhost",
                "address: 10.0.0.11 | address: LOCALHOST. | environments[0].servers[0].address | 7 | never use localhost",
                "address: 10.0.0.11 | address: http://10.0.0.11 | environments[0].servers[0].address | 7 | without scheme",
                "address: 10.0.0.11 | address: 10.0.0.11:22 | environments[0].servers[0].address | 7 | ssh.port",
                "address: 10.0.0.12 | address: 10.0.0.11 | environments[0].servers[1].address | 14 | used twice",
                "id: fe2 | id: fe1 | environments[0].servers[1].id | 13 | used twice",
                "id: fe2 | id: fe;2 | environments[0].servers[1].id | 13 | letters",
                "group: blue | gruop: blue | environments[0].servers[0].gruop | 8 | Did you mean 'group'",
                "group: blue | canBeController: maybe | environments[0].servers[0].canBeController | 8 | true or false",
                "user: failover | user: 42 | environments[0].servers[0].ssh.user | 10 | in quotes",
                "user: failover | port: 70000 | environments[0].servers[0].ssh.port | 10 | at most 65535",
                "user: failover | port: 22 | environments[0].servers[0].ssh | 10 | 'user' is missing",
                "credentials: production-ssh | credentials: Prod_SSH | environments[0].servers[0].ssh.credentials | 11 | small letters",
                "hostKey: \"SHA256:A | hostKey: \"MD5:A | environments[0].servers[0].ssh.hostKey | 12 | ssh-keygen -lf",
                "http://10.0.0.11/ServiceCenter | /ServiceCenter | environments[0].serviceCenter.url | 4 | absolute",
                "http://10.0.0.11/ServiceCenter | ftp://10.0.0.11/x | environments[0].serviceCenter.url | 4 | absolute",
                "http://10.0.0.11/ServiceCenter | http://me:pw@10.0.0.11/x | environments[0].serviceCenter.url | 4 | credentials",
            })
    void oneMistake_isNamedWithPathLineAndRemedy(String correct, String wrong, String path, int line, String expected) {
        InventoryReader.Reading reading = read(replaceFirst(MINIMAL, correct, wrong));

        assertThat(reading.environments()).isEmpty();
        assertThat(reading.problems()).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.toString()).containsIgnoringCase(expected);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rabbitMq: on-controller | java | environments[0].rabbitMq | Java stack has no RabbitMQ",
                "trafficSwitch: { command: x, on: fe9 } | dotnet | environments[0].trafficSwitch.on | fe1, fe2",
                "trafficSwitch: automatic | dotnet | environments[0].trafficSwitch | manual, none",
                "trafficSwitch: { command: x } | dotnet | environments[0].trafficSwitch | 'on' is missing",
                "recoveryTimeTarget: 30m | dotnet | environments[0].recoveryTimeTarget | PT30M",
                "recoveryTimeTarget: PT0S | dotnet | environments[0].recoveryTimeTarget | above zero",
                "approval: { planned: two } | dotnet | environments[0].approval.planned | four-eyes, self, none",
                "overrides: { a: [1] } | dotnet | environments[0].overrides.a | text",
            })
    void oneLineTooMuch_isNamed(String line, String stack, String path, String expected) {
        InventoryReader.Reading reading = read(MINIMAL.replace("stack: dotnet", "stack: " + stack)
                .replace("    servers:", "    " + line + "\n    servers:"));

        assertThat(reading.problems()).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).isEqualTo(5);
            assertThat(problem.toString()).contains(expected);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "elevate: sudo | environments[0].servers[0].ssh.elevate | Windows has no sudo",
                "jump: bastion | environments[0].servers[0].ssh.jump | there is no jump host 'bastion'",
                "password: x | environments[0].servers[0].ssh.password | Secrets are never in the inventory",
                "knownHosts: nowhere | environments[0].servers[0].ssh.knownHosts | does not exist",
            })
    void sshLineTooMuch_isNamed(String line, String path, String expected) {
        InventoryReader.Reading reading =
                read(replaceFirst(MINIMAL, "user: failover\n", "user: failover\n          " + line + "\n"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).isEqualTo(11);
            assertThat(problem.toString()).contains(expected);
        });
    }

    @Test
    void noPinnedHostKey_isAProblem() {
        InventoryReader.Reading reading = read(replaceFirst(MINIMAL, "          hostKey: \"" + HOST_KEY + "\"\n", ""));

        assertThat(reading.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("environments[0].servers[0].ssh");
            assertThat(problem.toString()).contains("hostKey").contains("knownHosts");
        });
    }

    @Test
    void nobodyCanBeController_isAProblem() {
        InventoryReader.Reading reading =
                read(MINIMAL.replace("        group:", "        canBeController: false\n        group:"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("no server can be the Controller"));
    }

    @Test
    void sameSshEndpointTwice_isAProblem() {
        InventoryReader.Reading reading =
                read(MINIMAL.replace("user: failover", "host: 127.0.0.1\n          user: failover"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("127.0.0.1:22")
                .contains("used twice"));
    }

    @Test
    void aliases_areOtherNamesOfTheServer() {
        InventoryReader.Reading reading = read(MINIMAL.replace(
                "address: 10.0.0.11", "address: 10.0.0.11\n        aliases: [CTRL01, OS_CTRL01, 2001:db8::1]"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.environments().get(0).servers().get(0).aliases())
                .containsExactly("CTRL01", "OS_CTRL01", "2001:db8::1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.12 | environments[0].servers[1].address",
                "[ctrl01., CTRL01] | environments[0].servers[0].aliases[1]"
            })
    void nameIsGivenTwice_isAProblemOfTwoServersAndAWarningOfOne(String aliases, String path) {
        InventoryReader.Reading reading = read(MINIMAL.replace(
                "address: 10.0.0.11",
                "address: 10.0.0.11\n        aliases: " + (aliases.startsWith("[") ? aliases : "[" + aliases + "]")));

        boolean twoServers = path.endsWith("address");
        assertThat(twoServers ? reading.problems() : reading.warnings())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains(path)
                        .contains("is used twice (first at environments[0].servers[0].aliases[0], line 8)"));
        assertThat(twoServers ? reading.warnings() : reading.problems()).isEmpty();
    }

    @Test
    void aliasIsLocalhost_isAProblem() {
        InventoryReader.Reading reading =
                read(MINIMAL.replace("address: 10.0.0.11", "address: 10.0.0.11\n        aliases: [LOCALHOST.]"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("environments[0].servers[0].aliases[0]", "names a different machine on every server"));
    }

    @Test
    void addressHasAnUnderscore_isTakenAndWarnedAboutAndRefusedWhereACertificateIsCompared() {
        String underscore =
                MINIMAL.replace("address: 10.0.0.11", "address: OS_FE01").replace("//10.0.0.11/", "//OS_FE01/");

        assertThat(read(underscore).problems()).isEmpty();
        assertThat(read(underscore).warnings()).singleElement().satisfies(warning -> assertThat(warning.toString())
                .contains("'OS_FE01' can't be the host of a URL", "aliases"));
        assertThat(read(underscore.replace("http:", "https:")).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("environments[0].servers[0].address"));
        assertThat(read(underscore.replace("address: OS_FE01", "address: OS_FE01\n        aliases: [10.0.0.11]"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void severalMistakes_areReportedTogetherInTheFilesOrder() {
        InventoryReader.Reading reading = read(MINIMAL.replace("stack: dotnet", "stack: net")
                .replace("address: 10.0.0.11", "address: localhost")
                .replace("group: green", "colour: green"));

        assertThat(reading.problems())
                .extracting(InventoryProblem::path)
                .containsExactly(
                        "environments[0].stack",
                        "environments[0].servers[0].address",
                        "environments[0].servers[1].colour");
    }

    @Test
    void duplicateKey_isAProblemAtItsSecondPlace() {
        InventoryReader.Reading reading = read(MINIMAL.replace("stack: dotnet\n", "stack: dotnet\n    stack: java\n"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(4);
            assertThat(problem.column()).isEqualTo(5);
            assertThat(problem.toString()).contains("second time").contains("line 3");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "environments: [|valid YAML",
                "\tenvironments:|valid YAML",
                "|empty",
                "# nothing|empty",
                "- a|a group of",
                "environments: &a [*a]|nested",
                "environments: []|the list is empty",
                "environments: ~|no value",
                "a: 1|'environments' is missing"
            })
    void fileThatIsNoInventory_isNamed(String text, String expected) {
        InventoryReader.Reading reading = read(text == null ? "" : text);

        assertThat(reading.problems()).anySatisfy(problem -> {
            assertThat(problem.toString()).contains(expected);
            assertThat(problem.line()).isPositive();
        });
    }

    @Test
    void otherEncoding_isAProblem() {
        List<InventoryProblem> problems = underTest
                .read("environments: [] # ü".getBytes(StandardCharsets.ISO_8859_1), directory)
                .problems();

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("UTF-8"));
    }

    private InventoryReader.Reading read(String text) {
        return underTest.read(text.getBytes(StandardCharsets.UTF_8), directory);
    }

    static String replaceFirst(String text, String what, String with) {
        int at = text.indexOf(what);
        if (at < 0) {
            throw new IllegalArgumentException("not in the text: " + what);
        }
        return text.substring(0, at) + with + text.substring(at + what.length());
    }
}
