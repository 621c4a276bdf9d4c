package org.osfailover.procedure.support;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
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

    /**
     * Does what the program may and people may not (send a message to the engine), on behalf of a person who was let through
     * before.
     */
    static <T> T asTheProgram(ProcessEngineServices engine, Supplier<T> call) {
        IdentityService identities = engine.getIdentityService();
        Authentication person = identities.getCurrentAuthentication();
        identities.clearAuthentication();
        try {
            return call.get();
        } finally {
            if (person != null) {
                identities.setAuthentication(person.getUserId(), person.getGroupIds(), person.getTenantIds());
            }
        }
    }
}
