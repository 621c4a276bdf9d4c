package org.osfailover.remote;

/**
 * Makes plain text of what a program writes to a terminal, as a person would read it: escape sequences (colours, titles)
 * are left out, and what is written over is gone: a carriage return goes back to the line's beginning, a backspace one
 * character, "erase line" empties it. Lines once ended stay as they are: a cleared screen or a cursor in another line
 * begins a new line. Pieces may end anywhere.
 */
final class TerminalText {

    private static final char BELL = '\u0007';
    private static final char CANCEL = '\u0018';
    private static final char SUBSTITUTE = '\u001a';
    private static final char ESCAPE = '\u001b';
    /** Longer than this no sequence is. */
    private static final int LONGEST = 4096;
    /** A column beyond this is no layout. */
    private static final int WIDEST = 500;

    private enum State {
        TEXT,
        AFTER_ESCAPE,
        /** Between ESC and the last character of a short sequence. */
        SHORT,
        /** ESC [ parameters. */
        CONTROL,
        /** A string such as a title, ended by BEL or ESC \. */
        STRING
    }

    private final StringBuilder parameters = new StringBuilder();
    private State state = State.TEXT;
    private int length;
    /** So many characters of the last line stand behind the cursor. */
    private int behind;

    /** Adds a piece to the text, whose last line it may still change. */
    void append(String piece, StringBuilder text) {
        behind = Math.min(behind, lastLine(text));
        for (int i = 0; i < piece.length(); i++) {
            accept(piece.charAt(i), text);
        }
    }

    private void accept(char c, StringBuilder text) {
        if (c == ESCAPE) {
            begin(State.AFTER_ESCAPE);
        } else if (state == State.TEXT) {
            write(c, text);
        } else if (c == CANCEL || c == SUBSTITUTE || c == BELL || ++length > LONGEST) {
            state = State.TEXT;
        } else if (c == '\n') {
            state = State.TEXT; // no sequence of a sane program goes over a line's end
            write(c, text);
        } else {
            sequence(c, text);
        }
    }

    private void begin(State next) {
        state = next;
        length = 0;
        parameters.setLength(0);
    }

    private void sequence(char c, StringBuilder text) {
        switch (state) {
            case AFTER_ESCAPE -> afterEscape(c, text);
            case SHORT -> state = c >= ' ' && c <= '/' ? State.SHORT : State.TEXT;
            case CONTROL -> {
                if (c >= '@' && c <= '~') {
                    state = State.TEXT;
                    control(c, text);
                } else {
                    parameters.append(c);
                }
            }
            default -> state = State.STRING;
        }
    }

    private void afterEscape(char c, StringBuilder text) {
        if (c == '[') {
            begin(State.CONTROL);
        } else if ("]PX^_".indexOf(c) >= 0) {
            begin(State.STRING);
        } else if (c >= ' ' && c <= '/') {
            state = State.SHORT;
        } else {
            state = State.TEXT;
            if (c == 'c' || c == 'D' || c == 'E' || c == 'M') {
                newLine(text);
            }
        }
    }

    private void control(char command, StringBuilder text) {
        int line = lastLine(text);
        switch (command) {
            case 'K' -> erase(text, line);
            case 'J' -> {
                if (number(0) == 0) {
                    erase(text, line);
                } else {
                    newLine(text);
                }
            }
            case 'G', '`' -> goTo(number(1) - 1, text);
            case 'C' -> goTo(line - behind + Math.max(1, number(1)), text);
            case 'D' -> goTo(line - behind - Math.max(1, number(1)), text);
            case 'A', 'B', 'E', 'F', 'H', 'd', 'f' -> newLine(text);
            default -> {} // colours and modes
        }
    }

    /** "Erase in line": behind the cursor, before it, or all. */
    private void erase(StringBuilder text, int line) {
        switch (number(0)) {
            case 0 -> text.setLength(text.length() - behind);
            case 1 -> {
                text.replace(text.length() - line, text.length() - behind, " ".repeat(line - behind));
                return;
            }
            default -> text.setLength(text.length() - line);
        }
        behind = 0;
    }

    private void write(char c, StringBuilder text) {
        if (c == '\n') {
            text.append(c);
            behind = 0;
        } else if (c == '\r') {
            behind = lastLine(text);
        } else if (c == '\b') {
            behind = Math.min(behind + 1, lastLine(text));
        } else if (c == '\t' || (c >= ' ' && (c < '\u007f' || c > '\u009f'))) {
            if (behind > 0) {
                text.setCharAt(text.length() - behind, c);
                behind--;
            } else {
                text.append(c);
            }
        }
    }

    private void goTo(int column, StringBuilder text) {
        int line = lastLine(text);
        int wanted = Math.max(0, Math.min(column, WIDEST));
        if (wanted > line) {
            text.append(" ".repeat(wanted - line));
            behind = 0;
        } else {
            behind = line - wanted;
        }
    }

    /** The cursor goes somewhere else: what it writes there is a line of its own. */
    private void newLine(StringBuilder text) {
        if (lastLine(text) > 0) {
            text.append('\n');
        }
        behind = 0;
    }

    private static int lastLine(StringBuilder text) {
        return text.length() - 1 - text.lastIndexOf("\n");
    }

    /** The sequence's first parameter. */
    private int number(int otherwise) {
        int end = parameters.indexOf(";");
        String first = end < 0 ? parameters.toString() : parameters.substring(0, end);
        return first.matches("\\d{1,6}") ? Integer.parseInt(first) : otherwise;
    }
}
