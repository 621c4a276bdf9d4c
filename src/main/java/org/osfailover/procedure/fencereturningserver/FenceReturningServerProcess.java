package org.osfailover.procedure.fencereturningserver;

/** The process {@code fence-returning-server}: waits for a server that a run has gone on without, and disables it. */
public final class FenceReturningServerProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "fence-returning-server";

    private FenceReturningServerProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String USER_TASK_CONFIRM_SERVER_GONE = "userTask_confirmServerGone";
        public static final String USER_TASK_DECIDE_ON_RETURNED_SERVER = "userTask_decideOnReturnedServer";
        public static final String SERVICE_TASK_DISABLE_SERVICES = "serviceTask_disableServices";
        public static final String SERVICE_TASK_POINT_RETURNED_SERVER = "serviceTask_pointReturnedServer";
        public static final String SERVICE_TASK_VERIFY_FENCE = "serviceTask_verifyFence";
        public static final String SERVICE_TASK_END_FENCE = "serviceTask_endFence";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = "STEP_FAILED";
        /** What the returned server is can't be told: a person is asked. */
        public static final String ROLE_UNCLEAR = "ROLE_UNCLEAR";

        private Errors() {}
    }

    /** Names of the messages that the model waits for. */
    public static final class Messages {
        public static final String SERVER_FENCED = "serverFenced";
        public static final String SERVER_ANSWERS = "serverAnswers";

        private Messages() {}
    }
}
