package org.osfailover.run;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that nothing of ours contacts, because a run goes on without it (safety rule 1).
 *
 * @param id {@code <run id>-fence-<server id>}, the business key of the process that waits for the server
 * @param method how it was fenced, as the person who attested it said; null while it is only named as lost
 * @param services what the run would have stopped and disabled there (names of platform services)
 * @param controllerAddress the Controller's address that the run would have written there; null where it writes none
 * @param report how it ended; null while it is open
 */
public record Fence(
        String id,
        String runId,
        String environment,
        String server,
        State state,
        @Nullable String method,
        @Nullable String attestedBy,
        @Nullable String attestation,
        List<String> services,
        @Nullable String controllerAddress,
        Instant begunAt,
        @Nullable Instant endedAt,
        @Nullable String report) {

    /** How a server was fenced that a run went on, or ended, without: nobody has said so. */
    public static final String NONE_ATTESTED = "NONE_ATTESTED";

    public enum State {
        /** Named as lost at a start; nobody has decided on it yet. */
        NAMED,
        /** The run went on without it: when it answers, it is disabled before anything else. */
        PENDING,
        /** It came back and was disabled, or a person said that it is gone for good. */
        ENDED,
        /** It is contacted after all. */
        WITHDRAWN
    }

    public Fence {
        services = List.copyOf(services);
    }

    /** Whether a person has said how the server was fenced: without that, nothing may be enabled in its place. */
    public boolean isAttested() {
        return state == State.PENDING && method != null && !method.equals(NONE_ATTESTED);
    }

    /** Whether nothing but the fence itself contacts the server. */
    public boolean isOpen() {
        return state == State.NAMED || state == State.PENDING;
    }
}
