package org.osfailover.procedure.stopanddisableservice;

import org.osfailover.procedure.support.Steps;

/** The process {@code stop-and-disable-service}: one service on one server is stopped and kept from starting again. */
public final class StopAndDisableServiceProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "stop-and-disable-service";

    private StopAndDisableServiceProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_STOP_SERVICE = "serviceTask_stopService";
        public static final String SERVICE_TASK_DISABLE_SERVICE = "serviceTask_disableService";
        public static final String SERVICE_TASK_VERIFY_STOPPED_AND_DISABLED = "serviceTask_verifyStoppedAndDisabled";
        public static final String CALL_ACTIVITY_DECIDE_ON_SERVER = "callActivity_decideOnServer";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
