package org.osfailover.platform;

/** Whether a server can open a connection to a service on another. */
public sealed interface Reachability {

    /** For people: where to, and how it went. */
    String sentence();

    record Reached(String sentence) implements Reachability {}

    record NotReached(String sentence) implements Reachability {}

    /** It could not be tried. */
    record Unknown(String sentence) implements Reachability {}
}
