package org.osfailover.farm;

import org.jspecify.annotations.Nullable;

/**
 * Where the SSH server of a server, or of a jump host, is and how to log in.
 *
 * @param credentials the name under which {@code failover.credentials.<name>} holds the secrets; never a secret itself
 * @param hostKey the pinned host key as OpenSSH's SHA-256 fingerprint ("SHA256:…"); null where known_hosts pins it
 * @param knownHosts an OpenSSH known_hosts file; pins the key where there is no fingerprint, and may revoke keys in any
 *     case; null where there is none
 * @param jump the jump host to go through; null for a direct connection
 */
public record SshEndpoint(
        String host,
        int port,
        String user,
        String credentials,
        @Nullable String hostKey,
        @Nullable String knownHosts,
        Elevation elevate,
        @Nullable JumpHost jump) {}
