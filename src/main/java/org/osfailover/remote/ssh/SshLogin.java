package org.osfailover.remote.ssh;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import org.osfailover.farm.Server;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;

/** Logs in with what is configured under the endpoint's credentials: the private key first, then the password. */
final class SshLogin {

    private final Credentials credentials;

    SshLogin(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * Logs in.
     *
     * @throws RemoteAccessException AUTHENTICATION_FAILED: nothing usable is configured, or the server refuses it
     * @throws IOException the connection broke
     */
    void logIn(SSHClient client, Server server) throws RemoteAccessException, IOException {
        String property = "failover.credentials." + server.ssh().credentials();
        Credentials.Secrets secrets = find(server, property);
        List<AuthMethod> methods = new ArrayList<>();
        if (isSet(secrets.privateKeyFile())) {
            methods.add(new AuthPublickey(key(client, server, property, secrets)));
        }
        String password = secrets.password();
        if (password != null && !password.isEmpty()) {
            methods.add(new AuthPassword(finder(password)));
            methods.add(new AuthKeyboardInteractive(new PasswordResponseProvider(
                    finder(password), java.util.regex.Pattern.compile(".*", java.util.regex.Pattern.DOTALL))));
        }
        if (methods.isEmpty()) {
            throw refused("no login is configured for " + Named.of(server) + ": set " + property
                    + ".privateKeyFile (and .passphrase) or " + property + ".password");
        }
        try {
            client.auth(server.ssh().user(), methods);
        } catch (UserAuthException e) {
            if (!client.isConnected()) {
                throw e;
            }
            throw new RemoteAccessException(
                    Reason.AUTHENTICATION_FAILED,
                    Named.of(server) + " refuses the login of user '"
                            + server.ssh().user() + "' with "
                            + tried(secrets, property) + ". It accepts: " + accepted(client)
                            + ". Check the user's name, the configured secret, and on the server whether the key is in"
                            + " authorized_keys (Windows, for administrators:"
                            + " %ProgramData%\\ssh\\administrators_authorized_keys)",
                    e);
        }
    }

    private Credentials.Secrets find(Server server, String property) throws RemoteAccessException {
        Credentials.Secrets secrets;
        try {
            secrets = credentials.find(server.ssh().credentials());
        } catch (RuntimeException e) {
            // the message may hold the value that could not be used
            throw refused("the credentials '" + server.ssh().credentials() + "' of " + Named.of(server)
                    + " can't be read from the configuration (" + e.getClass().getSimpleName() + "): check " + property
                    + ".*");
        }
        if (secrets == null) {
            throw refused("there are no credentials '" + server.ssh().credentials() + "' for " + Named.of(server)
                    + ": set " + property + ".privateKeyFile (and .passphrase) or " + property + ".password");
        }
        return secrets;
    }

    private static KeyProvider key(SSHClient client, Server server, String property, Credentials.Secrets secrets)
            throws RemoteAccessException {
        File file = new File(String.valueOf(secrets.privateKeyFile()));
        String named = "the private key " + file + " (" + property + ".privateKeyFile) for " + Named.of(server);
        if (!file.canRead()) {
            throw refused(named + (file.exists() ? " can't be read by this program's user" : " does not exist"));
        }
        String passphrase = secrets.passphrase();
        boolean hasPassphrase = passphrase != null && !passphrase.isEmpty();
        try {
            KeyProvider key = hasPassphrase && passphrase != null
                    ? client.loadKeys(file.getPath(), finder(passphrase))
                    : client.loadKeys(file.getPath());
            key.getPublic();
            if (key.getPrivate() == null) {
                throw new IOException("no private key in it");
            }
            return key;
        } catch (IOException | RuntimeException e) {
            throw new RemoteAccessException(
                    Reason.AUTHENTICATION_FAILED,
                    named + " can't be used: it must be an OpenSSH or PEM private key, and "
                            + (hasPassphrase
                                    ? property + ".passphrase must be its passphrase"
                                    : "where it has a passphrase, " + property + ".passphrase must be set"),
                    e);
        }
    }

    private static PasswordFinder finder(String secret) {
        char[] copy = secret.toCharArray();
        return new PasswordFinder() {
            @Override
            public char[] reqPassword(net.schmizz.sshj.userauth.password.Resource<?> resource) {
                return copy.clone();
            }

            @Override
            public boolean shouldRetry(net.schmizz.sshj.userauth.password.Resource<?> resource) {
                return false;
            }
        };
    }

    private static String tried(Credentials.Secrets secrets, String property) {
        List<String> tried = new ArrayList<>();
        if (isSet(secrets.privateKeyFile())) {
            tried.add("the key of " + property + ".privateKeyFile");
        }
        if (isSet(secrets.password())) {
            tried.add("the password of " + property + ".password");
        }
        return String.join(" and ", tried);
    }

    private static String accepted(SSHClient client) {
        Iterable<String> methods = client.getUserAuth().getAllowedMethods();
        String list = methods == null ? "" : String.join(", ", methods);
        return list.isBlank() ? "nothing that it names" : list;
    }

    private static boolean isSet(@org.jspecify.annotations.Nullable String value) {
        return value != null && !value.isEmpty();
    }

    private static RemoteAccessException refused(String sentence) {
        return new RemoteAccessException(Reason.AUTHENTICATION_FAILED, sentence);
    }
}
