package org.osfailover.remote.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.KnownHosts;
import org.osfailover.farm.KnownHosts.Entry;
import org.osfailover.farm.KnownHosts.Marker;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.TextFile;

/**
 * Accepts the pinned host key and no other (safety rule 10), and remembers what the machine showed. One instance a
 * connection attempt, so that a changed known_hosts file counts from the next one on.
 *
 * <p>Host certificates are checked here and not by the library, which leaves them unchecked after some key exchanges.
 */
final class HostKeyPin implements HostKeyVerifier {

    /** SSH_CERT_TYPE_HOST of OpenSSH's PROTOCOL.certkeys. */
    private static final long HOST_CERTIFICATE = 2;

    private final SshEndpoint endpoint;
    private final List<Entry> entries;
    /** Of the known_hosts file, before it was read. */
    private final String stamp;

    private @Nullable PublicKey shown;
    private @Nullable String refusal;

    private HostKeyPin(SshEndpoint endpoint, List<Entry> entries, String stamp) {
        this.endpoint = endpoint;
        this.entries = entries;
        this.stamp = stamp;
    }

    /** @throws IOException there is nothing to hold a key to; the message says why */
    static HostKeyPin of(SshEndpoint endpoint) throws IOException {
        String file = endpoint.knownHosts();
        if (file == null) {
            if (endpoint.hostKey() == null) {
                throw new IOException("neither hostKey nor knownHosts pins it");
            }
            return new HostKeyPin(endpoint, List.of(), "");
        }
        String stamp = stamp(file);
        KnownHosts knownHosts = read(file);
        for (KnownHosts.BrokenLine broken : knownHosts.brokenLines()) {
            if (broken.restricts()) {
                throw new IOException("line " + broken.line() + " of " + file + " revokes a key and can't be used: "
                        + broken.problem() + ". Correct that line");
            }
        }
        List<Entry> entries = knownHosts.of(endpoint.host(), endpoint.port());
        if (endpoint.hostKey() == null && entries.stream().allMatch(entry -> entry.marker() == Marker.REVOKED)) {
            throw new IOException(
                    "no line of " + file + " is for " + lineName(endpoint) + ". Add one, with the key that"
                            + " the machine's own console shows (ssh-keygen -lf on its host key file)");
        }
        return new HostKeyPin(endpoint, entries, stamp);
    }

