package org.osfailover.remote.ssh;

import java.io.File;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.SshEndpoint;

/**
 * Accepts the pinned host key and no other (safety rule 10), and remembers what the server showed. One instance a
 * connection attempt.
 */
final class HostKeyPin implements HostKeyVerifier {

    private final SshEndpoint endpoint;
    private final @Nullable HostKeyVerifier knownHosts;
    private @Nullable PublicKey shown;
    private boolean accepted;

    private HostKeyPin(SshEndpoint endpoint, @Nullable HostKeyVerifier knownHosts) {
        this.endpoint = endpoint;
        this.knownHosts = knownHosts;
    }

    /** @throws IOException the known_hosts file can't be read */
    static HostKeyPin of(SshEndpoint endpoint) throws IOException {
        if (endpoint.hostKey() != null) {
            return new HostKeyPin(endpoint, null);
        }
        if (endpoint.knownHosts() == null) {
            throw new IOException("neither hostKey nor knownHosts pins the server's key");
        }
        File file = new File(endpoint.knownHosts());
        if (!file.canRead()) {
            throw new IOException("the known_hosts file " + file + " can't be read");
        }
        return new HostKeyPin(endpoint, new OpenSSHKnownHosts(file));
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        shown = key;
        accepted = knownHosts != null
                ? knownHosts.verify(endpoint.host(), endpoint.port(), key)
                : fingerprint(key).equals(endpoint.hostKey());
        return accepted;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return List.of(); // the order of preference is the dialer's
    }

    /** Whether the server showed a key that is not the pinned one. */
    boolean rejected() {
        return shown != null && !accepted;
    }

    /** The type of the key that the server showed; null before it showed one. */
    @Nullable KeyType shownType() {
        return shown == null ? null : KeyType.fromKey(shown);
    }

    /** "ssh-ed25519 SHA256:…", as {@code ssh-keygen -lf} names it. */
    String shownKey() {
        return shown == null ? "none" : KeyType.fromKey(shown) + " " + fingerprint(shown);
    }

    /** What the key is held to. */
    String pinned() {
        return endpoint.hostKey() != null ? endpoint.hostKey() : "those in " + endpoint.knownHosts();
    }

    static String fingerprint(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
