package org.osfailover.procedure.checkserver;

/** The process {@code check-server}: reads whether one server is ready. */
public final class CheckServerProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "check-server";

    private CheckServerProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_CHECK_SERVER = "serviceTask_checkServer";

        private Elements() {}
    }
}
