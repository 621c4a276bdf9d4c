package org.osfailover.run;

import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlainText;

/** Text as a database can keep it: no NUL (PostgreSQL refuses it), no half characters, no longer than its column. */
final class StoredText {

    /** As much of a command's output as is shown among a run's commands, in characters. */
    static final int OUTPUT_LIMIT = 64 * 1024;

    /** As much of it as is kept at all, in characters. */
    static final int WHOLE_LIMIT = 16 * 1024 * 1024;

    private static final int SHORT_COLUMN = 255;

    private StoredText() {}

    static String of(String text) {
        return PlainText.storable(text);
    }

    static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }

    /** For a column of 255 characters. */
    static String brief(String text) {
        String clean = of(text);
        return PlainText.cut(clean, SHORT_COLUMN);
    }

    static @Nullable String briefNullable(@Nullable String text) {
        return text == null ? null : brief(text);
    }

    /** The beginning and the end of a long output, and how much is missing between them. */
    static String output(String text) {
        return ends(text, OUTPUT_LIMIT);
    }

    /** The same with the limit of what is kept at all. */
    static String whole(String text) {
        return ends(text, WHOLE_LIMIT);
    }

    private static String ends(String text, int limit) {
        String clean = of(text);
        if (clean.length() <= limit) {
            return clean;
        }
        int head = PlainText.boundary(clean, limit / 2);
        int tail = PlainText.boundary(clean, clean.length() - limit / 2);
        return clean.substring(0, head) + "\n… " + (tail - head) + " characters left out …\n" + clean.substring(tail);
    }
}
