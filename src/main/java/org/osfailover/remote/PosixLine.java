package org.osfailover.remote;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A command of a POSIX shell on its way to a login's shell, which may be another one (csh, tcsh, fish) and may speak any
 * language. What is sent means the same to each of them: words, and single quotes around anything else. Those disagree
 * about backslashes, {@code !}, line ends and what is no ASCII; a line with one of these travels as octal numbers, which
 * {@code sh} turns back.
 *
 * <p>Everything stands before {@code sudo}, so that its rules see the command as it is, and that its own answers are in
 * English. sudo hands the language's variables on to the command (its manual: {@code env_check}, {@code env_keep}). A
 * command that changes something gets English words and keeps the encoding: what it starts, or writes into a
 * configuration, would else be without every letter that is no ASCII (Java takes its default encoding from there).
 */
final class PosixLine {

    private static final String READING = "env LC_ALL=C ";

    private static final String ENGLISH = "{ LC_CTYPE=${LC_ALL:-${LC_CTYPE:-$LANG}}; LANG=C; LC_MESSAGES=C; LANGUAGE=C;"
            + " export LC_CTYPE LANG LC_MESSAGES LANGUAGE; unset LC_ALL; } 2>/dev/null; ";

    private static final String AS_IT_IS = "exec \"$@\"";
    private static final String DECODED = "eval \"exec $(printf %b \"$@\")\"";

    /** Old shells take words up to 1,024 characters. */
    private static final int WORD = 900;

    private PosixLine() {}

    /**
     * As it is sent.
     *
     * @param line one simple command, quoted for a POSIX shell
     * @param changing whether it changes the server, or starts something there that stays
     */
    static String sent(String line, boolean changing) {
        boolean same = line.chars().allMatch(PosixLine::isReadAlike);
        if (changing) {
            return "sh -c '" + ENGLISH + (same ? AS_IT_IS : DECODED) + "' sh " + (same ? line : encoded(line));
        }
        return READING + (same ? line : "sh -c '" + DECODED + "' sh " + encoded(line));
    }

    private static boolean isReadAlike(int c) {
        return c >= ' ' && c < 0x7f && c != '\\' && c != '!';
    }

    private static String encoded(String line) {
        StringBuilder all = new StringBuilder("'");
        int inWord = 0;
        for (byte b : line.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b != '\'' && isReadAlike(b);
            String piece = plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\0%03o", b & 0xff);
            if (inWord + piece.length() > WORD) {
                all.append("' '");
                inWord = 0;
            }
            all.append(piece);
            inWord += piece.length();
        }
        return all.append('\'').toString();
    }
}
