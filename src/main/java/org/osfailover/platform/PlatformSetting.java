package org.osfailover.platform;

import org.osfailover.farm.Environment;

/**
 * A fact about the platform that an environment can override (inventory key {@code overrides:}), because it is assumed,
 * or because installations differ.
 *
 * @param key its name in the inventory
 * @param defaultValue what holds where nothing is overridden; empty where the script or the server itself decides
 * @param evidence what the default rests on
 * @param source where the evidence is
 * @param what what the value is, for the one who overrides it
 */
public record PlatformSetting(String key, String defaultValue, Evidence evidence, String source, String what) {

    public PlatformSetting {
        if (key.isBlank()) {
            throw new IllegalArgumentException("a platform setting needs a key");
        }
    }

    /** The value in this environment. */
    public String in(Environment environment) {
        return environment.overrides().getOrDefault(key, defaultValue);
    }

    /** Whether the environment says something else than the default. */
    public boolean isOverriddenIn(Environment environment) {
        return !in(environment).equals(defaultValue);
    }
}
