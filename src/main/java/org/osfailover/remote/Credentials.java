package org.osfailover.remote;

import org.jspecify.annotations.Nullable;

/** Where secrets come from, looked up by name at the moment of use. */
public interface Credentials {

    /** What is configured under {@code failover.credentials.<name>}; null where nothing is. */
    @Nullable Secrets find(String name);

    /** @param privateKeyFile a path */
    record Secrets(
            @Nullable String username,
            @Nullable String password,
            @Nullable String privateKeyFile,
            @Nullable String passphrase) {
        @Override
        public String toString() {
            return "Secrets[" + Argument.MASK + "]";
        }
    }
}
