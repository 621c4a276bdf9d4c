package org.osfailover.procedure.checkreadiness;

import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code check-readiness}. */
final class CheckReadinessVariables {

    /** The servers that are checked, comma-separated: all but those that are known to be gone. */
    static final Variable<String> SERVERS_TO_CHECK = Variable.string("serversToCheck");
    /** Whether a person has started it: then it is a run of its own. */
    static final Variable<Boolean> BY_HAND = Variable.bool("byHand");

    private CheckReadinessVariables() {}
}
