package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.Dialogue.Rule;

/**
 * The rules of a dialogue, as they are put together. Questions are known by the last line of what the program printed;
 * how the vendor's tools word them is not documented.
 */
final class Questions {

    /** The beginning of the last line. */
    private static final String LINE = "(?:\\A|\\n)";

    /** The question's end where the program may have ended it with a new line: only for what is surely a question. */
    private static final String END = "[^\\n]*?\\s*\\z";

    /** The question's end on the same line: the program waits behind it. */
    private static final String WAITS = "[^\\S\\n]*\\z";

    /** What turns a question around wherever it stands: "skip the restart?". */
    private static final String SKIP = "\\b(?:skip|skipped|omit|bypass|discard)\\b";

    /** What turns around what follows in the same sentence: "exit without …", "do not …". */
    private static final String NOT = "\\b(?:don'?t|not|without|except|cancel|abort|avoid|leave)\\b";

    private final List<Rule> rules = new ArrayList<>();

    List<Rule> rules() {
        return List.copyOf(rules);
    }

    /** A line that has this in it; to be combined with others. */
    static String has(String expression) {
        return "(?=[^\\n]*(?:" + expression + "))";
    }

    /** A line that hasn't this in it. */
    static String hasNo(String expression) {
        return "(?![^\\n]*(?:" + expression + "))";
    }

    /** The environment's own rules: a line each, {@code regular expression => answer}. */
    void configured(String key, String lines, JavaSettings settings) throws GivenUp {
        for (String line : lines.lines().filter(l -> !l.isBlank()).toList()) {
            int arrow = line.lastIndexOf("=>");
            if (arrow < 0) {
                throw GivenUp.notAsExpected(
                        "the override " + key + " has a line without '=>': each is 'regular expression => answer'");
            }
            String expression = line.substring(0, arrow).strip();
            String answer = line.substring(arrow + 2).strip();
            Pattern question = settings.compile(key, "(?:" + expression + ")\\s*\\z");
            Answer given =
                    switch (answer) {
                        case "<enter>" -> new Answer.Type("");
                        case "<stop>" -> new Answer.Stop("the override " + key + " says to stop here");
                        default -> new Answer.Type(answer);
                    };
            rules.add(new Rule("override: " + expression, question, given));
        }
    }

    /**
     * A yes/no question about a topic, answered in the form that it asks for.
     *
     * @param line a regular expression for the question's line, from its beginning
     */
    void yesOrNo(String name, String line, boolean answer, Set<String> after, Set<String> unless) {
        for (AnswerForm form : AnswerForm.ALL) {
            rules.add(new Rule(
                    name,
                    Pattern.compile(LINE + "(?=[^\\n]*" + form.shown() + ")(?=(?im:" + line + "))" + END),
                    new Answer.Type(form.answer(answer)),
                    after,
                    unless));
        }
        rules.add(new Rule(
                name,
                Pattern.compile(LINE + "(?=(?im:" + line + "))[^\\n]*\\?[ \\t:>]*\\s*\\z"),
                new Answer.Type(AnswerForm.DOCUMENTED.answer(answer)),
                after,
                unless));
    }

    /** Such a question is not answered. */
    void stopAtYesOrNo(String name, String line, String reason) {
        rules.add(new Rule(
                name,
                Pattern.compile(LINE + "(?=[^\\n]*(?:" + AnswerForm.any() + "|\\?))(?=(?im:" + line + "))" + END),
                new Answer.Stop(reason)));
    }

    /** A question about the topic that is the other way round ("skip … ?") is not answered. */
    void stopAtInverted(String topic) {
        String reason = "it asks the other way round, and a wrong answer would do what must not be done";
        stopAtYesOrNo("inverted question", has(SKIP) + has(topic), reason);
        stopAtYesOrNo("inverted question", has(NOT + "[^\\n.!;]*(?:" + topic + ")"), reason);
    }

    /**
     * Every yes/no question that none of the rules before knows. The program waits behind it. "Host [db1]?" is none: it
     * shows a value.
     */
    void stopAtAnyYesOrNo() {
        String asks = "(?=[^\\n]*" + AnswerForm.anyOffered() + "|[^\\n]*\\?[^\\n]*" + AnswerForm.anyDefault()
                + "|[^\\n]*" + AnswerForm.anyDefault() + "[ \\t]*\\?|[^\\n]*[^\\])>}\\n \\t][ \\t]*\\?[ \\t]*\\z)";
        rules.add(new Rule(
                "unknown question",
                Pattern.compile(LINE + asks + "[^\\n]*" + WAITS),
                new Answer.Stop("it asks something that is not known")));
    }

    /** A prompt on one line, typed to as given; case is ignored. */
    void prompt(String name, String line, Answer answer, Set<String> after, Set<String> unless) {
        rules.add(new Rule(name, Pattern.compile(LINE + "(?i:" + line + ")" + WAITS), answer, after, unless));
    }

    /** Any pattern of the end of the text. */
    void ending(String name, String expression, Answer answer, Set<String> unless) {
        rules.add(new Rule(name, Pattern.compile(expression), answer, Set.of(), unless));
    }

    /** "Press ENTER to continue": Enter. Not where it would start something, nor where it only explains a key. */
    void pressEnter() {
        String purpose =
                "(?:to[ \\t]+(?:continue|exit|finish|close|proceed|quit|end|return|leave|go[ \\t]+on)\\b[^\\n]*)?";
        rules.add(new Rule(
                "press Enter",
                Pattern.compile(LINE
                        + "(?i:(?![^\\n]*\\b(?:install|prepare|restart|apply|accept|save|overwrite|delete)\\b)"
                        + "[^\\n]*\\b(?:press|hit)\\b[^\\n]*\\b(?:enter|return|key)\\b[ \\t>)\\]'\"]*" + purpose
                        + "[ \\t.:!…]*)\\s*\\z"),
                new Answer.Type("")));
    }
}
