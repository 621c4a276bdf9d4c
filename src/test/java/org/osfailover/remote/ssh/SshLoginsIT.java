package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.PasswordChangeRequiredException;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.LoginProblem;
import org.osfailover.remote.RemoteAccessException.Reason;

/**
 * Logins of each kind, and the reason of every refusal. Passwords and PAM are OpenSSH's and the system's own, with
 * accounts that only the server under test knows; what PAM can't be made to ask here, the simulated farm's server asks.
 */
@NullUnmarked
@Timeout(120)
class SshLoginsIT {

    private static final String PROPERTY = "failover.credentials.login";
    private static final String WRONG = "battery staple";
    /** Changed long ago, and never expires. */
    private static final String USUAL = "%s:19000:0:99999:7:::";

    @RegisterExtension
    final SshBench bench = new SshBench();

    // --- keys

    @ParameterizedTest
    @CsvSource({
        "ed25519,256,OPENSSH",
        "ecdsa,256,OPENSSH",
        "ecdsa,384,OPENSSH",
        "ecdsa,521,OPENSSH",
        "rsa,3072,OPENSSH",
        "ecdsa,256,PEM",
        "ecdsa,384,PEM",
        "ecdsa,521,PEM",
        "rsa,3072,PEM",
        "ecdsa,256,PKCS8",
        "ecdsa,384,PKCS8",
        "ecdsa,521,PKCS8",
        "rsa,3072,PKCS8"
    })
    void privateKey_logsInWithAndWithoutPassphrase(String type, String bits, String format) throws Exception {
        List<Path> files = new ArrayList<>();
        OpenSshHost.Builder builder = OpenSshHost.with(bench.keys());
        for (String passphrase : List.of("", SshKeys.PASSPHRASE)) {
            List<String> options = new ArrayList<>(List.of("-t", type, "-b", bits, "-N", passphrase));
            if (!"OPENSSH".equals(format)) {
                options.addAll(List.of("-m", format));
            }
            Path file = bench.keys().key("id_" + passphrase.length(), options.toArray(String[]::new));
            builder.authorize(SshKeys.publicKey(file));
            files.add(file);
        }
        OpenSshHost host = bench.start(builder);

        assertLogsIn(host, "root", key(files.get(0), null));
        assertLogsIn(host, "root", key(files.get(1), SshKeys.PASSPHRASE));
        for (String passphrase : new String[] {null, WRONG}) {
            RemoteAccessException refused = refused(host, "root", key(files.get(1), passphrase));
            assertThat(refused.loginProblem()).isEqualTo(LoginProblem.PASSPHRASE_WRONG);
            assertThat(refused.sentence())
                    .contains(PROPERTY + ".passphrase is " + (passphrase == null ? "not set" : "not it"))
                    .doesNotContain(WRONG);
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSH,UTF-8", "OPENSSH,UTF-16LE", "PEM,UTF-8", "PEM,UTF-16BE", "PKCS8,UTF-16LE"})
    void privateKeySavedOnWindows_logsIn(String format, String charset) throws Exception {
        Path file = "OPENSSH".equals(format)
                ? bench.keys().key("id_windows")
                : bench.keys().key("id_windows", "-t", "rsa", "-m", format);
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()).authorize(SshKeys.publicKey(file)));
        Files.write(
                file, ("\uFEFF" + Files.readString(file).replace("\n", " \r\n")).getBytes(Charset.forName(charset)));

        assertLogsIn(host, "root", key(file, null));
    }

