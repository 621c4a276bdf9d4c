package org.osfailover.remote;

import org.jspecify.annotations.Nullable;

/** A server could not be logged in to, or had no place for one more command. Nothing was run on it. */
public final class RemoteAccessException extends Exception {

    /** Why; callers branch on this, never on the text. */
    public enum Reason {
        /** Nobody answers at the server's SSH address. */
        UNREACHABLE,
        /** The server takes connections and did not finish the login in time: it is slow, or it hangs. Not gone. */
        TOO_SLOW,
        /** The server takes no login at this time: too many are under way, or too many have failed. Not gone. */
        LOGINS_LIMITED,
        /** A jump host on the way could not be passed. About the server behind it, this says nothing. */
        JUMP_HOST_FAILED,
        /** As much as is allowed is under way already, and nothing of it ended in time. */
        SERVER_BUSY,
        HOST_KEY_CHANGED,
        /** {@link #loginProblem()} tells more. */
        AUTHENTICATION_FAILED
    }

    /** Why nobody was let in. */
    public enum LoginProblem {
        /** There are no such credentials, or they hold neither key nor password. */
        NOT_CONFIGURED,
        KEY_FILE_MISSING,
        KEY_FILE_UNREADABLE,
        KEY_FORMAT_UNSUPPORTED,
        /** The passphrase of the key file is missing or wrong. */
        PASSPHRASE_WRONG,
        KEY_NOT_ACCEPTED,
        PASSWORD_REFUSED,
        /** The server wants another way of logging in than is configured, or one more. */
        METHOD_NOT_OFFERED,
        /** The server wants a new password before it lets anybody in. */
        PASSWORD_CHANGE_DEMANDED,
        /** The server asked something that is not answered with the password. */
        UNEXPECTED_PROMPT,
        /** The server ended the connection over the login: too many failures, a locked account. */
        DISCONNECTED
    }

    private final Reason reason;
    private final @Nullable LoginProblem loginProblem;

    /** @param message a sentence for people: what was tried, what came back, what to check; without secrets */
    public RemoteAccessException(Reason reason, String message) {
        this(reason, message, null);
    }

    public RemoteAccessException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.loginProblem = null;
    }

    /** The login failed. */
    public RemoteAccessException(LoginProblem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Reason.AUTHENTICATION_FAILED;
        this.loginProblem = problem;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether it may pass by itself, so that what is under way on the server is looked at again. */
    public boolean mayPass() {
        return reason == Reason.UNREACHABLE || reason == Reason.TOO_SLOW || reason == Reason.LOGINS_LIMITED;
    }

    /** What was wrong with the login; null where it was not the login that failed. */
    public @Nullable LoginProblem loginProblem() {
        return loginProblem;
    }

    /** The message; never null. */
    public String sentence() {
        String message = getMessage();
        return message == null ? reason.name() : message;
    }
}
