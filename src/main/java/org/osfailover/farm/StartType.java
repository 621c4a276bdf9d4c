package org.osfailover.farm;

/** Whether a service starts with its server. */
public enum StartType {
    AUTOMATIC,
    MANUAL,
    DISABLED,
    /** The server has no such service. */
    ABSENT,
    /** It could not be read. */
    UNKNOWN;

    /** Whether the service may run: automatic or manual. */
    public boolean isEnabled() {
        return this == AUTOMATIC || this == MANUAL;
    }
}
