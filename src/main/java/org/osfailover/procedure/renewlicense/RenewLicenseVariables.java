package org.osfailover.procedure.renewlicense;

import org.osfailover.procedure.support.Variable;

/** The variables of the process {@code renew-license}, besides those that it shares. */
final class RenewLicenseVariables {

    static final Variable<Boolean> LICENSE_NEEDED = Variable.bool("licenseNeeded");
    static final Variable<Boolean> LICENSE_VALID = Variable.bool("licenseValid");
    static final Variable<String> SERVICE_CENTER_LICENSING_URL = Variable.string("serviceCenterLicensingUrl");
    static final Variable<Boolean> NEW_FILE = Variable.bool("newFile");

    private RenewLicenseVariables() {}
}
