package org.osfailover.run;

import java.util.List;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;

/**
 * Which server runs have made a Controller or a part of the active group. What is written here is written in transactions
 * of its own, before the command is sent: a command whose outcome is lost has enabled the service, until it was read.
 */
public interface EnabledRoles {

    /** The run is about to enable the service. Services that may run on several servers at once are not kept. */
    void mayBeEnabled(String runId, String environmentId, String serverId, PlatformService service);

    /** Forgets what this reading shows as stopped and disabled. */
    void learn(FarmReading reading);

    /** What was enabled and not read as disabled since, by server and service. */
    List<EnabledRole> of(String environmentId);
}
