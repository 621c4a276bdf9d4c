package org.osfailover.procedure.decideonserver;

/** What a person can decide about a server that did not do as it must. */
enum Decision {
    RETRY,
    FENCED,
    SKIP,
    ABORT
}
