package org.osfailover.procedure.checkenvironments;

/** The process {@code check-environments}: a timer has every environment checked. */
public final class CheckEnvironmentsProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "check-environments";

    private CheckEnvironmentsProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String CALL_ACTIVITY_CHECK_READINESS = "callActivity_checkReadiness";

        private Elements() {}
    }
}
