package org.osfailover.procedure.support;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerCheck;
import org.osfailover.farm.Verdict;

/** Looks, without changing anything, whether the servers are ready for the procedures; all of them in parallel. */
public interface ServerChecks {

    /** Everything that a procedure needs, of every server, in the inventory's order. */
    List<ServerCheck> check(Environment environment);

    /** Whether the logins may do what the procedures need, on behalf of a step, by server id. */
    Map<String, Verdict> mayChange(Environment environment, RunStep step, Collection<String> serverIds);

    /** Whether the servers can run what takes long, on behalf of a step, by server id; tried harmlessly. */
    default Map<String, Verdict> mayRunJobs(Environment environment, RunStep step, Collection<String> serverIds) {
        return Map.of();
    }
}
