package org.osfailover.farm;

/** What a service is doing. */
public enum ServiceState {
    STOPPED,
    STARTING,
    /** The process runs; whether it is initialised is not known, or it is not yet. */
    RUNNING,
    /** Running, and the platform says (or the port shows) that it has initialised. */
    INITIALISED,
    STOPPING,
    /** It could not be read. */
    UNKNOWN;

    /** Running, initialised or not. */
    public boolean isRunning() {
        return this == RUNNING || this == INITIALISED;
    }
}
