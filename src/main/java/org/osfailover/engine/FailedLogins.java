package org.osfailover.engine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Slows down whoever guesses passwords, and nobody else: counted per client and user, so that a script with an old
 * password can't keep the person out who must decide, and per <em>different</em> password, since the same wrong one again
 * is no guess. The engine's own lock, which is per user and in the end for good, is switched off for it. Whether there is
 * such a user makes no difference to any answer. Kept in memory: a restart forgives.
 */
final class FailedLogins {

    /** As many different wrong passwords may be tried at once. */
    private static final int FREE = 5;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 10_000;

    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<Who, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Who, Tries> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    FailedLogins(Clock clock) {
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    private record Who(String client, String user) {}

    private static final class Tries {
        private final Set<String> passwords = new LinkedHashSet<>();
        private int different;
        private Instant last = Instant.MIN;
        private Instant lockedUntil = Instant.MIN;
    }

    /** Until when this client can't log in as this user; empty where it can. */
    synchronized Optional<Instant> lockedUntil(String client, String user) {
        Tries of = tries.get(new Who(client, user));
        return of == null || !of.lockedUntil.isAfter(clock.instant()) ? Optional.empty() : Optional.of(of.lockedUntil);
    }

    synchronized void failed(String client, String user, String password) {
        Instant now = clock.instant();
        Tries of = tries.computeIfAbsent(new Who(client, user), who -> new Tries());
        if (of.last.isBefore(now.minus(FORGOTTEN_AFTER))) {
            of.different = 0;
            of.passwords.clear();
        }
        of.last = now;
        if (!of.passwords.add(fingerprint(password))) {
            return;
        }
        if (of.passwords.size() > 4 * FREE) {
            of.passwords.remove(of.passwords.iterator().next());
        }
        of.different++;
        if (of.different >= FREE) {
            Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(of.different - FREE, 10));
            of.lockedUntil = now.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        }
    }

    synchronized void succeeded(String client, String user) {
        tries.remove(new Who(client, user));
    }

    /** What is told: who, until when, and that nobody else is concerned. */
    String sentence(String client, String user, Instant until) {
        return "Too many different wrong passwords for '" + user + "' came from " + client + ": from there nobody can"
                + " log in as '" + user + "' until " + until.truncatedTo(ChronoUnit.SECONDS) + " (in "
                + secondsUntil(until) + " s). Other clients are not concerned. See docs/operations.md, \"Locked out\".";
    }

    long secondsUntil(Instant until) {
        return Math.max(1, Duration.between(clock.instant(), until).toSeconds() + 1);
    }

    private String fingerprint(String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
