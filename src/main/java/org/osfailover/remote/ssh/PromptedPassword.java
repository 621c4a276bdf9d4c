package org.osfailover.remote.ssh;

import java.util.List;
import java.util.regex.Pattern;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Answers the server's one question for the password ("keyboard-interactive", as PAM asks), and nothing else: not one
 * that shows what is typed, not a second one, not one for a new or a one-time password.
 */
final class PromptedPassword extends AuthKeyboardInteractive {

    /** "Password:", "root@10.0.0.11's password:", and the same where the server speaks another language. */
    private static final Pattern PASSWORD = Pattern.compile(
            "passwor[dt]|passphrase|kennwort|mot de passe|contraseña|senha|wachtwoord|lösenord|adgangskode|hasło|パスワード|密码",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern CHANGE = Pattern.compile(
            "\\b(?:new|current|old|retype|re-?enter|repeat|confirm|change|expired|neues|aktuelles|altes|nouveau|nueva|nova)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Pattern ONE_TIME =
            Pattern.compile("one[- ]?time|\\botp\\b|token|verification|einmal", Pattern.CASE_INSENSITIVE);

    private final OnePassword prompts;

    private PromptedPassword(OnePassword prompts) {
        super(prompts);
        this.prompts = prompts;
    }

    static PromptedPassword of(String password) {
        return new PromptedPassword(new OnePassword(password));
    }

    /** The prompt that was not answered, on one line; null where there was none. */
    @Nullable String unanswered() {
        return prompts.unanswered;
    }

    /** Whether what was not answered asked for a new password. */
    boolean isChangeDemanded() {
        String prompt = prompts.unanswered;
        return prompt != null && CHANGE.matcher(prompt).find();
    }

    @Override
    public void handle(Message command, SSHPacket packet) throws UserAuthException, TransportException {
        try {
            super.handle(command, packet);
        } catch (NotAnsweredException e) {
            throw new UserAuthException("a prompt was not answered", e);
        }
    }

    private static final class OnePassword implements ChallengeResponseProvider {
        private final String password;
        private boolean given;
        private volatile @Nullable String unanswered;

        private OnePassword(String password) {
            this.password = password;
        }

        @Override
        public List<String> getSubmethods() {
            return List.of();
        }

        @Override
        @SuppressWarnings("rawtypes") // the library's
        public void init(Resource resource, String name, String instruction) {
            // what the server says before it asks changes nothing
        }

        @Override
        public char[] getResponse(String prompt, boolean echo) {
            if (given
                    || echo
                    || !PASSWORD.matcher(prompt).find()
                    || CHANGE.matcher(prompt).find()
                    || ONE_TIME.matcher(prompt).find()) {
                String line = prompt.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
                unanswered = line.length() > 100 ? line.substring(0, 100) + "…" : line;
                throw new NotAnsweredException();
            }
            given = true;
            return password.toCharArray();
        }

        @Override
        public boolean shouldRetry() {
            return false;
        }
    }

    private static final class NotAnsweredException extends RuntimeException {
        NotAnsweredException() {
            super("not a question for the password");
        }
    }
}
