package org.osfailover.remote.ssh;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Credentials;

/**
 * The passwords that sudo may ask for: the SSH user's own, {@code failover.credentials.<name>.password}. One that a
 * server has not taken is held back there for a while, unless another one is configured meanwhile: an environment is read
 * again and again, and PAM locks accounts (pam_faillock: three failures within 15 minutes, unless told otherwise).
 */
final class SudoPasswords {

    /** Twice in a quarter of an hour at most. */
    private static final Duration HELD_BACK = Duration.ofMinutes(8);

    private final Credentials credentials;
    private final LongSupplier nanoTime;
    private final Map<SshEndpoint, Refusal> refusals = new ConcurrentHashMap<>();

    SudoPasswords(Credentials credentials, LongSupplier nanoTime) {
        this.credentials = credentials;
        this.nanoTime = nanoTime;
    }

    private record Refusal(String password, long at) {
        @Override
        public String toString() {
            return "Refusal";
        }
    }

    /**
     * What there is for one command.
     *
     * @param value null where sudo is not used, none is configured, or it is held back
     * @param heldBack whether there is one that this server has lately not taken
     */
    record Password(@Nullable String value, boolean heldBack) {
        @Override
        public String toString() {
            return "Password";
        }
    }

    Password of(CommandLine command, Server server) {
        String configured = command.elevated() && server.ssh().elevate() == Elevation.SUDO ? configured(server) : null;
        if (configured == null) {
            return new Password(null, false);
        }
        Refusal refusal = refusals.get(server.ssh());
        boolean heldBack = refusal != null
                && refusal.password().equals(configured)
                && nanoTime.getAsLong() - refusal.at() < HELD_BACK.toNanos();
        return new Password(heldBack ? null : configured, heldBack);
    }

    /** The server has not taken it. */
    void refused(Server server, String password) {
        refusals.put(server.ssh(), new Refusal(password, nanoTime.getAsLong()));
    }

    private @Nullable String configured(Server server) {
        try {
            Credentials.Secrets secrets = credentials.find(server.ssh().credentials());
            String password = secrets == null ? null : secrets.password();
            boolean usable =
                    password != null && !password.isEmpty() && password.chars().noneMatch(c -> c == '\n' || c == '\r');
            return usable ? password : null;
        } catch (RuntimeException e) {
            return null; // the login, which uses the same credentials, says what is wrong with them
        }
    }
}
