package org.osfailover.remote;

import org.jspecify.annotations.Nullable;

/**
 * A secret as it was meant: those that come out of files (a config tree's, a container's) were written by editors and
 * shells that put a byte order mark before and a line end behind it.
 */
final class SecretText {

    /** The mark, and what becomes of its bytes where UTF-8 was read as Latin-1. */
    private static final String[] MARKS = {"\uFEFF", "\u00EF\u00BB\u00BF"};

    private static final char UNREADABLE = '\uFFFD';

    private SecretText() {}

    /**
     * Without mark and line ends.
     *
     * @param strip whether blanks around it are no part of it; in a password they may be
     * @throws UnusableSecretException it was saved in another encoding than UTF-8
     */
    static @Nullable String clean(String property, @Nullable String read, boolean strip) {
        if (read == null) {
            return null;
        }
        String text = read;
        for (String mark : MARKS) {
            text = text.startsWith(mark) ? text.substring(mark.length()) : text;
        }
        if (text.indexOf('\0') >= 0 || text.indexOf(UNREADABLE) >= 0) {
            throw new UnusableSecretException(property + " was not saved as UTF-8 (UTF-16, as PowerShell's '>' writes"
                    + " it, or another encoding), so it can't be known what was meant: save it as UTF-8 without a"
                    + " byte order mark, and, where it is not ASCII, start the program with -Dfile.encoding=UTF-8");
        }
        text = withoutLineEnds(text);
        return strip ? text.strip() : text;
    }

    private static String withoutLineEnds(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }
}
