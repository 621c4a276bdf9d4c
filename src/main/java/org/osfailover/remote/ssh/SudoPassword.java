package org.osfailover.remote.ssh;

import java.util.Optional;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;

/** The password that sudo may ask for: the SSH user's own, {@code failover.credentials.<name>.password}. */
final class SudoPassword {

    private SudoPassword() {}

    /** Empty where the command does not go through sudo, or no password is configured. */
    static Optional<String> of(CommandLine command, Server server, Credentials credentials) {
        if (!command.elevated() || server.ssh().elevate() != Elevation.SUDO) {
            return Optional.empty();
        }
        try {
            Credentials.Secrets secrets = credentials.find(server.ssh().credentials());
            return Optional.ofNullable(secrets == null ? null : secrets.password())
                    .filter(password -> !password.isEmpty() && password.chars().noneMatch(c -> c == '\n' || c == '\r'));
        } catch (RuntimeException e) {
            return Optional.empty(); // the login, which uses the same credentials, says what is wrong with them
        }
    }
}
