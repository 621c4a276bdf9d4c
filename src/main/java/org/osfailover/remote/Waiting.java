package org.osfailover.remote;

/** Whether a program waits for somebody to type something, as its server says. */
public enum Waiting {
    /** A program in the foreground of the terminal is held in a read of it. */
    YES,
    /** All of them do something else: what they print is progress. */
    NO,
    /** The server does not show it (no rights, no {@code /proc}): only silence and form are left to go by. */
    HIDDEN
}
