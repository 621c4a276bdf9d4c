package org.osfailover.farm;

import org.jspecify.annotations.Nullable;

/**
 * Where a server's SSH server is and how to log in.
 *
 * @param credentials the name under which {@code failover.credentials.<name>} holds the secrets; never a secret itself
 * @param hostKey the pinned host key as OpenSSH's SHA-256 fingerprint ("SHA256:…"); null where known_hosts pins it
 * @param knownHosts an OpenSSH known_hosts file; null where the fingerprint pins the key
 * @param jump the id of the jump host to go through; null for a direct connection
 */
public record SshEndpoint(
        String host,
        int port,
        String user,
        String credentials,
        @Nullable String hostKey,
        @Nullable String knownHosts,
        Elevation elevate,
        @Nullable String jump) {}
