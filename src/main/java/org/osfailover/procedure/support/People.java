package org.osfailover.procedure.support;

import org.camunda.bpm.engine.ProcessEngineServices;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Who is acting. */
public final class People {

    private People() {}

    /** The logged-in user's id; "system" where nobody is logged in. */
    public static String acting(ProcessEngineServices engine) {
        Authentication authentication = engine.getIdentityService().getCurrentAuthentication();
        String user = authentication == null ? null : authentication.getUserId();
        return user == null ? "system" : user;
    }
}
