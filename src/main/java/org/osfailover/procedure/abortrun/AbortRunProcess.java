package org.osfailover.procedure.abortrun;

/** The process {@code abort-run}: a run that is being aborted waits until its commands have ended. */
public final class AbortRunProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "abort-run";

    private AbortRunProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_LET_COMMANDS_END = "serviceTask_letCommandsEnd";
        public static final String SERVICE_TASK_LEAVE_FENCES = "serviceTask_leaveFences";

        private Elements() {}
    }
}
