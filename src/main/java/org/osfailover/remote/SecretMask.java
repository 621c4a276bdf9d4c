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

    /** A tool's prompt that shows the present secret: {@code Password [hunter2]:}. */
    private static final Pattern PROMPTED = Pattern.compile(
            "(?i)((?:password|passwd|passphrase|secret|pwd|private\\s*key)[^\\n\\[(<]*[\\[(<])[^\\])>\\n]+");

    private final List<Pattern> patterns;

    private SecretMask(List<Pattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** Masks these; blank ones are no secrets. Of a secret of several lines each line is masked, too. */
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

    /** Masks what a tool shows in brackets beside the word password. */
    public static String maskPrompted(String text) {
        return PROMPTED.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(Argument.MASK));
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
