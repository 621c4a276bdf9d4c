package org.osfailover.farm;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server's settings of the connections to the platform's databases, by name and without a value. The platform refuses a
 * front-end one of whose settings is not the Controller's, letter case included (source: docs-support, unable to register a
 * front-end), so that equal hashes are what is looked for.
 *
 * @param hashes a salted hash of each value that the configuration has in the clear, by the setting's name
 *     ({@code PlatformDatabaseConfiguration/Host}); a setting that is empty is none
 * @param encrypted the names of those that are encrypted: equal values need not look equal, so that they can't be compared
 * @param salt what tells whether two servers' hashes may be compared; hashes of another salt say nothing
 * @param problem why they could not be read; null where they were
 */
public record ConnectionSettings(
        Map<String, String> hashes,
        Set<String> encrypted,
        String salt,
        @Nullable String problem) {

    public ConnectionSettings {
        hashes = Map.copyOf(hashes);
        encrypted = Set.copyOf(encrypted);
    }

    /** Those of a server that did not tell them. */
    public static ConnectionSettings unread(String problem) {
        return new ConnectionSettings(Map.of(), Set.of(), "", problem);
    }
}
