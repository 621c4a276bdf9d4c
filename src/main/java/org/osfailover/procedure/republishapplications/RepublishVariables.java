package org.osfailover.procedure.republishapplications;

import java.util.Date;
import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code republish-applications}. */
final class RepublishVariables {

    static final Variable<Boolean> SOLUTION_FOUND = Variable.bool("solutionFound");
    static final Variable<String> SOLUTION_NAME = Variable.string("solutionName");

    static final Variable<Integer> PUBLICATION_ID = Variable.of("publicationId", Integer.class);
    static final Variable<Date> PUBLICATION_STARTED_AT = Variable.of("publicationStartedAt", Date.class);
    /** Whether the publication has begun and is not known to have ended. */
    static final Variable<Boolean> PUBLICATION_UNDER_WAY = Variable.bool("publicationUnderWay");
    /** Whether the publication has ended well. */
    static final Variable<Boolean> PUBLICATION_ENDED = Variable.bool("publicationEnded");
    /** How many publications of this run are known to have ended with errors. */
    static final Variable<Integer> PUBLICATIONS_FAILED = Variable.of("publicationsFailed", Integer.class);

    /** How many times Service Center, which restarts, has been asked again; whether it is once more, and after how long (ISO 8601). */
    static final Variable<Integer> SERVICE_CENTER_RETRY = Variable.of("serviceCenterRetry", Integer.class);

    static final Variable<Boolean> ASKED_AGAIN = Variable.bool("serviceCenterAskedAgain");
    static final Variable<String> ASKED_AGAIN_AFTER = Variable.string("serviceCenterAskedAgainAfter");

    static final Variable<Integer> LAST_MESSAGE_ID = Variable.of("publicationLastMessageId", Integer.class);
    /** So far; at the end, of the whole. */
    static final Variable<Integer> WARNINGS = Variable.of("publicationWarnings", Integer.class);

    static final Variable<Integer> ERRORS = Variable.of("publicationErrors", Integer.class);
    /** What the publication said last. */
    static final Variable<String> LAST_SAID = Variable.text("publicationLastSaid");
    /** How far the publication has got, for people. */
    static final Variable<String> PROGRESS = Variable.text("publicationProgress");
    /** When the progress was written among the run's events last. */
    static final Variable<Date> PROGRESS_RECORDED_AT = Variable.of("publicationProgressRecordedAt", Date.class);

    private RepublishVariables() {}
}
