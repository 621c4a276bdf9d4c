package org.osfailover.lab;

/** What answers the network for one server. */
interface LabHost extends AutoCloseable {

    /** Follows what has changed: power and faults. */
    void refresh();

    @Override
    void close();
}
