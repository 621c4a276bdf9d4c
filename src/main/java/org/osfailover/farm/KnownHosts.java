package org.osfailover.farm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The lines of an OpenSSH known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): which keys are whose, which
 * authorities' host certificates are believed, and which keys must never be accepted.
 *
 * <p>A key counts for exactly the port that its line names (a line without one: port 22). An authority and a revoked key
 * also count where a line names the host without a port: OpenSSH believes the one there, and the other is on the safe
 * side.
 */
public final class KnownHosts {

    /** What a line says about its key. */
    public enum Marker {
        /** It is the host's. */
        HOST_KEY,
        /** Host certificates that it signed are believed. */
        CERT_AUTHORITY,
        /** It must not be accepted, neither as a host's nor as an authority's. */
        REVOKED
    }

    private final List<Entry> entries;
    private final List<BrokenLine> brokenLines;

    private KnownHosts(List<Entry> entries, List<BrokenLine> brokenLines) {
        this.entries = List.copyOf(entries);
        this.brokenLines = List.copyOf(brokenLines);
    }

    /**
     * A line that can't be used.
     *
     * @param line counted from 1
     * @param restricts whether it wanted to revoke a key: without it, more would be accepted than was meant
     */
    public record BrokenLine(int line, String problem, boolean restricts) {}

    /** A line that can be used. */
    public static final class Entry {
        private final int line;
        private final Marker marker;
        private final String keyType;
        private final byte[] key;
        private final HostPatterns hosts;

        private Entry(int line, Marker marker, String keyType, byte[] key, HostPatterns hosts) {
            this.line = line;
            this.marker = marker;
            this.keyType = keyType;
            this.key = key;
            this.hosts = hosts;
        }

        /** Counted from 1. */
        public int line() {
            return line;
        }

        public Marker marker() {
            return marker;
        }

        /** As SSH names it: "ssh-ed25519". */
        public String keyType() {
            return keyType;
        }

        /** Whether this is its key, in SSH's encoding. */
        public boolean isKey(byte[] encoded) {
            return MessageDigest.isEqual(key, encoded);
        }

        /** "SHA256:…", as {@code ssh-keygen -lf} prints it. */
        public String fingerprint() {
            return KnownHosts.fingerprint(key);
        }

        private boolean appliesTo(String host, int port) {
            String name = host.toLowerCase(Locale.ROOT);
            boolean exactly = hosts.match(port == 22 ? name : "[" + name + "]:" + port);
            return exactly || (marker != Marker.HOST_KEY && port != 22 && hosts.match(name));
        }
    }

    /**
     * Reads a file.
     *
     * @throws TextFile.UnreadableTextException it is no text: what it revokes can't be known, so nothing of it counts
     * @throws IOException the file can't be read
     */
    public static KnownHosts read(Path file) throws IOException {
        return parse(TextFile.decodeAscii(Files.readAllBytes(file)));
    }

