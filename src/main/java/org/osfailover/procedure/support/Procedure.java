package org.osfailover.procedure.support;

import java.util.List;
import java.util.Set;

/** A procedure that people start: what it takes, and what of that it refuses. One bean a procedure. */
public interface Procedure {

    /** The process key. */
    String key();

    /** The start variables besides those that all procedures take. */
    Set<String> ownStartVariables();

    /** What is wrong with the procedure's own start variables, a sentence each; empty where it may start. */
    List<String> problems(StartRequest request);
}
