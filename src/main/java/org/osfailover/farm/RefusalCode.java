package org.osfailover.farm;

/** Why something was refused or could not be done. Only what a model or a person branches on has a code. */
public enum RefusalCode {
    /** Nobody answers at the server's SSH address. A server that can't be reached is not a stopped server. */
    SERVER_UNREACHABLE,
    /** The server takes connections, and did not answer in time: it is slow, or it hangs. It is not gone. */
    SERVER_SLOW,
    /** The server takes no login at this time: too many are under way, or too many have failed. It is not gone. */
    LOGINS_LIMITED,
    /** A jump host on the way to the server could not be passed. About the server itself, nothing is known. */
    JUMP_HOST_FAILED,
    /** As many sessions or connections as are allowed are in use, and none became free in time. Nothing was sent. */
    SERVER_BUSY,
    /** The server shows another host key than the pinned one. */
    HOST_KEY_CHANGED,
    /** The server refuses the login, or the credentials are missing on our side. */
    AUTHENTICATION_FAILED,
    /** The login works, but it may not do what is needed. */
    PRIVILEGE_MISSING,
    /** The server has no such service. */
    SERVICE_ABSENT,
    /** A tool, a file or a registry value that the step needs is not there, or not as documented. */
    PLATFORM_NOT_AS_EXPECTED,
    /** An interactive tool asked something we have no answer for; the dialogue was ended before it saved. */
    UNEXPECTED_QUESTION,
    /** The command ended, and what was read afterwards is not what was asked for. */
    NOT_IN_WANTED_STATE,
    /** The command ended with an error. */
    COMMAND_FAILED,
    /** Deadline passed or connection lost: what happened on the server is not known. */
    OUTCOME_UNKNOWN,
    /** Service Center does not answer, or not as documented. */
    SERVICE_CENTER_UNAVAILABLE,
    /** Service Center restarts, or its web server is not ready. Nothing was done, so it may be asked again. */
    SERVICE_CENTER_BUSY,
    /** The platform refuses the licence file. */
    LICENSE_REJECTED,
    /** The publication ended with errors, or was refused. */
    PUBLICATION_FAILED,
    /** What was asked for is not allowed: the sentence says why. */
    NOT_ELIGIBLE;

    /** Whether it may only be a matter of time: what is slow or does not answer is read again before anything changes. */
    public boolean isReadAgain() {
        return this == SERVER_SLOW || this == SERVER_UNREACHABLE;
    }

    /** Whether nobody was let in: beyond that, nothing is known about the server. */
    public boolean isNotLetIn() {
        return switch (this) {
            case SERVER_UNREACHABLE,
                    SERVER_SLOW,
                    LOGINS_LIMITED,
                    JUMP_HOST_FAILED,
                    SERVER_BUSY,
                    HOST_KEY_CHANGED,
                    AUTHENTICATION_FAILED -> true;
            default -> false;
        };
    }
}
