package org.osfailover.engine;

import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;

/** Which ids users and groups may have: what the engine is configured to take, said in a sentence. */
final class IdentityIds {

    private final Pattern users;
    private final Pattern groups;

    private IdentityIds(Pattern users, Pattern groups) {
        this.users = users;
        this.groups = groups;
    }

    static IdentityIds of(ProcessEngine engine) {
        ProcessEngineConfigurationImpl configured =
                (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
        return new IdentityIds(
                pattern(configured.getUserResourceWhitelistPattern(), configured),
                pattern(configured.getGroupResourceWhitelistPattern(), configured));
    }

    private static Pattern pattern(String own, ProcessEngineConfigurationImpl configured) {
        return Pattern.compile(own == null ? configured.getGeneralResourceWhitelistPattern() : own);
    }

    /** Why the id can't be used; empty where it can. */
    Optional<String> problem(String id, boolean isUser) {
        Pattern pattern = isUser ? users : groups;
        return pattern.matcher(id).matches()
                ? Optional.empty()
                : Optional.of(
                        "The id '" + id + "' can't be used for a " + (isUser ? "user" : "group") + ": it may have "
                                + (isUser
                                        ? "letters, digits and . _ @ + ' - (no backslash: instead of DOMAIN\\name, name or"
                                                + " name@domain)"
                                        : "the letters a to z, digits, _ and -")
                                + ". Nothing was done.");
    }
}
