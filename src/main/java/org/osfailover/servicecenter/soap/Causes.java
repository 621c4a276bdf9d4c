package org.osfailover.servicecenter.soap;

import org.jspecify.annotations.Nullable;

/** What is behind an exception. */
final class Causes {

    private Causes() {}

    /** The error or the first of its causes of that kind; null where there is none. */
    static <T extends Throwable> @Nullable T find(Throwable error, Class<T> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
