package org.osfailover.procedure.installservicecenter;

import org.osfailover.procedure.support.Steps;

/** The process {@code install-service-center}: Service Center is installed on the new Controller. */
public final class InstallServiceCenterProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "install-service-center";

    private InstallServiceCenterProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_INSTALL_SERVICE_CENTER = "serviceTask_installServiceCenter";
        public static final String SERVICE_TASK_FOLLOW_INSTALLATION = "serviceTask_followInstallation";
        public static final String SERVICE_TASK_READ_SERVICE_CENTER = "serviceTask_readServiceCenter";
        public static final String CALL_ACTIVITY_DECIDE_ON_SERVER = "callActivity_decideOnServer";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches. */
    public static final class Errors {
        public static final String STEP_FAILED = Steps.STEP_FAILED;

        private Errors() {}
    }
}
