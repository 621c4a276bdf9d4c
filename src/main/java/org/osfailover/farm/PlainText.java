package org.osfailover.farm;

/**
 * Text from outside (servers, callers, files) made fit to be kept: in process variables, tables, events, task texts.
 * PostgreSQL takes no NUL, half a surrogate pair is no character anywhere, and other control characters make a sentence
 * that people can't read.
 */
public final class PlainText {

    /** What stands where something could not be kept. */
    private static final char REPLACED = '\uFFFD';

    private PlainText() {}

    /** What a database can keep: NUL and halves of surrogate pairs are replaced, everything else stays. */
    public static String storable(String text) {
        return replaced(text, false);
    }

    /** A sentence for people: the same, and without control characters; line breaks and tabs stay. */
    public static String clean(String text) {
        return replaced(text, true);
    }

    /** At most so many characters (UTF-16 units, as Java counts), with "…" at the end where some are missing. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, boundary(text, most - 1)) + "…";
    }

    /** The nearest place at or before this one that does not lie within a character. */
    public static int boundary(String text, int at) {
        boolean within = at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
        return within ? at - 1 : at;
    }

    private static String replaced(String text, boolean controlsToo) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (c == '\0' || Character.isSurrogate(c) || (controlsToo && isControl(c))) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, REPLACED);
            }
        }
        return changed == null ? text : changed.toString();
    }

    private static boolean isControl(char c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
    }
}
