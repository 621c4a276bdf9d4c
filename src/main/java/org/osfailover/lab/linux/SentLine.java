package org.osfailover.lab.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the product puts around a command so that every login's shell reads it alike and answers in English: {@code env}
 * with a language, or a short script of {@code sh} that sets it and runs its arguments, as they are or as octal numbers.
 */
final class SentLine {

    private static final Pattern LANGUAGE = Pattern.compile("^env (?:(?:LC_[A-Z]+|LANG|LANGUAGE)=[A-Za-z0-9_.@-]* )+");
    private static final Pattern RUNNER = Pattern.compile(
            "^sh -c '(?:\\{ LC_CTYPE=[^']*; )?(exec \"\\$@\"|eval \"exec \\$\\(printf %b \"\\$@\"\\)\")' sh ");
    private static final Pattern OCTAL = Pattern.compile("\\G(?:\\\\0([0-7]{3})|([^\\\\]))", Pattern.DOTALL);

    private SentLine() {}

    /** The command as a person would write it. */
    static String asWritten(String sent) {
        String line = LANGUAGE.matcher(sent).replaceFirst("");
        Matcher runner = RUNNER.matcher(line);
        if (!runner.find()) {
            return line;
        }
        String rest = line.substring(runner.end());
        return runner.group(1).startsWith("eval") ? decoded(rest) : rest;
    }

    private static String decoded(String words) {
        List<String> encoded;
        try {
            encoded = ShellLine.parse(words).parts().get(0).words();
        } catch (ShellLine.NotUnderstood e) {
            return words;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher piece = OCTAL.matcher(String.join("", encoded));
        while (piece.find()) {
            bytes.write(piece.group(1) == null ? piece.group(2).charAt(0) : Integer.parseInt(piece.group(1), 8));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