    private static KnownHosts read(String file) throws IOException {
        try {
            return KnownHosts.read(Path.of(file));
        } catch (TextFile.UnreadableTextException e) {
            throw new IOException("the known_hosts file " + file + " can't be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException("the known_hosts file " + file + " can't be read", e);
        }
    }

    /**
     * This pin, or where known_hosts has changed meanwhile, the one of the file as it is now; null where that does not
     * accept the key any more that was accepted then.
     */
    @Nullable HostKeyPin renewed() {
        String file = endpoint.knownHosts();
        if (file == null || shown == null || stamp(file).equals(stamp)) {
            return this;
        }
        try {
            HostKeyPin now = of(endpoint);
            return now.verify(endpoint.host(), endpoint.port(), shown) ? now : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String stamp(String file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String lineName(SshEndpoint endpoint) {
        return endpoint.port() == 22 ? endpoint.host() : "[" + endpoint.host() + "]:" + endpoint.port();
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        shown = key;
        refusal = key instanceof Certificate<?> certificate ? refusal(certificate) : refusal(key);
        return refusal == null;
    }

    private @Nullable String refusal(PublicKey key) {
        byte[] encoded = encoded(key);
        Entry revoked = find(Marker.REVOKED, encoded);
        if (revoked != null) {
            return "line " + revoked.line() + " of " + endpoint.knownHosts() + " revokes it";
        }
        boolean pinned = endpoint.hostKey() != null
                ? KnownHosts.fingerprint(encoded).equals(endpoint.hostKey())
                : find(Marker.HOST_KEY, encoded) != null;
        return pinned ? null : "it is not the pinned one";
    }

    private @Nullable String refusal(Certificate<?> certificate) {
        byte[] authority = certificate.getSignatureKey();
        for (byte[] key : List.of(encoded(certificate.getKey()), authority)) {
            Entry revoked = find(Marker.REVOKED, key);
            if (revoked != null) {
                return "line " + revoked.line() + " of " + endpoint.knownHosts() + " revokes it or its authority";
            }
        }
        if (find(Marker.CERT_AUTHORITY, authority) == null) {
            return "it is a certificate of an authority that is not listed (" + KnownHosts.fingerprint(authority) + ")";
        } else if (certificate.getType() != HOST_CERTIFICATE) {
            return "it is a certificate for users, not for hosts";
        } else if (!certificate.getCritOptions().isEmpty()) {
            return "its certificate has conditions that this program does not know: "
                    + String.join(", ", certificate.getCritOptions().keySet());
        }
        Instant now = Instant.now();
        Instant from = certificate.getValidAfter().toInstant();
        Instant to = certificate.getValidBefore().toInstant();
        if (now.isBefore(from) || !now.isBefore(to)) {
            return "its certificate is valid from " + from + " to " + to + ", and it is " + now;
        }
        try {
            String problem =
                    KeyType.CertUtils.verifyHostCertificate(encoded(certificate), certificate, endpoint.host());
            return problem == null ? null : "its certificate can't be accepted: " + problem;
        } catch (IOException | SSHRuntimeException e) {
            return "its certificate can't be checked (" + e.getClass().getSimpleName() + ")";
        }
    }

    private @Nullable Entry find(Marker marker, byte[] key) {
        for (Entry entry : entries) {
            if (entry.marker() == marker && entry.isKey(key)) {
                return entry;
            }
        }
        return null;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return List.of(); // the order of preference is the dialer's
    }

    /** Whether certificates can be accepted: an authority for this host is listed, and no fingerprint pins a key. */
    boolean believesCertificates() {
        return endpoint.hostKey() == null
                && entries.stream().anyMatch(entry -> entry.marker() == Marker.CERT_AUTHORITY);
    }

    /** The types of the listed keys ("ssh-ed25519"); empty where a fingerprint pins the key. */
    Set<String> listedTypes() {
        return entries.stream()
                .filter(entry -> entry.marker() == Marker.HOST_KEY)
                .map(Entry::keyType)
                .collect(Collectors.toSet());
    }

    /** Whether the machine showed a key that is not accepted. */
    boolean rejected() {
        return refusal != null;
    }

    /** The type of the key that was shown; null before one was. */
    @Nullable KeyType shownType() {
        return shown == null ? null : KeyType.fromKey(shown);
    }

    /** "ssh-ed25519 SHA256:… (it is not the pinned one)"; the fingerprint is as {@code ssh-keygen -lf} prints it. */
    String shownKey() {
        return shown == null ? "none" : KeyType.fromKey(shown) + " " + fingerprint(shown) + " (" + refusal + ")";
    }

    /** What a key is held to: "SHA256:…", "ssh-ed25519 SHA256:… (known_hosts, line 3)". */
    String pinned() {
        if (endpoint.hostKey() != null) {
            return endpoint.hostKey();
        }
        return entries.stream()
                .filter(entry -> entry.marker() != Marker.REVOKED)
                .map(entry -> (entry.marker() == Marker.CERT_AUTHORITY ? "certificates of " : "") + entry.keyType()
                        + " " + entry.fingerprint() + " (" + endpoint.knownHosts() + ", line " + entry.line() + ")")
                .collect(Collectors.joining(", "));
    }

    /** What is to be changed where the key has changed for a good reason. */
    String where() {
        return endpoint.hostKey() != null ? "the hostKey in the inventory" : String.valueOf(endpoint.knownHosts());
    }

    /** Of a certificate: its key's, as OpenSSH prints it. */
    static String fingerprint(PublicKey key) {
        return KnownHosts.fingerprint(encoded(key instanceof Certificate<?> certificate ? certificate.getKey() : key));
    }

    private static byte[] encoded(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }
}
