package org.osfailover.platform.javastack;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form in which a yes/no question wants its answer. The vendor's documentation says {@code Y} and {@code N}; where a
 * prompt shows other words, those are typed.
 *
 * @param shown a regular expression (case matters) found in the question's line
 */
record AnswerForm(String shown, String yes, String no) {

    private static final String OR = "\\s*(?:/|\\||,|\\s[oO][rR]\\s)\\s*";
    private static final String OPEN = "[\\[(<{]\\s*(?:(?:[Dd]efault|[Cc]urrent(?:ly)?)(?:\\s+is)?\\s*[:=]?\\s*)?";
    private static final String CLOSE = "\\s*[\\])>}]";

    /** A choice is shown; what a prompt offers counts more than the default that it shows. */
    private static final List<AnswerForm> OFFERED = List.of(
            numbered("1", "yes", "2", "no"),
            numbered("1", "yes", "0", "no"),
            numbered("0", "no", "1", "yes"),
            numbered("1", "no", "2", "yes"),
            new AnswerForm("\\bENABLED?" + OR + "DISABLED?\\b", "ENABLED", "DISABLED"),
            new AnswerForm("(?i:\\benabled" + OR + "disabled\\b)", "enabled", "disabled"),
            new AnswerForm("(?i:\\benable" + OR + "disable\\b)", "enable", "disable"),
            new AnswerForm("\\bYES" + OR + "NO\\b", "YES", "NO"),
            new AnswerForm("(?i:\\byes" + OR + "no\\b|\\bno" + OR + "yes\\b)", "yes", "no"),
            new AnswerForm("(?i:\\btrue" + OR + "false\\b)", "true", "false"),
            new AnswerForm("\\by" + OR + "n\\b", "y", "n"),
            new AnswerForm("(?i:\\by" + OR + "n\\b|\\bn" + OR + "y\\b|\\by\\(es\\)" + OR + "n\\(o\\))", "Y", "N"));

    /** A default is shown, and no choice. */
    private static final List<AnswerForm> BY_DEFAULT = List.of(
            new AnswerForm(OPEN + "(?:YES|NO)" + CLOSE, "YES", "NO"),
            new AnswerForm(OPEN + "(?i:yes|no)" + CLOSE, "yes", "no"),
            new AnswerForm(OPEN + "(?i:true|false)" + CLOSE, "true", "false"),
            new AnswerForm(OPEN + "[yn]" + CLOSE, "y", "n"),
            new AnswerForm(OPEN + "[YN]" + CLOSE, "Y", "N"));

    /** All of them, in the order in which they are tried. */
    static final List<AnswerForm> ALL =
            Stream.concat(OFFERED.stream(), BY_DEFAULT.stream()).toList();

    /** A question that shows no form at all: as documented. */
    static final AnswerForm DOCUMENTED = new AnswerForm("", "Y", "N");

    /** {@code 1 - Yes, 2 - No} in one line. */
    private static AnswerForm numbered(String first, String word, String second, String other) {
        String number = "[ \\t]*[-=:.)][ \\t]*";
        String shown = "(?i:\\b" + first + number + word + "\\W{1,6}" + second + number + other + "\\b)";
        return word.equals("yes") ? new AnswerForm(shown, first, second) : new AnswerForm(shown, second, first);
    }

    String answer(boolean wanted) {
        return wanted ? yes : no;
    }

    /** Any form, as one regular expression. */
    static String any() {
        return anyOf(ALL);
    }

    /** Any that offers a choice: {@code (Y/N)}. */
    static String anyOffered() {
        return anyOf(OFFERED);
    }

    /** Any that shows a default alone: {@code [Y]}. */
    static String anyDefault() {
        return anyOf(BY_DEFAULT);
    }

    private static String anyOf(List<AnswerForm> forms) {
        return forms.stream().map(AnswerForm::shown).collect(Collectors.joining("|", "(?:", ")"));
    }
}
