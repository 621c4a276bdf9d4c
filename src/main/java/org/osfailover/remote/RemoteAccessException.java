package org.osfailover.remote;

/** A server could not be logged in to. Nothing was run on it. */
public final class RemoteAccessException extends Exception {

    /** Why; callers branch on this, never on the text. */
    public enum Reason {
        UNREACHABLE,
        HOST_KEY_CHANGED,
        AUTHENTICATION_FAILED
    }

    private final Reason reason;

    /** @param message a sentence for people: what was tried, what came back, what to check; without secrets */
    public RemoteAccessException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public RemoteAccessException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The message; never null. */
    public String sentence() {
        String message = getMessage();
        return message == null ? reason.name() : message;
    }
}
