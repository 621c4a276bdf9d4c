package org.osfailover.lab;

/** What the service manager of a server says to an order. */
public enum ServiceAnswer {
    DONE,
    DISABLED,
    NOT_FOUND,
    ALREADY_RUNNING,
    NOT_RUNNING
}
