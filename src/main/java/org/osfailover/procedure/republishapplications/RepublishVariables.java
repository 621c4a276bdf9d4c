package org.osfailover.procedure.republishapplications;

import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code republish-applications}. */
final class RepublishVariables {

    static final Variable<Boolean> SOLUTION_FOUND = Variable.bool("solutionFound");
    static final Variable<String> SOLUTION_NAME = Variable.string("solutionName");
    static final Variable<Integer> PUBLICATION_ID = Variable.of("publicationId", Integer.class);
    static final Variable<Boolean> PUBLICATION_ENDED = Variable.bool("publicationEnded");
    static final Variable<Integer> LAST_MESSAGE_ID = Variable.of("publicationLastMessageId", Integer.class);
    /** What the publication said last, for people. */
    static final Variable<String> PROGRESS = Variable.string("publicationProgress");

    private RepublishVariables() {}
}
