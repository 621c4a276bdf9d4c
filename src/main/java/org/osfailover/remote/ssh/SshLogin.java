package org.osfailover.remote.ssh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.password.PasswordUtils;
import org.jspecify.annotations.Nullable;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.LoginProblem;
import org.osfailover.remote.UnusableSecretException;

/**
 * Logs in with what is configured under the endpoint's credentials: the private key first (with its certificate, then
 * without), then the password. Only what the server offers is tried, and the password is sent once at most, so that a
 * wrong one does not count twice towards a lock of the account.
 */
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
    void logIn(SSHClient client, Hop hop) throws RemoteAccessException, IOException {
        new Attempt(client, hop, "failover.credentials." + hop.endpoint().credentials()).run();
    }

    /** One login. */
    private final class Attempt {
        private final SSHClient client;
        private final Hop hop;
        private final String property;
        /** What was refused so far, for the sentence. */
        private final List<String> refused = new ArrayList<>();

        private LoginProblem problem = LoginProblem.METHOD_NOT_OFFERED;

        private Attempt(SSHClient client, Hop hop, String property) {
            this.client = client;
            this.hop = hop;
            this.property = property;
        }

        private void run() throws RemoteAccessException, IOException {
            Credentials.Secrets secrets = find();
            String privateKeyFile = secrets.privateKeyFile();
            String password = secrets.password();
            boolean hasKey = privateKeyFile != null && !privateKeyFile.isEmpty();
            boolean hasPassword = password != null && !password.isEmpty();
            if (!hasKey && !hasPassword) {
                throw problem(
                        LoginProblem.NOT_CONFIGURED, "no login is configured for " + hop + ": " + toConfigure(), null);
            }
            PrivateKeyFile key = privateKeyFile == null || !hasKey
                    ? null
                    : PrivateKeyFile.read(client, hop, property, privateKeyFile, secrets.passphrase());
            if (letsIn(new AuthNone())
                    || (key != null && withKey(key))
                    || (password != null && hasPassword && withPassword(password))) {
                return;
            }
            throw notLetIn(hasKey, hasPassword);
        }

        private boolean withKey(PrivateKeyFile key) throws RemoteAccessException, IOException {
            if (!offers("publickey")) {
                return false;
            }
            if (key.certificate() != null
                    && letsIn(new AuthPublickey(
                            new KeyPairWrapper(key.certificate(), key.pair().getPrivate())))) {
                return true;
            }
            KeyProvider plain = new KeyPairWrapper(key.pair());
            if (offers("publickey") && letsIn(new AuthPublickey(plain))) {
                return true;
            }
            if (!client.getUserAuth().hadPartialSuccess()) {
                problem = LoginProblem.KEY_NOT_ACCEPTED;
                refused.add("it does not accept the key " + key.fingerprint() + " of " + property + ".privateKeyFile"
                        + key.aboutCertificate());
            }
            return false;
        }

        private boolean withPassword(String password) throws RemoteAccessException, IOException {
            if (offers("password")) {
                PlainPassword plain = new PlainPassword(password);
                if (letsIn(plain)) {
                    return true;
                } else if (plain.isChangeDemanded()) {
                    throw changeDemanded();
                }
            } else if (offers("keyboard-interactive")) {
                PromptedPassword prompted = PromptedPassword.of(password);
                if (letsIn(prompted)) {
                    return true;
                } else if (prompted.isChangeDemanded()) {
                    throw changeDemanded();
                } else if (prompted.unanswered() != null) {
                    throw problem(
                            LoginProblem.UNEXPECTED_PROMPT,
                            hop + " asks at the login of " + user() + ": '" + prompted.unanswered()
                                    + "'. That is not answered with the password. Use a private key, or have the server"
                                    + " ask this user for the password alone",
                            null);
                }
            } else {
                return false;
            }
            problem = LoginProblem.PASSWORD_REFUSED;
            refused.add("it refuses the password of " + property + ".password (wrong, or the account is locked or has"
                    + " expired)");
            return false;
        }

        /** Tries one method; false where the server refuses it. */
        private boolean letsIn(AuthMethod method) throws RemoteAccessException, IOException {
            try {
                method.setLoggerFactory(client.getTransport().getConfig().getLoggerFactory());
                return client.getUserAuth()
                        .authenticate(
                                hop.endpoint().user(),
                                (Service) client.getConnection(),
                                method,
                                client.getTransport().getTimeoutMs());
            } catch (UserAuthException | TransportException e) {
                String farewell = farewell(e); // it may be known before the connection counts as ended
                if (farewell == null && client.isConnected() && e instanceof UserAuthException && !isTimeout(e)) {
                    return false;
                }
                if (farewell == null || method instanceof AuthNone) {
                    throw e;
                }
                throw problem(
                        LoginProblem.DISCONNECTED,
                        hop + " ended the connection when " + user() + " logged in (" + farewell + ")."
                                + (refused.isEmpty() ? "" : " Before that, " + String.join("; ", refused) + ".")
                                + " Look into the server's log of logins: the account may be locked or have expired, or"
                                + " there were too many failed logins",
                        e);
            }
        }

        private boolean offers(String method) {
            Collection<String> offered = client.getUserAuth().getAllowedMethods();
            return offered != null && offered.contains(method);
        }

        private RemoteAccessException notLetIn(boolean hasKey, boolean hasPassword) {
            String configured = hasKey && hasPassword ? "a key and a password" : hasKey ? "a key" : "a password";
            String offered = String.join(", ", client.getUserAuth().getAllowedMethods());
            if (client.getUserAuth().hadPartialSuccess() && refused.isEmpty()) {
                problem = LoginProblem.METHOD_NOT_OFFERED;
                refused.add("what was sent was accepted, and it wants one more way to log in: " + offered);
            } else if (refused.isEmpty()) {
                refused.add("it does not offer a login with " + configured + ", which is what " + property
                        + " has; it offers: " + (offered.isBlank() ? "nothing" : offered));
            }
            return problem(
                    problem,
                    hop + " does not let " + user() + " in: " + String.join("; ", refused) + ". " + remedy(),
                    null);
        }

        private String remedy() {
            return switch (problem) {
                case KEY_NOT_ACCEPTED ->
                    "Check the user's name, and on the server whether the public key is in the user's authorized_keys,"
                            + " which nobody else may be able to write (Windows, for administrators:"
                            + " %ProgramData%\\ssh\\administrators_authorized_keys)";
                case PASSWORD_REFUSED ->
                    "Check the user's name and the configured password, and the account on the server";
                default -> "Set " + property + " to what the server wants, or change its sshd_config";
            };
        }

        private RemoteAccessException changeDemanded() {
            return problem(
                    LoginProblem.PASSWORD_CHANGE_DEMANDED,
                    hop + " wants a new password for " + user() + " before it lets anybody in. Log in there by hand,"
                            + " change it, and set " + property + ".password to the new one",
                    null);
        }

        private Credentials.Secrets find() throws RemoteAccessException {
            String name = hop.endpoint().credentials();
            Credentials.Secrets secrets;
            try {
                secrets = credentials.find(name);
            } catch (UnusableSecretException e) {
                throw problem(LoginProblem.NOT_CONFIGURED, String.valueOf(e.getMessage()), null);
            } catch (RuntimeException e) {
                // the cause may hold the value that could not be used: it is left out
                throw problem(
                        LoginProblem.NOT_CONFIGURED,
                        "the credentials '" + name + "' of " + hop + " can't be read from the configuration ("
                                + e.getClass().getSimpleName() + "): check " + property + ".*",
                        null);
            }
            if (secrets == null) {
                throw problem(
                        LoginProblem.NOT_CONFIGURED,
                        "there are no credentials '" + name + "' for " + hop + ": " + toConfigure(),
                        null);
            }
            return secrets;
        }

        private String toConfigure() {
            return "set " + property + ".privateKeyFile (and .passphrase) or " + property + ".password";
        }

        private String user() {
            return "user '" + hop.endpoint().user() + "'";
        }

        private RemoteAccessException problem(LoginProblem problem, String sentence, @Nullable Throwable cause) {
            return new RemoteAccessException(problem, sentence, cause);
        }
    }

    /** What the server said when it hung up, or that it said nothing; null where the connection broke otherwise. */
    private static @Nullable String farewell(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (cause instanceof SSHException ssh
                    && ssh.getDisconnectReason() != DisconnectReason.UNKNOWN
                    && ssh.getDisconnectReason() != DisconnectReason.CONNECTION_LOST) {
                return "it said: " + (message == null ? ssh.getDisconnectReason() : message.strip());
            } else if (message != null && message.contains("EOF")) {
                return "without a word";
            }
        }
        return null;
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.util.concurrent.TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The password as it is; a server that wants a new one gets none. */
    private static final class PlainPassword extends AuthPassword {
        private volatile boolean changeDemanded;

        private PlainPassword(String password) {
            super(PasswordUtils.createOneOff(password.toCharArray()));
        }

        private boolean isChangeDemanded() {
            return changeDemanded;
        }

        @Override
        public void handle(Message command, SSHPacket packet) throws UserAuthException, TransportException {
            if (command == Message.USERAUTH_60) {
                changeDemanded = true;
                throw new UserAuthException("the server wants a new password");
            }
            super.handle(command, packet);
        }
    }
}