    /** Reads a file's text; a line that can't be used is one of {@link #brokenLines()}. */
    public static KnownHosts parse(String text) {
        List<Entry> entries = new ArrayList<>();
        List<BrokenLine> broken = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) {
                continue;
            }
            try {
                entries.add(entry(number, stripped));
            } catch (BrokenLineException e) {
                broken.add(new BrokenLine(number, e.problem(), mayRevoke(stripped)));
            }
        }
        return new KnownHosts(entries, broken);
    }

    /** What can't be read may have been meant to: a marker that is none of ours, or hides behind something unseen. */
    private static boolean mayRevoke(String line) {
        return line.toLowerCase(Locale.ROOT).contains("@revoked")
                || (line.startsWith("@") && !line.startsWith("@cert-authority"));
    }

    /** What applies to this host and port, in the file's order. */
    public List<Entry> of(String host, int port) {
        return entries.stream().filter(entry -> entry.appliesTo(host, port)).toList();
    }

    public List<BrokenLine> brokenLines() {
        return brokenLines;
    }

    /** A key's fingerprint as OpenSSH prints it. */
    public static String fingerprint(byte[] encodedKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encodedKey);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Entry entry(int number, String line) throws BrokenLineException {
        List<String> words = new ArrayList<>(Arrays.asList(line.split("\\s+", -1)));
        Marker marker = Marker.HOST_KEY;
        if (words.get(0).startsWith("@")) {
            marker = switch (words.remove(0)) {
                case "@cert-authority" -> Marker.CERT_AUTHORITY;
                case "@revoked" -> Marker.REVOKED;
                default -> throw new BrokenLineException("its marker is neither @cert-authority nor @revoked");
            };
        }
        if (words.size() < 3) {
            throw new BrokenLineException("it must have hosts, a key type and a key");
        }
        String type = words.get(1);
        if (type.chars().allMatch(Character::isDigit)) {
            throw new BrokenLineException("it holds a key of SSH version 1, which no server uses any more");
        }
        byte[] key = decode(words.get(2));
        String typeOfKey = typeOf(key).orElse("");
        if (!typeOfKey.equals(type)) {
            throw new BrokenLineException("its key is not a key of the type '" + type + "'");
        }
        return new Entry(number, marker, type, key, HostPatterns.parse(words.get(0)));
    }

    private static byte[] decode(String base64) throws BrokenLineException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BrokenLineException("its key is not whole (no base64)", e);
        }
    }

    /** The type with which SSH's encoding of a key begins. */
    private static Optional<String> typeOf(byte[] key) {
        if (key.length < Integer.BYTES) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(key).getInt();
        return length < 0 || length > key.length - Integer.BYTES
                ? Optional.empty()
                : Optional.of(new String(key, Integer.BYTES, length, StandardCharsets.US_ASCII));
    }

    /** The hosts of a line: patterns, or one name hidden by a hash. */
    private sealed interface HostPatterns {

        boolean match(String host);

        static HostPatterns parse(String text) throws BrokenLineException {
            return text.startsWith("|") ? Hashed.parse(text) : new Listed(List.of(text.split(",", -1)));
        }

        record Listed(List<String> patterns) implements HostPatterns {
            @Override
            public boolean match(String host) {
                boolean matches = false;
                for (String pattern : patterns) {
                    boolean negated = pattern.startsWith("!");
                    if (wildcard(pattern.substring(negated ? 1 : 0).toLowerCase(Locale.ROOT), host)) {
                        if (negated) {
                            return false;
                        }
                        matches = true;
                    }
                }
                return matches;
            }

            private static boolean wildcard(String pattern, String host) {
                StringBuilder regex = new StringBuilder();
                pattern.chars()
                        .forEach(c -> regex.append(
                                c == '*'
                                        ? ".*"
                                        : c == '?' ? "." : java.util.regex.Pattern.quote(String.valueOf((char) c))));
                return host.matches(regex.toString());
            }
        }

        /** {@code |1|salt|HMAC-SHA1(salt, host)}. */
        final class Hashed implements HostPatterns {
            private final byte[] salt;
            private final byte[] hash;

            private Hashed(byte[] salt, byte[] hash) {
                this.salt = salt;
                this.hash = hash;
            }

            static Hashed parse(String text) throws BrokenLineException {
                String[] parts = text.split("\\|", -1);
                if (parts.length != 4 || !"1".equals(parts[1])) {
                    throw new BrokenLineException("its hashed host is not of the form |1|salt|hash");
                }
                byte[] salt = decode(parts[2]);
                if (salt.length == 0) {
                    throw new BrokenLineException("its hashed host has no salt");
                }
                return new Hashed(salt, decode(parts[3]));
            }

            @Override
            public boolean match(String host) {
                try {
                    Mac mac = Mac.getInstance("HmacSHA1");
                    mac.init(new SecretKeySpec(salt, "HmacSHA1"));
                    return MessageDigest.isEqual(hash, mac.doFinal(host.getBytes(StandardCharsets.UTF_8)));
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("every Java has HMAC-SHA1", e);
                }
            }
        }
    }

    private static final class BrokenLineException extends Exception {
        BrokenLineException(String problem) {
            super(problem);
        }

        BrokenLineException(String problem, Throwable cause) {
            super(problem, cause);
        }

        String problem() {
            return Objects.requireNonNull(getMessage());
        }
    }
}
