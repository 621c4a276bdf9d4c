package org.osfailover.remote;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Takes known secrets out of a text before it is shown or kept. */
public final class SecretMask {

    /** From this length on a secret is also recognised where a terminal folded it over lines. */
    private static final int FOLDED_FROM = 6;

    private static final String SECRET_WORD = "(?:password|passwd|passphrase|secret|pwd|private\\s*key)";
    /** A tool's prompt that shows the present secret: {@code Password [hunter2]:}. */
    private static final Pattern PROMPTED =
            Pattern.compile("(?i)(" + SECRET_WORD + "[^\\n\\[(<]*[\\[(<](?!/))[^\\])>\\n]+");
    /** A value that is set or passed: {@code DB_PASSWORD=hunter2}, {@code "password": "hunter2"}. */
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)(\\b[\\w.-]*" + SECRET_WORD + "[\\w.-]*(?:=|[\"']\\s*[:=]\\s*)[\"']?)(?![\"'])[^\\s\"';,]+");
    /** The same in XML. */
    private static final Pattern ELEMENT =
            Pattern.compile("(?i)(<[\\w:.-]*" + SECRET_WORD + "[\\w:.-]*(?:\\s[^<>\\n]*)?>)[^<>\\n]+(?=</)");

    private final List<Pattern> patterns;

    private SecretMask(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** Masks these, in whatever form they occur; blank ones are no secrets. Of a secret of several lines each line is masked, too. */
    public static SecretMask of(Collection<String> secrets) {
        List<String> values = new ArrayList<>();
        for (String secret : secrets) {
            values.add(secret);
            if (secret.strip().indexOf('\n') >= 0) {
                secret.lines()
                        .map(String::strip)
                        .filter(line -> line.length() >= FOLDED_FROM)
                        .forEach(values::add);
            }
        }
        return new SecretMask(values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .flatMap(EncodedSecret::forms)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(SecretMask::pattern)
                .toList());
    }

    /** The text without the secrets, and without values that a tool shows beside the word password. */
    public String mask(String text) {
        String masked = maskPrompted(text);
        for (Pattern pattern : patterns) {
            masked = pattern.matcher(masked).replaceAll(Matcher.quoteReplacement(Argument.MASK));
        }
        return masked;
    }

    /** Masks what a tool shows beside the word password: in brackets, behind an equals sign, in an element. */
    public static String maskPrompted(String text) {
        String masked = text;
        for (Pattern shown : List.of(ELEMENT, PROMPTED, ASSIGNED)) {
            masked = shown.matcher(masked).replaceAll("$1" + Matcher.quoteReplacement(Argument.MASK));
        }
        return masked;
    }

    private static Pattern pattern(String secret) {
        if (secret.length() < FOLDED_FROM) {
            return Pattern.compile(Pattern.quote(secret));
        }
        return Pattern.compile(secret.codePoints()
                .mapToObj(c -> Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining("(?:\\r?\\n)?")));
    }

    /** Says how many, never which. */
    @Override
    public String toString() {
        return "SecretMask[" + patterns.size() + "]";
    }
}
