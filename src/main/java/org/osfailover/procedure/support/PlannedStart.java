package org.osfailover.procedure.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmComparison;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.Verdict;
import org.osfailover.run.Fences;
import org.springframework.stereotype.Component;

/** What refuses the start of a planned run: nobody has to begin one on a farm that does not work. An emergency begins all the same. */
@Component
class PlannedStart {

    private static final String OTHERWISE = " Mode EMERGENCY starts all the same.";

    /** What makes a server fail in the middle of a run. */
    private static final Set<Code> REFUSING = Set.of(Code.VERSION, Code.SETTINGS_KEY, Code.CONNECTION_SETTINGS);

    private final ServerChecks checks;
    private final Fences fences;

    PlannedStart(ServerChecks checks, Fences fences) {
        this.checks = checks;
        this.fences = fences;
    }

    /**
     * @param lost servers that are named as lost: nothing is expected of them
     * @param controllerGiven whether the start says which server was the Controller
     */
    List<String> refusals(FarmReading reading, Set<String> lost, boolean controllerGiven, RunStep step) {
        Environment environment = reading.environment();
        List<String> refusals = new ArrayList<>();
        List<String> reachable = new ArrayList<>();
        for (Server server : environment.servers()) {
            ServerReading read = reading.server(server.id());
            if (read.reachable()) {
                reachable.add(server.id());
            } else if (read.problemCode() != RefusalCode.SERVER_SLOW // read again in the run's preparation
                    && !lost.contains(server.id())
                    && fences.pendingOf(environment.id(), server.id()).isEmpty()) {
                refusals.add("Server " + read.outOfReach() + ".");
            }
        }
        for (FarmFinding found : FarmComparison.of(reading, lost)) {
            Code code = found.finding().code();
            if (found.isError() && REFUSING.contains(code)) {
                refusals.add("Server " + found.server() + ": " + found.finding().sentence() + ". "
                        + found.finding().remedy() + ".");
            }
        }
        if (!controllerGiven && reading.controller().isEmpty()) {
            refusals.add(
                    "Which server is the Controller can't be told from the servers: look which address they name.");
        }
        for (Map.Entry<String, Verdict> may :
                checks.mayChange(environment, step, reachable).entrySet()) {
            if (may.getValue() instanceof Verdict.Refused refused && refused.code() == RefusalCode.PRIVILEGE_MISSING) {
                refusals.add("Server " + may.getKey() + ": the login has not the rights it needs. " + refused.reason());
            }
        }
        return refusals.isEmpty()
                ? List.of()
                : List.of("A planned run expects every server to work. " + String.join(" ", refusals) + OTHERWISE);
    }
}
