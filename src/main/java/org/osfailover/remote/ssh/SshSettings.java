package org.osfailover.remote.ssh;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How connections are kept, {@code failover.ssh.*}.
 *
 * @param keepAlive between two questions whether a machine is still there; after three without an answer it is gone
 * @param idle after which an unused connection is closed
 * @param sessionsPerServer at most so many commands at once on one server (OpenSSH allows 10: MaxSessions); where a
 *     server allows fewer, the others wait
 * @param serversAtOnce at most so many servers that are connected at the same time, jump hosts not counted
 */
@ConfigurationProperties("failover.ssh")
record SshSettings(
        @DefaultValue("5s") Duration keepAlive,
        @DefaultValue("5m") Duration idle,
        @DefaultValue("8") int sessionsPerServer,
        @DefaultValue("100") int serversAtOnce) {

    SshSettings {
        if (keepAlive.toMillis() < 1000) {
            throw new IllegalArgumentException("failover.ssh.keep-alive must be at least one second");
        }
        if (idle.isZero() || idle.isNegative()) {
            throw new IllegalArgumentException("failover.ssh.idle must be above zero");
        }
        if (sessionsPerServer < 1 || serversAtOnce < 1) {
            throw new IllegalArgumentException(
                    "failover.ssh.sessions-per-server and failover.ssh.servers-at-once must be at least 1");
        }
    }

    static SshSettings defaults() {
        return new SshSettings(Duration.ofSeconds(5), Duration.ofMinutes(5), 8, 100);
    }
}
