package org.osfailover.procedure.renewlicense;

import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code renew-license}. */
final class RenewLicenseVariables {

    /** Contract: the serial number of the new Controller, for the person in the Licensing Portal. */
    static final Variable<String> SERIAL_NUMBER = Variable.string("serialNumber");

    static final Variable<Boolean> LICENSE_NEEDED = Variable.bool("licenseNeeded");
    static final Variable<Boolean> LICENSE_VALID = Variable.bool("licenseValid");
    static final Variable<Boolean> LICENSE_BY_HAND = Variable.bool("licenseByHand");
    /** What is known of the present licence, for people. */
    static final Variable<String> LICENSE_NOTE = Variable.string("licenseNote");
    /** Why the last file was not good, in the platform's words; empty where none was refused. */
    static final Variable<String> LICENSE_REJECTION = Variable.string("licenseRejection");

    static final Variable<String> LICENSING_PORTAL_URL = Variable.string("licensingPortalUrl");
    static final Variable<String> SERVICE_CENTER_LICENSING_URL = Variable.string("serviceCenterLicensingUrl");
    static final Variable<Boolean> NEW_FILE = Variable.bool("newFile");

    private RenewLicenseVariables() {}
}
