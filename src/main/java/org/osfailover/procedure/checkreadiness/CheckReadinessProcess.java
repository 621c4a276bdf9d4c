package org.osfailover.procedure.checkreadiness;

/** The process {@code check-readiness}: reads whether an environment is ready for the procedures. */
public final class CheckReadinessProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "check-readiness";

    private CheckReadinessProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String CALL_ACTIVITY_CHECK_SERVER = "callActivity_checkServer";
        public static final String SERVICE_TASK_COMPARE_SERVERS = "serviceTask_compareServers";

        private Elements() {}
    }
}
