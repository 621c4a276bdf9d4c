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

    /** What turns a question around wherever it stands: "skip the restart?", "restart later?". */
    private static final String SKIP =
            "\\b(?:skip\\w*|omit\\w*|bypass\\w*|discard\\w*|postpon\\w*|defer(?:red)?|delay\\w*"
                    + "|later|ignor\\w*|suppress\\w*|exclud\\w*|prevent\\w*|declin\\w*|refus\\w*|reject\\w*|uninstall\\w*|already"
                    + "|manual(?:ly)?|yourself|never|instead|undo|revert|roll[ \\t]*back|keep|remain)\\b";

    /** What turns around what follows in the same sentence: "exit without …", "do not …". */
    private static final String NOT =
            "\\b(?:don'?t|not|no(?=[ \\t]+\\p{L})|without|except|cancel|abort|avoid|leave)\\b";

    /** The question stands on the line before, and this line shows the form of its answer alone. */
    private static final String FORM_ALONE =
            "[^\\n]*\\n[ \\t]*(?:(?:your[ \\t]+)?(?:choice|answer|reply)[ \\t]*)?(?=[\\[(<{]?[ \\t]*%s)[^\\n]{0,40}\\s*\\z";

    private static final String NUMBER = "[ \\t]*[(\\[]?%s[)\\].:]?[ \\t]*[-=:]?[ \\t]*";
    /** Lines of a menu: {@code 1 - Oracle}, each with lines that are indented further. */
    private static final String ITEMS =
            "(?:" + NUMBER.formatted("\\d{1,2}") + "\\p{L}[^\\n]*\\n(?:[ \\t]{2,}(?![ \\t(\\[]*\\d)[^\\n]*\\n)*){2,12}";

    private static final String NOTHING = "(?:[ \\t]*\\n){0,2}";
    /** A menu's last line. */
    private static final String CHOICE = "[^\\n]*[:>?=\\])}]\\s*\\z";
    /** The question stands above a menu. */
    private static final String MENU = "[^\\n]*\\n" + NOTHING + ITEMS + NOTHING + CHOICE;

    /** Answers that are offered in words that are not known, another language's: {@code (S/N)}, {@code [ja]}. */
    private static final String UNKNOWN_ANSWERS =
            "(?:[\\[(<{][ \\t]*\\p{L}{1,4}(?:[ \\t]*[/|][ \\t]*\\p{L}{1,4})+[ \\t]*[\\])>}]"
                    + "|[\\[(<{][ \\t]*(?![yYnN][ \\t]*[\\])>}])\\p{L}[ \\t]*[\\])>}]"
                    + "|[\\[(<{][ \\t]*(?iu:sim|n[ãa]o|s[íi]|oui|non|ja|nein|nee|tak|nie|да|нет|はい|いいえ|是|否)[ \\t]*[\\])>}])";

    private static final String DONE_LINE =
            "(?im)^(?![^\\n]*(?:\\?|\\b(?:not|no|will|would|shall|can|if|when|once|before|after|be)\\b))[^\\n]*\\b(?:saved|written|applied|stored"
                    + "|(?:stopping|starting|re-?starting)\\b[^\\n]*\\b(?:services?|outsystems|server|jboss|wildfly|weblogic|tomcat)%s)\\b[^\\n]*\\n";

    /** A finished line by which a tool says that it has saved, or that it restarts services now, without a question. */
    static final Pattern SAYS_DONE = Pattern.compile(DONE_LINE.formatted(""));

    /** The same of the service configurator, which has nothing but services to change. */
    static final Pattern SAYS_CONFIGURED = Pattern.compile(DONE_LINE.formatted("|enabling|disabling|updated|updating"));

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
     * A yes/no question about a topic, answered in the form that it asks for: on its own line, on the next one, or as a
     * menu of yes and no.
     *
     * @param line a regular expression for the question's line, from its beginning
     */
    void yesOrNo(String name, String line, boolean answer, Set<String> after, Set<String> unless) {
        for (String[] numbers : List.of(
                new String[] {"1", "2"}, new String[] {"2", "1"}, new String[] {"1", "0"}, new String[] {"0", "1"})) {
            String yes = NUMBER.formatted(numbers[0]) + "(?i:yes|y|enabled?|activated?|true|on)[ \\t.]*\\n";
            String no = NUMBER.formatted(numbers[1]) + "(?i:no|n|disabled?|deactivated?|false|off)[ \\t.]*\\n";
            String menu = "[^\\n]*\\n" + NOTHING + "(?:" + yes + no + "|" + no + yes + ")" + NOTHING + CHOICE;
            rules.add(question(name, line, menu, new Answer.Type(answer ? numbers[0] : numbers[1]), after, unless));
        }
        for (AnswerForm form : AnswerForm.ALL) {
            Answer given = new Answer.Type(form.answer(answer));
            rules.add(question(name, "(?=[^\\n]*" + form.shown() + ")", line, END, given, after, unless));
            rules.add(question(name, line, FORM_ALONE.formatted(form.shown()), given, after, unless));
        }
        Answer given = new Answer.Type(AnswerForm.DOCUMENTED.answer(answer));
        rules.add(question(name, line, "[^\\n]*\\?[ \\t:>]*\\s*\\z", given, after, unless));
    }

    /** Such a question is not answered. */
    void stopAtYesOrNo(String name, String line, String reason) {
        Answer stop = new Answer.Stop(reason);
        String asks = "(?=[^\\n]*(?:" + AnswerForm.any() + "|" + UNKNOWN_ANSWERS + "|\\?))";
        rules.add(question(name, asks, line, END, stop, Set.of(), Set.of()));
        rules.add(question(name, line, FORM_ALONE.formatted(AnswerForm.any()), stop, Set.of(), Set.of()));
        rules.add(question(name, line, MENU, stop, Set.of(), Set.of()));
    }

    private static Rule question(
            String name, String line, String end, Answer answer, Set<String> after, Set<String> unless) {
        return question(name, "", line, end, answer, after, unless);
    }

    private static Rule question(
            String name, String shows, String line, String end, Answer answer, Set<String> after, Set<String> unless) {
        return new Rule(name, Pattern.compile(LINE + shows + "(?=(?im:" + line + "))" + end), answer, after, unless);
    }

    /** Such a question is not answered, in whatever form it is: also a value to keep ("Service Center [full]:"). */
    void stopAtAnything(String name, String line, String reason) {
        Answer stop = new Answer.Stop(reason);
        stopAtYesOrNo(name, line, reason);
        rules.add(question(name, line, "[^\\n]*[:>?=\\])}]" + WAITS, stop, Set.of(), Set.of()));
        rules.add(question(
                name, line, "[^\\n]*\\n(?:[^\\n]*\\n){0,2}" + ITEMS + NOTHING + CHOICE, stop, Set.of(), Set.of()));
    }

    /** A question that offers answers in words that are not known is not answered: another language, for one. */
    void stopAtUnknownAnswers() {
        String line = hasNo(AnswerForm.any()) + has(UNKNOWN_ANSWERS);
        rules.add(new Rule(
                "unknown answers",
                Pattern.compile(LINE + line + "[^\\n]*[:>?=\\])}][ \\t]*\\z"),
                new Answer.Stop("it offers answers that are not known (another language?)")));
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

    /** A key that would start something is not pressed: what it does stands in the lines before. */
    void stopAtKeyThatStarts(String topic) {
        rules.add(new Rule(
                "key that starts something",
                Pattern.compile("(?i)" + LINE + has(topic)
                        + has(
                                "\\b(?:will|about[ \\t]+to|going[ \\t]+to|ready[ \\t]+to|has[ \\t]+to|must|needs?[ \\t]+to)\\b")
                        + has("\\b(?:re-?)?(?:install|prepar|deploy|publish|run)\\w*") + "[^\\n]*\\n(?:[^\\n]*\\n){0,2}"
                        + "[^\\n]*\\b(?:press|hit)\\b[^\\n]*\\b(?:enter|return|key)\\b[^\\n]*\\s*\\z"),
                new Answer.Stop("a key would start what must not be done, or is to be asked first")));
    }

    /** "Press ENTER to continue", a pager's "--More--": Enter. Not where it would start something, nor where it only explains a key. */
    void pressEnter() {
        String purpose =
                "(?:to[ \\t]+(?:continue|exit|finish|close|proceed|quit|end|return|leave|go[ \\t]+on)\\b[^\\n]*)?";
        rules.add(new Rule(
                "press Enter",
                Pattern.compile(LINE
                        + "(?i:(?![^\\n]*\\b(?:(?:re-?)?install|prepar|re-?start|appl|accept|sav|overwrit|delet|upgrad|drop|reset|remov|creat|format|migrat|publish|deploy)\\w*)"
                        + "[^\\n]*\\b(?:press|hit)\\b[^\\n]*\\b(?:enter|return|key)\\b[ \\t>)\\]'\"]*"
                        + purpose + "[ \\t.:!…)\\]>-]*)\\s*\\z"),
                new Answer.Type("")));
        rules.add(new Rule(
                "pager",
                Pattern.compile(LINE + "[ \\t]*--[ \\t]*(?i:more)[ \\t]*--[ \\t]*(?:\\([^)\\n]{1,12}\\))?" + WAITS),
                new Answer.Type("")));
    }
}
