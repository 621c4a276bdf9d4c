package org.osfailover.procedure.preparerun;

/** The process {@code prepare-run}: a plan is approved, and servers out of reach are decided on, before anything changes. */
public final class PrepareRunProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "prepare-run";

    private PrepareRunProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String USER_TASK_APPROVE_PLAN = "userTask_approvePlan";
        public static final String SERVICE_TASK_READ_SERVERS_OUT_OF_REACH = "serviceTask_readServersOutOfReach";
        public static final String CALL_ACTIVITY_DECIDE_ON_SERVER = "callActivity_decideOnServer";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String PLAN_REJECTED = "PLAN_REJECTED";
        public static final String PLAN_VOID = "PLAN_VOID";

        private Errors() {}
    }
}
