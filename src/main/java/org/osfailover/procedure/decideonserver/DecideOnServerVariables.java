package org.osfailover.procedure.decideonserver;

import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code decide-on-server}. */
final class DecideOnServerVariables {

    static final Variable<String> DECISION = Variable.string("decision");
    static final Variable<String> DECISION_COMMENT = Variable.text("decisionComment");
    static final Variable<String> DECIDED_BY = Variable.string("decidedBy");
    static final Variable<String> FENCING_METHOD = Variable.string("fencingMethod");
    /** Why FENCED can't be chosen; empty where it can. */
    static final Variable<String> FENCE_REFUSAL = Variable.text("fenceRefusal");

    static final Variable<Boolean> TRY_AGAIN = Variable.bool("tryAgain");
    static final Variable<Boolean> RUN_ABORTED = Variable.bool("runAborted");

    private DecideOnServerVariables() {}
}
