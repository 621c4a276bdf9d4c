package org.osfailover.web;

import java.util.List;
import org.osfailover.farm.FarmReading;
import org.osfailover.run.BeforeRuns;
import org.osfailover.run.ServerBefore;

/** Nobody has kept what the servers were like before. */
final class NothingBefore implements BeforeRuns {

    @Override
    public void keep(String runId, FarmReading reading) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ServerBefore> of(String runId) {
        return List.of();
    }
}
