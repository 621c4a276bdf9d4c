package org.osfailover.procedure.decideonserver;

/** The process {@code decide-on-server}: a person decides on a server that did not do as it must. */
public final class DecideOnServerProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "decide-on-server";

    private DecideOnServerProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String USER_TASK_DECIDE_ON_SERVER = "userTask_decideOnServer";
        public static final String SERVICE_TASK_RECORD_DECISION = "serviceTask_recordDecision";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String RUN_ABORTED = "RUN_ABORTED";

        private Errors() {}
    }
}
