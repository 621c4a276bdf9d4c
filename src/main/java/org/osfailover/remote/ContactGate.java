package org.osfailover.remote;

import java.util.Optional;
import org.osfailover.farm.RunStep;

/** Who may contact a server at all. Asked before every command, at one place. */
public interface ContactGate {

    /** Why the server is not contacted on behalf of this step; empty where it may be. */
    Optional<String> refusal(String environmentId, String serverId, RunStep step);

    /** Everybody may. */
    static ContactGate open() {
        return (environment, server, step) -> Optional.empty();
    }
}
