package org.osfailover.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds one dialogue with an interactive program: takes what the program printed, and says what to do next. Knows no
 * connection and no clock; times are {@link System#nanoTime()}'s.
 *
 * <p>A question is answered when it matches to the end of the text since the last answer and the program has been
 * silent for a moment (a prompt may come in pieces). Text that looks like a prompt and that no rule knows ends the
 * dialogue after {@link Dialogue#silence()}. Text that does not look like one (a finished line, "Stopping service …")
 * means that the program works: it is given time until the deadline, because ending it then could leave the server
 * half-way.
 */
public final class Conversation {

    /** A question counts as complete when nothing more came for this long. */
    private static final Duration SETTLED = Duration.ofMillis(150);
    /** The same for a question that ends with a line break, where more lines are likely. */
    private static final Duration SETTLED_LINE = Duration.ofSeconds(1);
    /** For as long the terminal's echo of an answer is waited for once it has begun. */
    private static final Duration ECHO = Duration.ofSeconds(1);

    private static final Duration UNTIL_SOMETHING_COMES = Duration.ofHours(1);

    private static final int SAME_QUESTION = 5;
    private static final int SAME_RULE = 100;
    /** So much of the text's end is matched. */
    private static final int MATCHED = 8 * 1024;
    /** So much of the text's end is kept. */
    private static final int KEPT = 512 * 1024;

    private static final Pattern WORKING =
            Pattern.compile("(?i)(?:\\.{2,}|…|%|[\\[(]\\s*)\\s*$|^\\W*(?:\\S+ ){0,3}?[a-z]{2,}ing\\b[^?]*[:.]\\s*$");
    private static final Pattern ASKING_LINE = Pattern.compile(
            "(?i)(?:\\?|\\((?!\\d+/\\d+\\))[^()]{1,40}/[^()]{1,40}\\)\\s*[:?]?|\\[[^\\[\\]]*/[^\\[\\]]*\\]\\s*[:?]?|choice.{0,12}:|\\[[^\\[\\]]*\\]\\s*:"
                    + "|(?:enter|press|type|select|choose|specify|provide)\\b.{0,200}:)\\s*$");

    private final Dialogue dialogue;
    private final List<Pattern> questions = new ArrayList<>();
    private final Set<String> secrets = new HashSet<>();
    private final TerminalText terminal = new TerminalText();
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder pending = new StringBuilder();
    private final List<String> answered = new ArrayList<>();

    private long lastEvent;
    private @Nullable String echo;
    private Dialogue.@Nullable Rule lastRule;
    private String lastQuestion = "";
    private int sameQuestion;
    private int sameRule;

    /** @param secrets of the command line, which the program may repeat */
    public Conversation(Dialogue dialogue, List<String> secrets, long now) {
        this.dialogue = dialogue;
        this.secrets.addAll(secrets);
        this.lastEvent = now;
        for (Dialogue.Rule rule : dialogue.rules()) {
            questions.add(toTheEnd(rule.question()));
            if (rule.answer() instanceof Dialogue.Answer.TypeSecret secret) {
                this.secrets.add(secret.text());
            }
        }
    }

    /** What is to be done. */
    public sealed interface Move {
        /** Nothing, until something comes or this time has passed. */
        record Wait(Duration atMost) implements Move {}

        /** Type this and Enter. */
        record Type(String text) implements Move {
            @Override
            public String toString() {
                return "Type[" + Argument.MASK + "]";
            }
        }

        /** End the program without an answer. */
        record Stop(String reason, String lastText) implements Move {}
    }

    /** The program printed this. */
    public void received(String text, long now) {
        terminal.append(text, pending);
        lastEvent = now;
        if (pending.length() > 2 * KEPT) {
            pending.replace(0, pending.length() - KEPT, "[… left out …]\n");
        }
    }

    /** What to do now. After {@link Move.Type} the answer counts as given. */
    public Move next(long now) {
        Duration silent = Duration.ofNanos(now - lastEvent);
        if (echo != null && !settleEcho(silent)) {
            return new Move.Wait(ECHO.minus(silent));
        }
        String text = pending.substring(Math.max(0, pending.length() - MATCHED));
        if (text.isBlank()) {
            return new Move.Wait(UNTIL_SOMETHING_COMES);
        }
        Dialogue.Rule rule = ruleFor(text);
        if (rule != null) {
            Duration settled = shorter(text.endsWith("\n") ? SETTLED_LINE : SETTLED, dialogue.silence());
            return silent.compareTo(settled) < 0 ? new Move.Wait(settled.minus(silent)) : answer(rule, now);
        }
        if (!looksLikePrompt(text)) {
            return new Move.Wait(UNTIL_SOMETHING_COMES);
        }
        if (silent.compareTo(dialogue.silence()) < 0) {
            return new Move.Wait(dialogue.silence().minus(silent));
        }
        return new Move.Stop(
                "it asks something that has no known answer: '" + shown(lastLine(text)) + "'", shown(text));
    }

    /** The whole conversation so far, secrets masked. */
    public String transcript() {
        return shown(said.toString() + pending);
    }

    /** The names of the rules that were answered, in order. */
    public List<String> answered() {
        return List.copyOf(answered);
    }

    /**
     * An answer was given before, by an earlier conversation with the same program: it is taken over at this place.
     *
     * @param ruleName the rule by which it was given
     * @return whether there is such a rule
     */
    public boolean takeOver(String ruleName, long now) {
        for (Dialogue.Rule rule : dialogue.rules()) {
            if (rule.name().equals(ruleName) && !(rule.answer() instanceof Dialogue.Answer.Stop)) {
                return answer(rule, now) instanceof Move.Type;
            }
        }
        return false;
    }

    private Move answer(Dialogue.Rule rule, long now) {
        String question = pending.toString();
        if (rule.answer() instanceof Dialogue.Answer.Stop stop) {
            return new Move.Stop(stop.reason(), shown(question));
        }
        sameRule = rule.equals(lastRule) ? sameRule + 1 : 1;
        sameQuestion = rule.equals(lastRule) && question.strip().equals(lastQuestion.strip()) ? sameQuestion + 1 : 1;
        if (sameQuestion > SAME_QUESTION || sameRule > SAME_RULE) {
            return new Move.Stop(
                    "it asks the same again and again and does not take the answer: '" + shown(lastLine(question))
                            + "'",
                    shown(question));
        }
        lastRule = rule;
        lastQuestion = question;
        answered.add(rule.name());
        boolean secret = rule.answer() instanceof Dialogue.Answer.TypeSecret;
        String text = secret
                ? ((Dialogue.Answer.TypeSecret) rule.answer()).text()
                : ((Dialogue.Answer.Type) rule.answer()).text();
        said.append(pending).append(secret ? Argument.MASK : text).append('\n');
        if (said.length() > 2 * KEPT) {
            said.replace(0, said.length() - KEPT, "[… left out …]\n");
        }
        pending.setLength(0);
        echo = text + "\n";
        lastEvent = now;
        return new Move.Type(text);
    }

    /** Takes the terminal's echo of the last answer out of the text; false while it may still be coming. */
    private boolean settleEcho(Duration silent) {
        String expected = echo;
        if (expected == null) {
            return true;
        }
        String text = pending.toString();
        if (text.startsWith(expected)) {
            pending.delete(0, expected.length());
            echo = null;
            return true;
        }
        if (text.isEmpty()) {
            return true;
        }
        if (expected.startsWith(text) && silent.compareTo(ECHO) < 0) {
            return false;
        }
        if (!expected.startsWith(text)) {
            echo = null;
        }
        return true;
    }

    private Dialogue.@Nullable Rule ruleFor(String text) {
        for (int i = 0; i < questions.size(); i++) {
            if (dialogue.rules().get(i).applies(answered)
                    && questions.get(i).matcher(text).find()) {
                return dialogue.rules().get(i);
            }
        }
        return null;
    }

    /** The question's pattern, held to the end of the text (spaces and line breaks after a prompt don't count). */
    private static Pattern toTheEnd(Pattern question) {
        String regex =
                (question.flags() & Pattern.LITERAL) != 0 ? Pattern.quote(question.pattern()) : question.pattern();
        String lineBreak = (question.flags() & Pattern.COMMENTS) != 0 ? "\n" : "";
        return Pattern.compile("(?:" + regex + lineBreak + ")\\s*\\z", question.flags() & ~Pattern.LITERAL);
    }

    static boolean looksLikePrompt(String text) {
        if (text.isBlank()) {
            return false;
        }
        String line = lastLine(text);
        boolean finished = text.stripTrailing().length() < text.length()
                && text.substring(text.stripTrailing().length()).contains("\n");
        boolean asks = ASKING_LINE.matcher(line).find();
        return finished ? asks : asks || !WORKING.matcher(line).find();
    }

    private static String lastLine(String text) {
        String stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    }

    private String shown(String text) {
        return SecretMask.of(secrets).mask(text);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
