package org.osfailover.procedure.renewlicense;

import org.osfailover.procedure.support.Steps;

/** The process {@code renew-license}: a licence for the new serial number is requested, installed and verified. */
public final class RenewLicenseProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "renew-license";

    private RenewLicenseProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_READ_LICENSE = "serviceTask_readLicense";
        public static final String CALL_ACTIVITY_REQUEST_LICENSE = "callActivity_requestLicense";
        public static final String SERVICE_TASK_INSTALL_LICENSE = "serviceTask_installLicense";
        public static final String SERVICE_TASK_VERIFY_LICENSE = "serviceTask_verifyLicense";
        public static final String USER_TASK_INSTALL_LICENSE = "userTask_installLicense";
        public static final String SERVICE_TASK_REMIND_PEOPLE = "serviceTask_remindPeople";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String LICENSE_REJECTED = "LICENSE_REJECTED";
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
