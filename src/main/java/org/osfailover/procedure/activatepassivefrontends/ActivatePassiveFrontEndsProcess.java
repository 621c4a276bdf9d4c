package org.osfailover.procedure.activatepassivefrontends;

import org.osfailover.procedure.support.Steps;

/** The process {@code activate-passive-front-ends}: a passive group of front-ends takes over. */
public final class ActivatePassiveFrontEndsProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "activate-passive-front-ends";

    private ActivatePassiveFrontEndsProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_PLAN_ACTIVATION = "serviceTask_planActivation";
        public static final String CALL_ACTIVITY_DECIDE_ON_PLAN = "callActivity_decideOnPlan";
        public static final String CALL_ACTIVITY_PREPARE_RUN = "callActivity_prepareRun";
        public static final String CALL_ACTIVITY_DEACTIVATE_SCHEDULERS = "callActivity_deactivateSchedulers";
        public static final String CALL_ACTIVITY_ACTIVATE_SCHEDULERS = "callActivity_activateSchedulers";
        public static final String CALL_ACTIVITY_START_DEPLOYMENT_SERVICES = "callActivity_startDeploymentServices";
        public static final String SERVICE_TASK_SWITCH_TRAFFIC = "serviceTask_switchTraffic";
        public static final String USER_TASK_SWITCH_TRAFFIC = "userTask_switchTraffic";
        public static final String SERVICE_TASK_VERIFY_ACTIVATION = "serviceTask_verifyActivation";
        public static final String CALL_ACTIVITY_DECIDE_ON_UNVERIFIED_ACTIVATION =
                "callActivity_decideOnUnverifiedActivation";
        public static final String CALL_ACTIVITY_CHECK_READINESS = "callActivity_checkReadiness";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP1 = "callActivity_verifyAfterStep1";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP2 = "callActivity_verifyAfterStep2";
        public static final String CALL_ACTIVITY_VERIFY_AFTER_STEP3 = "callActivity_verifyAfterStep3";
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
