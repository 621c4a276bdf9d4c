package org.osfailover.remote.ssh;

import com.hierynomus.sshj.common.KeyDecryptionFailedException;
import com.hierynomus.sshj.userauth.certificate.Certificate;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyFileUtil;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.TextFile;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.LoginProblem;

/**
 * A private key that is configured, and the certificate beside it ({@code <file>-cert.pub}), where there is one. A
 * public key file beside it is not looked at.
 *
 * @param certificate null where there is none
 */
record PrivateKeyFile(KeyPair pair, @Nullable Certificate<?> certificate) {

    /**
     * Reads it.
     *
     * @param property where it is configured: "failover.credentials.production-ssh"
     * @throws RemoteAccessException it can't be used; the sentence says why
     */
    static PrivateKeyFile read(
            SSHClient client, Hop hop, String property, String privateKeyFile, @Nullable String passphrase)
            throws RemoteAccessException {
        String named = "the private key " + privateKeyFile + " (" + property + ".privateKeyFile) for " + hop;
        Path file;
        try {
            file = Path.of(privateKeyFile);
        } catch (InvalidPathException e) {
            throw new RemoteAccessException(LoginProblem.KEY_FILE_MISSING, named + " is no path of a file", e);
        }
        String text = text(file, named);
        KeyPair pair = keyPair(client, text, named, property, passphrase);
        return new PrivateKeyFile(pair, certificate(file, pair));
    }

    private static String text(Path file, String named) throws RemoteAccessException {
        if (!Files.exists(file)) {
            throw new RemoteAccessException(LoginProblem.KEY_FILE_MISSING, named + " does not exist", null);
        }
        try {
            return new String(TextFile.armoured(Files.readAllBytes(file)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new RemoteAccessException(
                    LoginProblem.KEY_FILE_UNREADABLE, named + " can't be read by this program's user", e);
        }
    }

    private static KeyPair keyPair(
            SSHClient client, String text, String named, String property, @Nullable String passphrase)
            throws RemoteAccessException {
        boolean hasPassphrase = passphrase != null && !passphrase.isEmpty();
        PasswordFinder finder =
                passphrase == null || !hasPassphrase ? null : PasswordUtils.createOneOff(passphrase.toCharArray());
        try {
            KeyProvider key = client.loadKeys(text, null, finder);
            PublicKey publicKey = key.getPublic();
            if (publicKey == null || key.getPrivate() == null) {
                throw new IOException("no key in it");
            }
            return new KeyPair(publicKey, key.getPrivate());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // the last: a wrong passphrase may decrypt to the claim that gigabytes follow, which the library believes
            if (e instanceof KeyDecryptionFailedException || text.contains("Proc-Type: 4,ENCRYPTED")) {
                throw new RemoteAccessException(
                        LoginProblem.PASSPHRASE_WRONG,
                        named + " has a passphrase, and " + property + ".passphrase is "
                                + (hasPassphrase ? "not it" : "not set"),
                        e);
            }
            throw new RemoteAccessException(
                    LoginProblem.KEY_FORMAT_UNSUPPORTED, named + " can't be used: " + remedy(text), e);
        }
    }

    private static String remedy(String text) {
        if (text.startsWith("ssh-") || text.startsWith("ecdsa-")) {
            return "it is a public key; the file with the private key is wanted, which has no .pub at its end";
        }
        return "it must be a private key (Ed25519, ECDSA, RSA) in OpenSSH's format or, other than Ed25519, in a PEM"
                + " format. 'ssh-keygen -t ed25519' makes one";
    }

    /** The certificate of this very key; one of another key, and a broken one, count as none. */
    private static @Nullable Certificate<?> certificate(Path file, KeyPair pair) {
        Path beside = file.resolveSibling(file.getFileName() + "-cert.pub");
        if (!Files.isReadable(beside)) {
            return null;
        }
        try {
            PublicKey read = OpenSSHKeyFileUtil.initPubKey(new StringReader(TextFile.read(beside)))
                    .getPubKey();
            return read instanceof Certificate<?> certificate && isSame(certificate.getKey(), pair.getPublic())
                    ? certificate
                    : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static boolean isSame(PublicKey one, PublicKey other) {
        return Arrays.equals(
                new Buffer.PlainBuffer().putPublicKey(one).getCompactData(),
                new Buffer.PlainBuffer().putPublicKey(other).getCompactData());
    }

    /** "SHA256:…", as {@code ssh-keygen -lf} prints it. */
    String fingerprint() {
        return HostKeyPin.fingerprint(pair.getPublic());
    }

    /** What about the certificate may be the reason where it is not accepted: "", or " and its certificate …". */
    String aboutCertificate() {
        if (certificate == null) {
            return "";
        }
        Instant now = Instant.now();
        Instant from = certificate.getValidAfter().toInstant();
        Instant to = certificate.getValidBefore().toInstant();
        boolean valid = !now.isBefore(from) && now.isBefore(to);
        return " and its certificate '" + certificate.getId() + "' for "
                + (certificate.getValidPrincipals().isEmpty()
                        ? "any user"
                        : String.join(", ", certificate.getValidPrincipals()))
                + (valid ? "" : ", which is valid only from " + from + " to " + to);
    }
}
