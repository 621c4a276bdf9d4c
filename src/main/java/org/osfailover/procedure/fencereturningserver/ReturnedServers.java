package org.osfailover.procedure.fencereturningserver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.platform.PlatformServers;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.run.Fence;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Judges a returned server by a new reading of all servers, of the runs, and by what a person has said. */
@Component
class ReturnedServers {

    /** The procedures that move the Controller, there or back. */
    private static final Set<String> MOVING = Set.of("move-controller", "undo-run");

    private final FarmReadings readings;
    private final PlatformServers servers;
    private final Runs runs;

    ReturnedServers(FarmReadings readings, PlatformServers servers, Runs runs) {
        this.readings = readings;
        this.servers = servers;
        this.runs = runs;
    }

    /** What the server is now, as far as that can be told. */
    ReturnedServer of(Fence fence, Environment environment, Server server, RunStep step, RoleQuestion said) {
        ServerReading own = servers.on(environment, server, step).read();
        FarmReading others = readings.now(environment, step, Set.of(server.id()));
        Map<String, ServerReading> all = new LinkedHashMap<>(others.servers());
        all.put(server.id(), own);
        Optional<Run> holder = runs.holderOf(environment.id()).filter(run -> !run.rehearsal());
        return ReturnedServer.of(new ReturnedServer.Situation(
                fence,
                server,
                new FarmReading(environment, others.readAt(), all),
                holder.filter(run -> MOVING.contains(run.procedure())).orElse(null),
                holder.filter(run -> runs.skipped(run.id()).contains(server.id()))
                        .isPresent(),
                runs.find(fence.runId()),
                said));
    }
}
