package org.osfailover.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The servers that runs have gone on without, and that nothing but their fence contacts. All in the caller's transaction. */
public interface Fences {

    /** A start names the server as lost: from now on nothing of ours contacts it. */
    void name(String runId, String environmentId, String serverId);

    /** The server is contacted after all. Nothing happens where it is not merely named. */
    void withdraw(String runId, String serverId);

    /**
     * The run goes on without the server, and its fence waits for it. One that is pending already stays as it is.
     *
     * @param method how it was fenced, as the person says
     */
    Fence attest(
            String runId,
            String serverId,
            String method,
            String person,
            String comment,
            List<String> services,
            @Nullable String controllerAddress);

    /**
     * Another decision on a server whose fence waits already: what must not run there is added, and the address that is
     * written there at its return is the later one. An attestation stays, where the later decision brings none.
     *
     * @param method how the server was fenced, as the person says; {@link Fence#NONE_ATTESTED} where nobody does
     */
    void renew(
            String fenceId,
            String method,
            String person,
            String comment,
            List<String> services,
            @Nullable String controllerAddress);

    Optional<Fence> find(String fenceId);

    /** The fence that waits for this server, whichever run has left it behind. */
    default Optional<Fence> pendingOf(String environmentId, String serverId) {
        return open(environmentId).stream()
                .filter(fence ->
                        fence.state() == Fence.State.PENDING && fence.server().equals(serverId))
                .findFirst();
    }

    /** The named and pending ones of an environment, the oldest first. */
    List<Fence> open(String environmentId);

    /** All that wait for their servers, of every environment. */
    List<Fence> pending();

    /** The server was disabled at its return, or is gone for good: the report says which. */
    void end(String fenceId, String report);
}
