package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;

@NullUnmarked
class SudoPasswordsTest {

    private static final CommandLine ELEVATED =
            CommandLine.posix("id").elevated().build();

    private String configured = "swordfish";
    private long now;
    private final SudoPasswords underTest =
            new SudoPasswords(name -> new Credentials.Secrets(null, configured, "/key", null), () -> now);

    @Test
    void elevatedCommandOnAServerWithSudo_hasTheUsersPassword() {
        assertThat(underTest.of(ELEVATED, server(22, Elevation.SUDO)).value()).isEqualTo("swordfish");
        assertThat(underTest.of(ELEVATED, server(22, Elevation.NONE)).value()).isNull();
        assertThat(underTest
                        .of(CommandLine.posix("id").build(), server(22, Elevation.SUDO))
                        .value())
                .isNull();
    }

    @Test
    void passwordThatSudoCanNotRead_isNone() {
        configured = "two\nlines";

        assertThat(underTest.of(ELEVATED, server(22, Elevation.SUDO)).value()).isNull();
    }

    @Test
    void refusedPassword_isHeldBackThereUntilTimePassesOrItIsAnother() {
        underTest.refused(server(22, Elevation.SUDO), "swordfish");

        SudoPasswords.Password heldBack = underTest.of(ELEVATED, server(22, Elevation.SUDO));
        assertThat(heldBack.value()).isNull();
        assertThat(heldBack.heldBack()).isTrue();
        assertThat(underTest.of(ELEVATED, server(2222, Elevation.SUDO)).value()).isEqualTo("swordfish");
        configured = "marlin";
        assertThat(underTest.of(ELEVATED, server(22, Elevation.SUDO)).value()).isEqualTo("marlin");
        configured = "swordfish";
        now += Duration.ofMinutes(9).toNanos();
        assertThat(underTest.of(ELEVATED, server(22, Elevation.SUDO)).value()).isEqualTo("swordfish");
    }

    @Test
    void password_isNotInAnyText() {
        assertThat(underTest.of(ELEVATED, server(22, Elevation.SUDO)).toString())
                .doesNotContain("swordfish");
    }

    private static Server server(int port, Elevation elevation) {
        return new Server(
                "fe1",
                "10.0.0.11",
                null,
                true,
                new SshEndpoint("10.0.0.11", port, "failover", "ssh", "SHA256:x", null, elevation, null));
    }
}
