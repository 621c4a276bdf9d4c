package org.osfailover.procedure.requestlicense;

/** The process {@code request-license}: people get a licence file for a serial number from the Licensing Portal. */
public final class RequestLicenseProcess {

    /** The process key, which is also the name of the model's file. */
    public static final String KEY = "request-license";

    private RequestLicenseProcess() {}

    /** Ids of the model's tasks and calls, and of events that others refer to: for tests, and for reading histories. */
    public static final class Elements {
        public static final String SERVICE_TASK_RECORD_REQUEST = "serviceTask_recordRequest";
        public static final String USER_TASK_FREE_UP_ENVIRONMENT = "userTask_freeUpEnvironment";
        public static final String USER_TASK_GET_LICENSE_FILE = "userTask_getLicenseFile";
        public static final String SERVICE_TASK_REMIND_PEOPLE = "serviceTask_remindPeople";

        private Elements() {}
    }

    /** Codes of the errors that the model throws or catches: none. */
    public static final class Errors {

        private Errors() {}
    }
}
