package org.osfailover.remote;

import java.util.List;
import java.util.OptionalInt;

/** How a dialogue ended. The transcript is the whole conversation, answers included, secrets masked. */
public sealed interface DialogueResult {

    String transcript();

    /** The names of the rules that were answered, in order. */
    List<String> answered();

    /** The program ended by itself. */
    record Completed(OptionalInt exitCode, String transcript, List<String> answered) implements DialogueResult {}

    /** It asked something that no rule knows, or a rule said to stop; it was ended without an answer. */
    record Stopped(String reason, String lastText, String transcript, List<String> answered)
            implements DialogueResult {}

    /** The deadline passed. */
    record TimedOut(String transcript, List<String> answered) implements DialogueResult {}

    /** The connection ended first. */
    record ConnectionLost(String reason, String transcript, List<String> answered) implements DialogueResult {}

    /** A rehearsal: it was listed and not held. */
    record Rehearsed() implements DialogueResult {
        @Override
        public String transcript() {
            return "";
        }

        @Override
        public List<String> answered() {
            return List.of();
        }
    }
}
