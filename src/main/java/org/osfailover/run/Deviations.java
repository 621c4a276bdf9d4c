package org.osfailover.run;

import java.util.List;
import java.util.Optional;

/** What is open in an environment until somebody closes it with a reason. Opened with every event of kind DEVIATION. */
public interface Deviations {

    /** @param closedToo whether those that were closed are listed, too; the newest first */
    List<Deviation> of(String environmentId, boolean closedToo);

    Optional<Deviation> find(long id);

    /** Closes it; a closed one stays as it is. @return whether it was open */
    boolean close(long id, String person, String reason);

    /** Gives it to somebody else to see to. @return whether it is open */
    boolean handOver(long id, String owner);

    /** Closes what was opened by the decision to go on without this server: its fence has ended. */
    void closeFenced(String runId, String serverId, String reason);
}
