package org.osfailover.procedure.startandenableservice;

import org.osfailover.procedure.support.Steps;

/** The process {@code start-and-enable-service}: one service on one server is made to start by itself, and started. */
public final class StartAndEnableServiceProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "start-and-enable-service";

    private StartAndEnableServiceProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_ENABLE_SERVICE = "serviceTask_enableService";
        public static final String SERVICE_TASK_START_SERVICE = "serviceTask_startService";
        public static final String SERVICE_TASK_READ_SERVICE = "serviceTask_readService";
        public static final String CALL_ACTIVITY_DECIDE_ON_SERVER = "callActivity_decideOnServer";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
