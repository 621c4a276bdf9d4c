package org.osfailover.run;

import org.jspecify.annotations.Nullable;

/** Text as a database can keep it: without NUL (PostgreSQL refuses it), and no longer than its column. */
final class StoredText {

    /** As much of a command's output as is shown among a run's commands, in characters. */
    static final int OUTPUT_LIMIT = 64 * 1024;

    /** As much of it as is kept at all, in characters. */
    static final int WHOLE_LIMIT = 16 * 1024 * 1024;

    private static final int SHORT_COLUMN = 255;

    private StoredText() {}

    static String of(String text) {
        return text.replace('\0', '\uFFFD');
    }

    static @Nullable String ofNullable(@Nullable String text) {
        return text == null ? null : of(text);
    }

    /** For a column of 255 characters. */
    static String brief(String text) {
        String clean = of(text);
        return clean.length() <= SHORT_COLUMN ? clean : clean.substring(0, SHORT_COLUMN - 1) + "…";
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
        int half = limit / 2;
        int left = clean.length() - 2 * half;
        return clean.substring(0, half)
                + "\n… " + left + " characters left out …\n"
                + clean.substring(clean.length() - half);
    }
}
