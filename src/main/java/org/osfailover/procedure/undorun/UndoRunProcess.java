package org.osfailover.procedure.undorun;

import org.osfailover.procedure.support.Steps;

/** The process {@code undo-run}: the servers become again what they were before a run that was aborted. */
public final class UndoRunProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "undo-run";

    private UndoRunProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String CALL_ACTIVITY_CHECK_READINESS = "callActivity_checkReadiness";
        public static final String SERVICE_TASK_PLAN_UNDO = "serviceTask_planUndo";
        public static final String CALL_ACTIVITY_DECIDE_ON_PLAN = "callActivity_decideOnPlan";
        public static final String CALL_ACTIVITY_PREPARE_RUN = "callActivity_prepareRun";
        public static final String CALL_ACTIVITY_STOP_STARTED_SERVICES = "callActivity_stopStartedServices";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STOPPING = "callActivity_verifyAfterStopping";
        public static final String CALL_ACTIVITY_ENABLE_OLD_ROLES = "callActivity_enableOldRoles";
        public static final String CALL_ACTIVITY_POINT_FIRST_SERVER = "callActivity_pointFirstServer";
        public static final String CALL_ACTIVITY_POINT_OTHER_SERVERS = "callActivity_pointOtherServers";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_POINTING = "callActivity_verifyAfterPointing";
        public static final String CALL_ACTIVITY_START_STOPPED_SERVICES = "callActivity_startStoppedServices";
        public static final String SERVICE_TASK_VERIFY_UNDO = "serviceTask_verifyUndo";
        public static final String CALL_ACTIVITY_DECIDE_ON_UNVERIFIED_UNDO = "callActivity_decideOnUnverifiedUndo";
        public static final String CALL_ACTIVITY_ABORT_RUN = "callActivity_abortRun";
        public static final String CALL_ACTIVITY_ABORT_ON_REQUEST = "callActivity_abortOnRequest";
        public static final String SERVICE_TASK_SWITCH_MODE = "serviceTask_switchMode";

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
