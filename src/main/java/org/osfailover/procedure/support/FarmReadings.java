package org.osfailover.procedure.support;

import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerReading;

/** Reads whole environments, all servers in parallel, within a deadline. */
public interface FarmReadings {

    /**
     * What the servers are like now: a reading younger than five seconds and younger than the last changing command on
     * the environment, or a new one.
     */
    FarmReading recent(Environment environment);

    /**
     * A new reading while a person waits for it, within ten seconds: a server that is only slow is said to be that, and is
     * read with patience later.
     */
    default FarmReading soon(Environment environment, RunStep step, Set<String> notContacted) {
        return now(environment, step, notContacted);
    }

    /** A new reading, on behalf of a step, for which slow servers are waited; the servers named in {@code notContacted} are left alone. */
    FarmReading now(Environment environment, RunStep step, Set<String> notContacted);

    /** The newest reading there is, whichever servers it left alone; nothing is read for it. Empty where there was none. */
    default Optional<FarmReading> newest(String environmentId) {
        return Optional.empty();
    }

    /** The last reading in which this server could be read, and with it its age; empty where there never was one. */
    Optional<ServerReading> lastKnown(String environmentId, String serverId);
}
