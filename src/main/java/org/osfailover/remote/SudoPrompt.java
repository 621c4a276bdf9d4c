package org.osfailover.remote;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The prompt by which {@code sudo} asks for the user's password: a text of our own, made anew for every command.
 *
 * <p>Why not simply {@code sudo -S} with the password on standard input: where a rule says {@code NOPASSWD}, or a ticket
 * is still valid, sudo reads nothing, and the password would be the first line of the command's own input. Why not try
 * {@code sudo -n} first: its refusal is told from the command's own failure only by words in the server's language, and
 * a changing command must not be sent twice. So the password waits here until this prompt is seen, is written once, and
 * never again for the same command: a second prompt means that it was not taken, and every further attempt would bring
 * the account nearer to being locked. The prompt also replaces those of PAM and of other languages ({@code -p}; sudo's
 * manual).
 *
 * @param marker letters, digits, '-' and ':' only: it needs no quotes, and has none of sudo's percent escapes
 * @param terminal whether it is shown on a terminal; else sudo reads standard input and asks on standard error
 */
public record SudoPrompt(String marker, boolean terminal) {

    /** Stands where the prompt was, in what is recorded and shown. */
    public static final String ASKED = "[sudo asks for the user's password]";

    /** The same for a prompt after the password was given. */
    public static final String ASKED_AGAIN = "[sudo does not take the user's password and asks again]";

    /** Said where the password is not given, because it was not taken a short while ago. */
    public static final String HELD_BACK = "[the password was not given: the server has lately not taken it]";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** For a command on pipes. */
    public static SudoPrompt onPipes() {
        return new SudoPrompt(random(), false);
    }

    /** For a dialogue on a terminal. */
    public static SudoPrompt onTerminal() {
        return new SudoPrompt(random(), true);
    }

    private static String random() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return "osfailover-sudo-" + HexFormat.of().formatHex(bytes) + ":";
    }

    /** sudo's options. */
    String options() {
        return (terminal ? "" : "-S ") + "-p " + marker;
    }

    /** A text without the prompt: what happened is said instead. */
    public String readable(String text) {
        int first = text.indexOf(marker);
        if (first < 0) {
            return text;
        }
        int after = first + marker.length();
        return text.substring(0, first) + ASKED + "\n" + text.substring(after).replace(marker, ASKED_AGAIN + "\n");
    }
}
