package org.osfailover.remote.ssh;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.osfailover.remote.Credentials;

/**
 * An SSH server that a story is played on: OpenSSH's own, or the one that the simulated farm is made of. What holds for
 * the one must hold for the other.
 */
@NullUnmarked
interface SshHost extends AutoCloseable {

    int port();

    /** Who may log in with {@link #secrets()}. */
    String user();

    Credentials.Secrets secrets();

    /** Of the host key that is to be pinned. */
    String fingerprint();

    /** "ssh-ed25519 AAAA…", as known_hosts has it. */
    String publicKey();

    /** How many connections are open. */
    long connections();

    /** Cuts every connection without a word; the server goes on listening. */
    void cut() throws Exception;

    /** Every connection stays open and nothing is answered any more. */
    void freeze() throws Exception;

    @Override
    void close() throws IOException;

    /** Ends it at once, with everything that runs in its sessions. */
    void kill() throws Exception;

    /** Starts it again on the same port, after {@link #kill()}. */
    void startAgain() throws Exception;

    /** Which of the options it shall have. */
    enum Option {
        /** At most two sessions on a connection. */
        TWO_SESSIONS,
        NO_FORWARDING
    }

    /** Which server. */
    enum Kind {
        OPENSSH {
            @Override
            SshHost start(SshKeys keys, List<Option> options) throws Exception {
                OpenSshHost.Builder builder = OpenSshHost.with(keys);
                if (options.contains(Option.TWO_SESSIONS)) {
                    builder.config("MaxSessions 2");
                }
                if (options.contains(Option.NO_FORWARDING)) {
                    builder.config("AllowTcpForwarding no");
                }
                return builder.start();
            }
        },
        MINA {
            @Override
            SshHost start(SshKeys keys, List<Option> options) throws Exception {
                return new MinaHost(options);
            }
        };

        abstract SshHost start(SshKeys keys, List<Option> options) throws Exception;
    }
}
