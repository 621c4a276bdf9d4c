package org.osfailover.procedure.support;

import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunMode;

/**
 * A start that has passed the checks all procedures share.
 *
 * @param lostServers ids of servers that are known to be gone; all of them exist
 * @param reading what the environment is like now
 * @param execution where the procedure's own variables are
 */
public record StartRequest(
        Environment environment,
        RunMode mode,
        Set<String> lostServers,
        FarmReading reading,
        DelegateExecution execution) {}
