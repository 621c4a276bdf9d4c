package org.osfailover.procedure.decideonserver;

import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code decide-on-server}. */
final class DecideOnServerVariables {

    static final Variable<String> DECISION = Variable.string("decision");
    static final Variable<String> DECISION_COMMENT = Variable.text("decisionComment");
    static final Variable<String> DECIDED_BY = Variable.string("decidedBy");
    static final Variable<String> FENCING_METHOD = Variable.string("fencingMethod");
    /** What the diagram calls the step that could not be done. */
    static final Variable<String> STEP_NAME = Variable.string("stepName");
    /** Why FENCED can't be chosen; empty where it can. */
    static final Variable<String> FENCE_REFUSAL = Variable.text("fenceRefusal");

    /** A person's answer to a tool that waits; {@link ToolAnswers#ENTER} for Enter alone. */
    static final Variable<String> TOOL_ANSWER = Variable.string("toolAnswer");
    /** The line at which a tool waits on the server, what it said before, and where that is; empty where none waits. */
    static final Variable<String> TOOL_LINE = Variable.string("toolLine");

    static final Variable<String> TOOL_TRANSCRIPT = Variable.string("toolTranscript");
    static final Variable<String> TOOL_POSITION = Variable.string("toolPosition");

    static final Variable<Boolean> TRY_AGAIN = Variable.bool("tryAgain");
    static final Variable<Boolean> RUN_ABORTED = Variable.bool("runAborted");

    private DecideOnServerVariables() {}
}
