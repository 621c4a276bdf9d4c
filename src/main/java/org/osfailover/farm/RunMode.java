package org.osfailover.farm;

/** How a procedure treats what goes wrong. */
public enum RunMode {
    /** Stops at the first server that does not do as it must. */
    PLANNED,
    /** Does not contact servers named as lost, and asks only what a person must decide. */
    EMERGENCY
}
