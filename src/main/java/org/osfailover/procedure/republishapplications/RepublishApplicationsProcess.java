package org.osfailover.procedure.republishapplications;

import org.osfailover.procedure.support.Steps;

/** The process {@code republish-applications}: every module is published again. */
public final class RepublishApplicationsProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "republish-applications";

    private RepublishApplicationsProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_LOCATE_SOLUTION = "serviceTask_locateSolution";
        public static final String SERVICE_TASK_CREATE_SOLUTION = "serviceTask_createSolution";
        public static final String SERVICE_TASK_PUBLISH_SOLUTION = "serviceTask_publishSolution";
        public static final String SERVICE_TASK_READ_PUBLICATION = "serviceTask_readPublication";
        public static final String CALL_ACTIVITY_DECIDE_ON_PUBLICATION = "callActivity_decideOnPublication";
        public static final String USER_TASK_PUBLISH_SOLUTION = "userTask_publishSolution";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
