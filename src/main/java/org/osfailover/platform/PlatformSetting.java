package org.osfailover.platform;

import org.osfailover.farm.Environment;

/**
 * A fact about the platform that may be different on a farm: its default, how sure it is, and where it comes from. An
 * environment overrides it under its key ({@code overrides:} in the inventory).
 *
 * @param key e.g. {@code java.status.running}
 * @param source the document or the published code it was taken from
 * @param what what it is, as a sentence for people
 */
public record PlatformSetting(String key, String defaultValue, Evidence evidence, String source, String what) {

    /** How sure a fact is. */
    public enum Evidence {
        /** The vendor's documentation says so. */
        DOCUMENTED,
        /** Published code relies on it. */
        IN_PUBLISHED_CODE,
        /** It follows from something documented. */
        INFERRED,
        /** Nobody says so; it is our best assumption. */
        ASSUMED
    }

    /** The value in this environment. */
    public String in(Environment environment) {
        return environment.overrides().getOrDefault(key, defaultValue);
    }
}
