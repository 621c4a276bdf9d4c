package org.osfailover.procedure.verifyinvariants;

import org.osfailover.procedure.support.Steps;

/** The process {@code verify-invariants}: after a step, nothing may be that must never be. */
public final class VerifyInvariantsProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "verify-invariants";

    private VerifyInvariantsProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_VERIFY_INVARIANTS = "serviceTask_verifyInvariants";
        public static final String CALL_ACTIVITY_DECIDE_ON_BREACH = "callActivity_decideOnBreach";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
