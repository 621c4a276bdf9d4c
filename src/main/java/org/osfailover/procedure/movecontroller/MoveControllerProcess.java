package org.osfailover.procedure.movecontroller;

import org.osfailover.procedure.support.Steps;

/** The process {@code move-controller}: the Controller role moves to another server. */
public final class MoveControllerProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "move-controller";

    private MoveControllerProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String CALL_ACTIVITY_CHECK_READINESS = "callActivity_checkReadiness";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP1 = "callActivity_verifyAfterStep1";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP2 = "callActivity_verifyAfterStep2";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP3 = "callActivity_verifyAfterStep3";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP4 = "callActivity_verifyAfterStep4";
        public static final String CALL_ACTIVITY_ABORT_RUN = "callActivity_abortRun";
        public static final String CALL_ACTIVITY_ABORT_ON_REQUEST = "callActivity_abortOnRequest";
        public static final String SERVICE_TASK_SWITCH_MODE = "serviceTask_switchMode";
        public static final String SERVICE_TASK_PLAN_MOVE = "serviceTask_planMove";
        public static final String CALL_ACTIVITY_DECIDE_ON_PLAN = "callActivity_decideOnPlan";
        public static final String CALL_ACTIVITY_PREPARE_RUN = "callActivity_prepareRun";
        public static final String CALL_ACTIVITY_STOP_OLD_CONTROLLER = "callActivity_stopOldController";
        public static final String CALL_ACTIVITY_STOP_OLD_RABBIT_MQ = "callActivity_stopOldRabbitMq";
        public static final String CALL_ACTIVITY_ENABLE_NEW_CONTROLLER = "callActivity_enableNewController";
        public static final String CALL_ACTIVITY_POINT_NEW_CONTROLLER = "callActivity_pointNewController";
        public static final String CALL_ACTIVITY_POINT_OTHER_SERVERS = "callActivity_pointOtherServers";
        public static final String SERVICE_TASK_VERIFY_ADDRESS_EQUAL = "serviceTask_verifyAddressEqual";
        public static final String CALL_ACTIVITY_DECIDE_ON_DIFFERING_SERVER = "callActivity_decideOnDifferingServer";
        public static final String CALL_ACTIVITY_INSTALL_SERVICE_CENTER = "callActivity_installServiceCenter";
        public static final String SERVICE_TASK_COMPARE_SERIAL_NUMBER = "serviceTask_compareSerialNumber";
        public static final String CALL_ACTIVITY_REQUEST_LICENSE = "callActivity_requestLicense";
        public static final String CALL_ACTIVITY_RENEW_LICENSE = "callActivity_renewLicense";
        public static final String CALL_ACTIVITY_REPUBLISH_APPLICATIONS = "callActivity_republishApplications";
        public static final String SERVICE_TASK_READ_LICENSE_AGAIN = "serviceTask_readLicenseAgain";
        public static final String CALL_ACTIVITY_RENEW_LICENSE_AGAIN = "callActivity_renewLicenseAgain";
        public static final String SERVICE_TASK_VERIFY_MOVE = "serviceTask_verifyMove";
        public static final String CALL_ACTIVITY_DECIDE_ON_UNVERIFIED_MOVE = "callActivity_decideOnUnverifiedMove";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String PLAN_REJECTED = "PLAN_REJECTED";
        public static final String PLAN_VOID = "PLAN_VOID";
        public static final String RUN_ABORTED = "RUN_ABORTED";
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
