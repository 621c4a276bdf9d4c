package org.osfailover.procedure.support;

/** The variables around a new licence that the procedure and the processes that it calls hand to each other. */
public final class LicenseVariables {

    /** Contract: the serial number of the new Controller, for the person in the Licensing Portal. */
    public static final Variable<String> SERIAL_NUMBER = Variable.string("serialNumber");

    /** The serial number that the new Controller's server told before step 4; empty where it told none. */
    public static final Variable<String> PREDICTED_SERIAL_NUMBER = Variable.string("predictedSerialNumber");
    /** The serial number for which the early request got its file; empty where there was no such request. */
    public static final Variable<String> REQUESTED_SERIAL_NUMBER = Variable.string("requestedSerialNumber");

    /** Whether people are asked for the file while the machines work. */
    public static final Variable<Boolean> LICENSE_REQUEST_EARLY = Variable.bool("licenseRequestEarly");
    /** Whether that request is of no use any more; the model waits for it to become true. */
    public static final Variable<Boolean> LICENSE_REQUEST_WITHDRAWN = Variable.bool("licenseRequestWithdrawn");
    /** Whether the environment has to be freed up in the Licensing Portal before a file can be had. */
    public static final Variable<Boolean> FREE_UP_NEEDED = Variable.bool("freeUpNeeded");

    public static final Variable<Boolean> LICENSE_BY_HAND = Variable.bool("licenseByHand");
    public static final Variable<Boolean> LICENSE_FILE_AT_HAND = Variable.bool("licenseFileAtHand");

    /** What is known of the present licence, for people. */
    public static final Variable<String> LICENSE_NOTE = Variable.text("licenseNote");
    /** Why the last file was not good, in the platform's words; empty where none was refused. */
    public static final Variable<String> LICENSE_REJECTION = Variable.text("licenseRejection");
    /** Since when an open licence task waits, for people; empty until the first reminder. */
    public static final Variable<String> LICENSE_REMINDER = Variable.text("licenseReminder");

    public static final Variable<String> LICENSING_PORTAL_URL = Variable.string("licensingPortalUrl");
    /** What the Licensing Portal calls the infrastructure; empty where nobody said. */
    public static final Variable<String> INFRASTRUCTURE = Variable.string("infrastructure");

    private LicenseVariables() {}
}
