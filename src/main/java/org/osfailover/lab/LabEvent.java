package org.osfailover.lab;

import java.time.Instant;

/** A line of a server's application event log. */
public record LabEvent(Instant time, String source, String level, String message) {}
