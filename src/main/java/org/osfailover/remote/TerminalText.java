package org.osfailover.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes plain text of what a program writes to a terminal: without escape sequences (colours, cursor, titles), carriage
 * returns and other control characters; a backspace takes a character back. Pieces may end anywhere.
 */
final class TerminalText {

    /** CSI …, OSC … (ended by BEL or ST), and the two- and three-character sequences. */
    private static final Pattern SEQUENCE = Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*[@-~]"
            + "|[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)"
            + "|[ -/]+[0-~]"
            + "|[0-OQ-WYZ`-~])");
    /** A sequence that has begun and not ended. */
    private static final Pattern UNFINISHED =
            Pattern.compile("\u001b(?:\\[[0-?]*[ -/]*|[\\]PX^_][^\u0007\u001b]*\u001b?|[ -/]*)\\z");
    /** Longer than this no sequence is waited for. */
    private static final int LONGEST = 4096;

    private String held = "";

    /** Adds a piece to the text. */
    void append(String piece, StringBuilder text) {
        String all = held + piece;
        held = "";
        Matcher unfinished = UNFINISHED.matcher(all);
        if (unfinished.find() && all.length() - unfinished.start() < LONGEST) {
            held = all.substring(unfinished.start());
            all = all.substring(0, unfinished.start());
        }
        String plain = SEQUENCE.matcher(all).replaceAll("");
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '\b') {
                if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
                    text.setLength(text.length() - 1);
                }
            } else if (c == '\n' || c == '\t' || (c >= ' ' && c != '\u007f')) {
                text.append(c);
            }
        }
    }
}
