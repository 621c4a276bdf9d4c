package org.osfailover.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds one dialogue with an interactive program: takes what the program printed, and says what to do next. Knows no
 * connection and no clock; times are {@link System#nanoTime()}'s.
 *
 * <p>A question is what the program waits for. Where the server shows that ({@link #seen}), nothing is matched while
 * nobody reads the terminal: what is printed then is progress. Where it reads, the question is answered that matches to the
 * end of the text since the last answer, once the program has been silent for a moment; what no rule knows is an unknown
 * question after {@link Dialogue#silence()}. Where the server does not show it, silence and form are gone by: text that
 * looks like a prompt is an unknown question after that silence, text that does not (a finished line, "Stopping service …")
 * means that the program works.
 *
 * <p>An unknown question ends the program, unless it is past its point of no return: then it is left as it is, for a person.
 */
public final class Conversation {

    /** Begins the name under which a person's answer is noted; the answer follows. */
    static final String PERSON = "a person: ";

    /** Ends the note of an answer that was given where the server did not show that the program waits. */
    private static final String BY_SILENCE = " (by silence)";

    /** A question counts as complete when nothing more came for this long. */
    private static final Duration SETTLED = Duration.ofMillis(150);
    /** The same where more is likely: behind a line break, or behind a question mark ("(yes/no)" may follow). */
    private static final Duration SETTLED_LATER = Duration.ofSeconds(1);
    /** What a prompt usually ends with. */
    private static final String PROMPT_ENDS = ":>])}=#$";
    /** For as long the terminal's echo of an answer is waited for once it has begun. */
    private static final Duration ECHO = Duration.ofSeconds(1);

    private static final Duration UNTIL_SOMETHING_COMES = Duration.ofHours(1);

    /** So often the very same text is answered; a tool that goes round in circles is ended. */
    private static final int SAME_QUESTION = 5;
    /** More questions than this no tool has. */
    private static final int MOST_ANSWERS = 300;
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

    private Waiting waiting = Waiting.HIDDEN;
    private boolean wentBySilence;
    private boolean saidDone;
    private long lastEvent;
    private @Nullable String echo;
    private final Map<String, Integer> asked = new HashMap<>();

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

        /** It asks what no rule answers, and must not be ended: a person answers, or leaves it. */
        record Ask(String reason, String lastText) implements Move {}
    }

    /** What the server shows of the program now. */
    public void seen(Waiting now) {
        waiting = now;
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
        String text = end(pending.toString());
        if (waiting == Waiting.NO || (waiting == Waiting.HIDDEN && text.isBlank())) {
            return new Move.Wait(UNTIL_SOMETHING_COMES);
        }
        Duration atLeast = shorter(SETTLED, dialogue.silence());
        if (silent.compareTo(atLeast) < 0) {
            return new Move.Wait(atLeast.minus(silent)); // no pattern is tried while it prints
        }
        Dialogue.Rule rule = text.isBlank() ? null : ruleFor(text);
        if (rule != null) {
            Duration settled = shorter(settled(text), dialogue.silence());
            if (waiting == Waiting.HIDDEN && (isProgress(text) || isHeading(rule, text))) {
                settled = dialogue.silence();
            }
            if (silent.compareTo(settled) < 0) {
                return new Move.Wait(settled.minus(silent));
            }
            wentBySilence |= waiting == Waiting.HIDDEN;
            return answer(rule, now);
        }
        if (waiting == Waiting.HIDDEN && !looksLikePrompt(text)) {
            return new Move.Wait(UNTIL_SOMETHING_COMES);
        }
        if (silent.compareTo(dialogue.silence()) < 0) {
            return new Move.Wait(dialogue.silence().minus(silent));
        }
        return unanswered(
                text.isBlank()
                        ? "it waits for an answer and has asked nothing"
                        : "it asks something that has no known answer: '" + shown(lastLine(text)) + "'",
                shown(text));
    }

    /** The program is ended only where it has not yet been told to change something. */
    private Move unanswered(String reason, String lastText) {
        wentBySilence |= waiting == Waiting.HIDDEN;
        return isPastReturn() ? new Move.Ask(reason, lastText) : new Move.Stop(reason, lastText);
    }

    /** Whether nothing of ours ends the program any more. */
    public boolean isPastReturn() {
        return answered.stream()
                        .anyMatch(name -> name.startsWith(PERSON)
                                || dialogue.pointOfNoReturn().contains(name))
                || saidDone
                || saysDone();
    }

    private boolean saysDone() {
        Pattern done = dialogue.saysDone();
        return done != null
                && (dialogue.entered().isEmpty() || answered.contains(dialogue.entered()))
                && done.matcher(pending).find();
    }

    /** How it was told that the program waits, where the server did not show it; empty where it did. */
    public Optional<String> evidence() {
        return wentBySilence
                ? Optional.of("it could not be seen on the server whether the tool waits for an answer; silence ("
                        + dialogue.silence().toSeconds() + " s where no question is known) and form were gone by")
                : Optional.empty();
    }

    /** The whole conversation so far, secrets masked. */
    public String transcript() {
        return shown(said.toString() + pending);
    }

    /** The names of the rules that were answered, in order. */
    public List<String> answered() {
        return List.copyOf(answered);
    }

    /** By which rule the last answer was given, as it is noted on the server. */
    String noted() {
        return answered.get(answered.size() - 1) + (waiting == Waiting.HIDDEN ? BY_SILENCE : "");
    }

    /**
     * An answer was given before, by an earlier conversation with the same program: it is taken over at this place.
     *
     * @param noted by which rule it was given, as {@link #noted} had it
     * @return whether there is such a rule
     */
    public boolean takeOver(String noted, long now) {
        boolean bySilence = noted.endsWith(BY_SILENCE);
        wentBySilence |= bySilence;
        String ruleName = bySilence ? noted.substring(0, noted.length() - BY_SILENCE.length()) : noted;
        if (ruleName.startsWith(PERSON)) {
            given(ruleName, ruleName.substring(PERSON.length()), false, now);
            return true;
        }
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
            return unanswered(stop.reason(), shown(question));
        }
        if (asked.merge(rule.name() + "\n" + end(question).strip(), 1, Integer::sum) > SAME_QUESTION
                || answered.size() >= MOST_ANSWERS) {
            return unanswered(
                    "it asks the same again and again and does not take the answer: '" + shown(lastLine(question))
                            + "'",
                    shown(question));
        }
        boolean secret = rule.answer() instanceof Dialogue.Answer.TypeSecret;
        String text = secret
                ? ((Dialogue.Answer.TypeSecret) rule.answer()).text()
                : ((Dialogue.Answer.Type) rule.answer()).text();
        given(rule.name(), text, secret, now);
        return new Move.Type(text);
    }

    private void given(String rule, String text, boolean secret, long now) {
        saidDone |= saysDone();
        answered.add(rule);
        said.append(pending).append(secret ? Argument.MASK : text).append('\n');
        if (said.length() > 2 * KEPT) {
            said.replace(0, said.length() - KEPT, "[… left out …]\n");
        }
        pending.setLength(0);
        echo = text + "\n";
        lastEvent = now;
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

    /** "Starting service:" may be the beginning of a line that a working program ends later. */
    private static boolean isProgress(String text) {
        String line = lastLine(text);
        return WORKING.matcher(line).find() && !ASKING_LINE.matcher(line).find();
    }

    /** A finished line that would end the program: "Is the database reachable?" may be a heading, answered by what follows. */
    private static boolean isHeading(Dialogue.Rule rule, String text) {
        return rule.answer() instanceof Dialogue.Answer.Stop
                && text.indexOf('\n', text.stripTrailing().length()) >= 0;
    }

    /** How long the program has to be silent behind a question that a rule knows. */
    private static Duration settled(String text) {
        String stripped = text.stripTrailing();
        boolean likelyWhole = text.indexOf('\n', stripped.length()) < 0
                && PROMPT_ENDS.indexOf(stripped.charAt(stripped.length() - 1)) >= 0;
        return likelyWhole ? SETTLED : SETTLED_LATER;
    }

    /** So much as is matched. */
    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - MATCHED));
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
