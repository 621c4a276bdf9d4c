package org.osfailover.remote;

import java.util.OptionalInt;

/** How a command ended, as far as we know. */
public sealed interface CommandResult {

    /** What was received on standard output (capped). */
    String output();

    /**
     * It ended.
     *
     * @param exitCode empty where the server didn't say (ended by a signal, or a server that sends none): unknown, not 0
     * @param error what was received on standard error (capped)
     */
    record Completed(OptionalInt exitCode, String output, String error) implements CommandResult {
        public boolean isExitZero() {
            return exitCode.isPresent() && exitCode.getAsInt() == 0;
        }
    }

    /** The deadline passed; whether it still runs is not known. */
    record TimedOut(String output) implements CommandResult {}

    /** The connection ended first; what happened on the server is not known. */
    record ConnectionLost(String output, String reason) implements CommandResult {}

    /** A rehearsal: it was listed and not sent. */
    record Rehearsed() implements CommandResult {
        @Override
        public String output() {
            return "";
        }
    }
}