    @Test
    void anotherKey_isNotAccepted() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()));
        Path other = bench.keys().key("other");

        RemoteAccessException refused = refused(host, "root", key(other, null));

        assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.KEY_NOT_ACCEPTED);
        assertThat(refused.sentence())
                .contains("does not let user 'root' in")
                .contains(SshKeys.fingerprint(other))
                .contains("authorized_keys");
    }

    @Test
    void keyFileThatIsNone_isToldApart() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()));
        Path garbage = Files.writeString(bench.directory().resolve("garbage"), "not a key");
        Path gone = bench.directory().resolve("gone");
        Path publicKey = SshKeys.publicFile(bench.keys().key("other"));

        assertThat(refused(host, "root", key(gone, null)).loginProblem()).isEqualTo(LoginProblem.KEY_FILE_MISSING);
        assertThat(refused(host, "root", key(bench.directory(), null)).loginProblem())
                .isEqualTo(LoginProblem.KEY_FILE_UNREADABLE);
        assertThat(refused(host, "root", key(garbage, null)).loginProblem())
                .isEqualTo(LoginProblem.KEY_FORMAT_UNSUPPORTED);
        RemoteAccessException refused = refused(host, "root", key(publicKey, null));
        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.KEY_FORMAT_UNSUPPORTED);
        assertThat(refused.sentence()).contains("it is a public key").contains(PROPERTY + ".privateKeyFile");
    }

    @ParameterizedTest
    @CsvSource({"ed25519,OPENSSH", "ecdsa,OPENSSH", "rsa,OPENSSH", "ecdsa,PEM", "rsa,PKCS8"})
    void certificateBesideTheKey_logsIn(String type, String format) throws Exception {
        SshKeys keys = bench.keys();
        Path key = "OPENSSH".equals(format)
                ? keys.key("id_cert", "-t", type)
                : keys.key("id_cert", "-t", type, "-m", format);
        keys.sign(keys.key("ca"), key, "-n", "root", "-V", "-1h:+1h");

        assertLogsIn(trusting("ca"), "root", key(key, null));
    }

    @Test
    void certificateIsNotAcceptedButItsKeyIs_logsIn() throws Exception {
        SshKeys keys = bench.keys();
        Path key = keys.key("id_cert");
        keys.sign(keys.key("ca"), key, "-n", "somebody");

        assertLogsIn(bench.start(OpenSshHost.with(keys).authorize(SshKeys.publicKey(key))), "root", key(key, null));
    }

    @Test
    void expiredCertificate_isNamedInTheRefusal() throws Exception {
        SshKeys keys = bench.keys();
        Path key = keys.key("id_cert");
        keys.sign(keys.key("ca"), key, "-n", "root", "-V", "-2h:-1h");

        RemoteAccessException refused = refused(trusting("ca"), "root", key(key, null));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.KEY_NOT_ACCEPTED);
        assertThat(refused.sentence()).contains("certificate 'test' for root, which is valid only from");
    }

    private OpenSshHost trusting(String authority) throws Exception {
        SshKeys keys = bench.keys();
        return bench.start(
                OpenSshHost.with(keys).config("TrustedUserCAKeys " + SshKeys.publicFile(keys.key(authority))));
    }

    @Test
    void tooManyFailures_serverHangsUpAndThatIsSaid() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()).config("MaxAuthTries 1"));
        Path other = bench.keys().key("other", "-t", "rsa");

        RemoteAccessException refused = refused(host, "root", key(other, null));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.DISCONNECTED);
        assertThat(refused.sentence())
                .contains("Too many authentication failures")
                .contains("user 'root'");
    }

    // --- passwords

    @Test
    void password_logsInOrIsRefusedOnce() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys())
                .config("PasswordAuthentication yes", "KbdInteractiveAuthentication yes")
                .account("ops", USUAL)
                .account("locked", "!" + USUAL));

        assertLogsIn(host, "ops", password(TestSshServer.PASSWORD));
        RemoteAccessException wrong = refused(host, "ops", password(WRONG));
        assertThat(wrong.loginProblem()).isEqualTo(LoginProblem.PASSWORD_REFUSED);
        assertThat(wrong.sentence()).contains(PROPERTY + ".password").doesNotContain(WRONG);
        assertThat(host.log().lines().filter(line -> line.contains("Failed password for ops")))
                .hasSize(1);
        assertThat(refused(host, "locked", password(TestSshServer.PASSWORD)).loginProblem())
                .isEqualTo(LoginProblem.PASSWORD_REFUSED);
    }

    @Test
    void pamAsksForThePassword_isAnsweredOnce() throws Exception {
        OpenSshHost host = withPam();

        assertLogsIn(host, "ops", password(TestSshServer.PASSWORD));
        RemoteAccessException wrong = refused(host, "ops", password(WRONG));
        assertThat(wrong.loginProblem()).isEqualTo(LoginProblem.PASSWORD_REFUSED);
        assertThat(wrong.sentence()).doesNotContain(WRONG);
    }

    @Test
    void pamWantsANewPassword_noneIsGiven() throws Exception {
        RemoteAccessException refused = refused(withPam(), "expired", password(TestSshServer.PASSWORD));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.PASSWORD_CHANGE_DEMANDED);
        assertThat(refused.sentence()).contains("wants a new password for user 'expired'");
    }

    @Test
    void pamFindsTheAccountLocked_isRefused() throws Exception {
        RemoteAccessException refused = refused(withPam(), "locked", password(TestSshServer.PASSWORD));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.PASSWORD_REFUSED);
        assertThat(refused.sentence()).contains("locked");
    }

    @Test
    void accountHasExpired_serverHangsUpWithoutAWord() throws Exception {
        OpenSshHost host = withPam();
        Path key = bench.keys().key("id");

        RemoteAccessException refused = refused(host, "gone", key(key, null));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.DISCONNECTED);
        assertThat(refused.sentence()).contains("ended the connection when user 'gone' logged in");
    }

    private OpenSshHost withPam() throws Exception {
        return bench.start(OpenSshHost.with(bench.keys())
                .config("UsePAM yes", "KbdInteractiveAuthentication yes")
                .account("ops", USUAL)
                .account("expired", "%s:0:0:99999:7:::")
                .account("locked", "!" + USUAL)
                .account("gone", "%s:19000:0:99999:7::1:"));
    }

    @Test
    void keyAndPassword_areGivenWhereTheServerWantsBoth() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys())
                .config("PasswordAuthentication yes", "AuthenticationMethods publickey,password")
                .account("ops", USUAL));
        String key = bench.keys().key("id").toString();

        assertLogsIn(host, "ops", new Credentials.Secrets(null, TestSshServer.PASSWORD, key, null));
        RemoteAccessException keyAlone = refused(host, "ops", new Credentials.Secrets(null, null, key, null));
        assertThat(keyAlone.loginProblem()).isEqualTo(LoginProblem.METHOD_NOT_OFFERED);
        assertThat(keyAlone.sentence()).contains("wants one more way to log in: password");
        assertThat(refused(host, "ops", new Credentials.Secrets(null, WRONG, key, null))
                        .loginProblem())
                .isEqualTo(LoginProblem.PASSWORD_REFUSED);
    }

    @Test
    void passwordWhereOnlyKeysAreOffered_isNotSent() throws Exception {
        OpenSshHost host = bench.start(OpenSshHost.with(bench.keys()));

        RemoteAccessException refused = refused(host, "root", password(TestSshServer.PASSWORD));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.METHOD_NOT_OFFERED);
        assertThat(refused.sentence())
                .contains("does not offer a login with a password")
                .contains("offers: publickey");
        assertThat(host.log()).doesNotContain("Failed password");
    }

    // --- what can't be had from PAM here

    @ParameterizedTest
    @ValueSource(strings = {"Password:", "failover@fe1's password: ", "(failover@fe1) Passwort: ", "Mot de passe :"})
    void promptForThePassword_isAnswered(String prompt) throws Exception {
        Asking asking = new Asking(List.of(new PromptEntry(prompt, false)));
        TestSshServer server = asking(asking);

        bench.credentials("login", password(TestSshServer.PASSWORD));
        assertThat(bench.shell(server(server)).run(SshBench.sh("true"), SshBench.SECONDS))
                .isInstanceOf(CommandResult.Completed.class);
        assertThat(asking.answers).containsExactly(TestSshServer.PASSWORD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Password: | true | UNEXPECTED_PROMPT",
                "Verification code: | false | UNEXPECTED_PROMPT",
                "One-time password (OATH) for failover: | false | UNEXPECTED_PROMPT",
                "Favourite colour? | false | UNEXPECTED_PROMPT",
                "New password: | false | PASSWORD_CHANGE_DEMANDED",
                "Current password: | false | PASSWORD_CHANGE_DEMANDED",
            })
    void anyOtherPrompt_isNotAnsweredWithThePassword(String prompt, boolean echo, LoginProblem expected)
            throws Exception {
        Asking asking = new Asking(List.of(new PromptEntry(prompt, echo)));
        TestSshServer server = asking(asking);

        RemoteAccessException refused = refused(server);

        assertThat(refused.loginProblem()).isEqualTo(expected);
        assertThat(refused.sentence()).doesNotContain(TestSshServer.PASSWORD);
        if (expected == LoginProblem.UNEXPECTED_PROMPT) {
            assertThat(refused.sentence()).contains("'" + prompt + "'");
        }
        assertThat(asking.answers).isEmpty();
    }

    @Test
    void secondPrompt_isNotAnswered() throws Exception {
        Asking asking = new Asking(List.of(new PromptEntry("Password:", false), new PromptEntry("Password:", false)));

        RemoteAccessException refused = refused(asking(asking));

        assertThat(refused.loginProblem()).isEqualTo(LoginProblem.UNEXPECTED_PROMPT);
        assertThat(asking.answers).isEmpty();
    }

    @Test
    void serverDemandsANewPassword_noneIsSent() throws Exception {
        TestSshServer server = simulated();
        server.accept(null, (user, password, session) -> {
            throw new PasswordChangeRequiredException("expired", "New password please", "en");
        });
        server.sshd().setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));

        assertThat(refused(server).loginProblem()).isEqualTo(LoginProblem.PASSWORD_CHANGE_DEMANDED);
    }

    /** A server that asks these questions, and lets in whoever gives the password to the first. */
    private static final class Asking implements KeyboardInteractiveAuthenticator {
        private final List<PromptEntry> prompts;
        private final List<String> answers = new CopyOnWriteArrayList<>();

        private Asking(List<PromptEntry> prompts) {
            this.prompts = prompts;
        }

        @Override
        public InteractiveChallenge generateChallenge(
                ServerSession session, String user, String language, String methods) {
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.setInteractionName("");
            challenge.setInteractionInstruction("");
            challenge.setLanguageTag("");
            challenge.setPrompts(prompts);
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String user, List<String> responses) {
            answers.addAll(responses);
            return TestSshServer.PASSWORD.equals(responses.get(0));
        }
    }

    private TestSshServer asking(Asking asking) throws Exception {
        TestSshServer server = simulated();
        server.sshd().setUserAuthFactories(List.of(UserAuthKeyboardInteractiveFactory.INSTANCE));
        server.sshd().setKeyboardInteractiveAuthenticator(asking);
        return server;
    }

    private TestSshServer simulated() throws Exception {
        TestSshServer server = new TestSshServer();
        server.start(0, sshd -> {});
        bench.closing((AutoCloseable) server::stop);
        return server.program("sh", call -> 0);
    }

    private static Server server(TestSshServer server) {
        return SshBench.server(
                "fe1", SshBench.endpoint(server.port(), TestSshServer.USER, "login", server.fingerprint(), null, null));
    }

    private RemoteAccessException refused(TestSshServer server) {
        bench.credentials("login", password(TestSshServer.PASSWORD));
        return bench.refused(server(server));
    }

    // --- helpers

    private void assertLogsIn(OpenSshHost host, String user, Credentials.Secrets secrets) throws Exception {
        bench.credentials("login", secrets);
        assertThat(bench.freshShell(as(host, user))
                        .run(SshBench.sh("id -un"), SshBench.SECONDS)
                        .output())
                .isEqualTo(user + "\n");
    }

    private RemoteAccessException refused(OpenSshHost host, String user, Credentials.Secrets secrets) {
        bench.credentials("login", secrets);
        return bench.freshRefused(as(host, user));
    }

    private static Server as(OpenSshHost host, String user) {
        return SshBench.server("fe1", SshBench.endpoint(host.port(), user, "login", host.fingerprint(), null, null));
    }

    private static Credentials.Secrets key(Path file, String passphrase) {
        return new Credentials.Secrets(null, null, file.toString(), passphrase);
    }

    private static Credentials.Secrets password(String password) {
        return new Credentials.Secrets(null, password, null, null);
    }
}
