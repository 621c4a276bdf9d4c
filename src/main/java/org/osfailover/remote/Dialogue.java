package org.osfailover.remote;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to an interactive program: what it may ask, and what is answered. Data, so that it can be configured.
 *
 * @param rules tried in order against the text since the last answer
 * @param silence how long the program may say nothing that ends in a known question before that counts as unexpected
 *     (a program that works silently is given {@code silence} again as long as it prints)
 * @param pointOfNoReturn names of rules ("save"): once one of them was answered, nothing of ours ends the program, whatever
 *     it asks: it may be in the middle of what it was told to do
 * @param saysDone what the program prints once it has begun to change something without having asked; found after
 *     {@code entered} was answered it counts like a rule of {@code pointOfNoReturn}. Null for none
 * @param entered the name of the rule before which {@code saysDone} says nothing; empty where it counts from the beginning
 */
public record Dialogue(
        List<Rule> rules,
        Duration silence,
        Set<String> pointOfNoReturn,
        @Nullable Pattern saysDone,
        String entered) {

    public Dialogue {
        rules = List.copyOf(rules);
        pointOfNoReturn = Set.copyOf(pointOfNoReturn);
    }

    /** A dialogue that may be ended at every question. */
    public Dialogue(List<Rule> rules, Duration silence) {
        this(rules, silence, Set.of(), null, "");
    }

    /** The same, with other rules. */
    public Dialogue with(List<Rule> others) {
        return new Dialogue(others, silence, pointOfNoReturn, saysDone, entered);
    }

    /**
     * One question and its answer.
     *
     * @param name as it is shown in the transcript: "Deployment Controller Server"
     * @param question found in the text since the last answer; it must match to the text's end (a prompt is the last
     *     thing a waiting program printed)
     * @param answer what is typed
     * @param after the rule counts only once rules of all these names were answered ("save?" after everything was
     *     asked)
     * @param unless the rule counts only while no rule of these names was answered (a question asked twice)
     */
    public record Rule(String name, Pattern question, Answer answer, Set<String> after, Set<String> unless) {

        public Rule {
            after = Set.copyOf(after);
            unless = Set.copyOf(unless);
        }

        /** A rule that always counts. */
        public Rule(String name, Pattern question, Answer answer) {
            this(name, question, answer, Set.of(), Set.of());
        }

        /** Whether it counts after these answers (the names of the rules answered so far). */
        public boolean applies(Collection<String> answered) {
            return answered.containsAll(after) && unless.stream().noneMatch(answered::contains);
        }
    }

    /** What is done at a question. */
    public sealed interface Answer {
        /** Types this and Enter. */
        record Type(String text) implements Answer {}

        /** Types this and Enter; never shown. */
        record TypeSecret(String text) implements Answer {
            @Override
            public String toString() {
                return "TypeSecret[" + Argument.MASK + "]";
            }
        }

        /** Gives no answer: the program is ended. The reason goes into the result. */
        record Stop(String reason) implements Answer {}
    }
}
