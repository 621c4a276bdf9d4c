package org.osfailover.procedure.decideonserver;

/** How a person has made sure that a server does not come back by itself. */
enum FencingMethod {
    POWERED_OFF,
    NETWORK_CUT,
    DECOMMISSIONED,
    OTHER
}
