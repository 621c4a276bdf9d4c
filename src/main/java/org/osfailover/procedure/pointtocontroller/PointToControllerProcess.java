package org.osfailover.procedure.pointtocontroller;

import org.osfailover.procedure.support.Steps;

/** The process {@code point-to-controller}: one server's configuration is pointed to the new Controller. */
public final class PointToControllerProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "point-to-controller";

    private PointToControllerProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_WRITE_CONTROLLER_ADDRESS = "serviceTask_writeControllerAddress";
        public static final String SERVICE_TASK_FOLLOW_WRITING = "serviceTask_followWriting";
        public static final String SERVICE_TASK_CREATE_CACHE_SERVICE = "serviceTask_createCacheService";
        public static final String SERVICE_TASK_FOLLOW_CACHE_SERVICE = "serviceTask_followCacheService";
        public static final String SERVICE_TASK_APPLY_CONFIGURATION = "serviceTask_applyConfiguration";
        public static final String SERVICE_TASK_FOLLOW_CONFIGURATION = "serviceTask_followConfiguration";
        public static final String SERVICE_TASK_READ_SERVICES = "serviceTask_readServices";
        public static final String SERVICE_TASK_VERIFY_CONTROLLER_ADDRESS = "serviceTask_verifyControllerAddress";
        public static final String CALL_ACTIVITY_DECIDE_ON_SERVER = "callActivity_decideOnServer";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
