package org.osfailover.farm.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.SshEndpoint;

/** Jump hosts, and the known_hosts files that servers and jump hosts name. */
@NullUnmarked
class InventoryJumpHostsTest {

    private static final String HOST_KEY = "SHA256:" + "A".repeat(43);
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM71H1WCYfDhEImXsnWOX+dMUvOsu0sRlZlNacMKpfBa";

    private static final String INVENTORY = """
            jumpHosts:
              - id: outer
                host: 192.0.2.1
                port: 2222
                user: jump
                credentials: outer-ssh
                hostKey: "%s"
              - id: inner
                host: 10.9.0.1
                user: hop
                credentials: inner-ssh
                hostKey: "%1$s"
                jump: outer
            environments:
              - id: production
                stack: dotnet
                serviceCenter: { url: "http://10.0.0.11/ServiceCenter", credentials: production-sc }
                servers:
                  - id: fe1
                    address: 10.0.0.11
                    ssh:
                      user: failover
                      credentials: production-ssh
                      hostKey: "%1$s"
                      jump: inner
            """.formatted(HOST_KEY);

    @TempDir
    Path directory;

    @Test
    void chainOfJumpHosts_belongsToTheServersEndpoint() {
        InventoryReader.Reading reading = read(INVENTORY);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
        JumpHost outer = new JumpHost(
                "outer", new SshEndpoint("192.0.2.1", 2222, "jump", "outer-ssh", HOST_KEY, null, Elevation.NONE, null));
        JumpHost inner = new JumpHost(
                "inner", new SshEndpoint("10.9.0.1", 22, "hop", "inner-ssh", HOST_KEY, null, Elevation.NONE, outer));
        assertThat(reading.environments().get(0).servers().get(0).ssh())
                .isEqualTo(new SshEndpoint(
                        "10.0.0.11", 22, "failover", "production-ssh", HOST_KEY, null, Elevation.NONE, inner));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jump: inner | jump: bastion | environments[0].servers[0].ssh.jump | 25 | no jump host 'bastion'. Use one of: outer, inner",
                "jump: outer | jump: bastion | jumpHosts[1].jump | 13 | there is no jump host 'bastion'",
                "jump: outer | jump: inner | jumpHosts[1].jump | 13 | in a circle: inner → inner",
                "id: inner | id: outer | jumpHosts[1].id | 8 | the jump host id 'outer' is used twice",
                "user: hop | name: hop | jumpHosts[1].name | 10 | 'name' is not known here",
                "user: hop | elevate: sudo | jumpHosts[1].elevate | 10 | 'elevate' is not known here",
                "host: 10.9.0.1 | port: 22 | jumpHosts[1] | 8 | 'host' is missing",
                "hostKey | knownHosts | jumpHosts[0].knownHosts | 7 | does not exist",
                "jumpHosts: | jumphosts: | jumphosts | 1 | Did you mean 'jumpHosts'?",
            })
    void mistake_isNamedWithPathAndLine(String correct, String wrong, String path, int line, String expected) {
        InventoryReader.Reading reading = read(InventoryReaderTest.replaceFirst(INVENTORY, correct, wrong));

        assertThat(reading.problems()).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.toString()).contains(expected);
        });
    }

    @Test
    void circleOfTwo_isNamedOnce() {
        InventoryReader.Reading reading =
                read(InventoryReaderTest.replaceFirst(INVENTORY, "port: 2222", "jump: inner"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("outer → inner → outer"));
    }

    @Test
    void serverAtAJumpHostsPlace_isAProblem() {
        InventoryReader.Reading reading = read(
                INVENTORY.replace("address: 10.0.0.11", "address: 10.9.0.1").replace("jump: inner", "jump: outer"));

        assertThat(reading.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("environments[0].servers[0].address");
            assertThat(problem.toString()).contains("10.9.0.1:22").contains("first at jumpHosts[1].host");
        });
    }

    @Test
    void sameAddressByAnotherWay_isAWarning() {
        InventoryReader.Reading reading = read(INVENTORY.replace("address: 10.0.0.11", "address: 10.9.0.1"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.warnings()).singleElement().satisfies(warning -> assertThat(warning.toString())
                .contains("is also at jumpHosts[1], by another way"));
    }

    @Test
    void jumpHostThatNothingUses_isAWarning() {
        InventoryReader.Reading reading = read(INVENTORY.replace("          jump: inner\n", ""));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.warnings()).singleElement().satisfies(warning -> assertThat(warning.path())
                .isEqualTo("jumpHosts[1].id"));
    }

    @Test
    void brokenLineOfKnownHosts_isNamedWithItsNumber() throws Exception {
        Files.writeString(directory.resolve("known_hosts"), "10.0.0.11 " + KEY + "\n10.0.0.12 ssh-ed25519\n");

        InventoryReader.Reading reading = read(withKnownHosts());

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.path()).isEqualTo("environments[0].servers[0].ssh.knownHosts");
            assertThat(warning.toString()).contains("line 2 of").contains("it is ignored");
        });
    }

    @Test
    void brokenLineThatRevokes_isAProblem() throws Exception {
        Files.writeString(directory.resolve("known_hosts"), "10.0.0.11 " + KEY + "\n@revoked * ssh-ed25519 A\n");

        assertThat(read(withKnownHosts()).problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).contains("line 2 of").contains("revoke"));
    }

    @Test
    void knownHostsWithoutALineForTheServer_isAWarning() throws Exception {
        Files.writeString(directory.resolve("known_hosts"), "10.0.0.12 " + KEY + "\n@revoked * " + KEY + "\n");

        assertThat(read(withKnownHosts()).warnings())
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.toString()).contains("no line of").contains("is for 10.0.0.11"));
    }

    private static String withKnownHosts() {
        return INVENTORY.replace("          hostKey: \"" + HOST_KEY + "\"\n", "          knownHosts: known_hosts\n");
    }

    private InventoryReader.Reading read(String text) {
        return new InventoryReader().read(text.getBytes(StandardCharsets.UTF_8), directory);
    }
}
