package org.osfailover.procedure.undorun;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Server;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.PlanLine;
import org.osfailover.procedure.support.Plans;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.undorun.UndoPlan.Change;
import org.osfailover.run.BeforeRuns;
import org.springframework.stereotype.Component;

/** Compares the farm with what it was before the run, and writes down what is put back where. */
@Component("planUndoDelegate")
class PlanUndoDelegate implements JavaDelegate {

    private final Steps steps;
    private final FarmReadings readings;
    private final Plans plans;
    private final BeforeRuns beforeRuns;

    PlanUndoDelegate(Steps steps, FarmReadings readings, Plans plans, BeforeRuns beforeRuns) {
        this.steps = steps;
        this.readings = readings;
        this.plans = plans;
        this.beforeRuns = beforeRuns;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Environment environment = steps.environment(execution);
        Set<String> lost = Set.copyOf(ServersOfRun.list(RunVariables.LOST_SERVERS.from(execution)));
        FarmReading reading = readings.now(environment, steps.step(execution), lost);
        UndoPlan undo = UndoPlan.of(beforeRuns.of(UndoVariables.UNDO_RUN.from(execution)), reading);
        if (undo.isEmpty()) {
            throw plans.impossible(
                    execution,
                    null,
                    "every server that can be read is as it was before run " + UndoVariables.UNDO_RUN.from(execution)
                            + ": there is nothing to undo. Choose ABORT.");
        }
        String address = undo.controllerAddress().orElse("");
        UndoVariables.SERVICES_TO_STOP.on(execution).set(entries(undo.toStop()));
        UndoVariables.ROLES_TO_ENABLE.on(execution).set(entries(undo.toEnableFirst()));
        UndoVariables.SERVICES_TO_START.on(execution).set(entries(undo.toStart()));
        UndoVariables.FIRST_SERVER
                .on(execution)
                .set(undo.toPoint().stream().findFirst().orElse(""));
        UndoVariables.OTHER_SERVERS
                .on(execution)
                .set(undo.toPoint().stream().skip(1).collect(Collectors.joining(",")));
        RunVariables.CONTROLLER_ADDRESS.on(execution).set(address);
        RunVariables.CACHE_SERVICE_HOST
                .on(execution)
                .set(undo.cacheServiceHost().orElse(""));
        RunVariables.NEW_CONTROLLER
                .on(execution)
                .set(environment.serverByAddress(address).map(Server::id).orElse(""));
        RunVariables.SERVERS_CONCERNED
                .on(execution)
                .set(Stream.of(undo.toStop(), undo.toEnableFirst(), undo.toStart())
                        .flatMap(List::stream)
                        .map(Change::serverId)
                        .collect(Collectors.collectingAndThen(
                                Collectors.toCollection(java.util.LinkedHashSet::new), servers -> {
                                    servers.addAll(undo.toPoint());
                                    return String.join(",", servers);
                                })));
        RunVariables.SERVERS_INDISPENSABLE
                .on(execution)
                .set(undo.toStop().stream().map(Change::serverId).distinct().collect(Collectors.joining(",")));
        plans.keep(execution, reading, plan(execution, reading, undo));
    }

    private Plans.Draft plan(DelegateExecution execution, FarmReading reading, UndoPlan undo) {
        Plans.Draft plan = plans.begin(execution, reading);
        undo.toStop()
                .forEach(change -> plan.onServer(
                        "1",
                        change.serverId(),
                        "stop-and-disable-service",
                        "Stop and disable " + change.service().displayName() + ", as before the run",
                        shown(change, Change::now),
                        shown(change, Change::before),
                        List.of(server -> server.stop(change.service()), server -> server.disable(change.service()))));
        undo.toEnableFirst().forEach(change -> start(plan, "2", change));
        String address = undo.controllerAddress().orElse("");
        undo.toPoint()
                .forEach(server -> plan.onServer(
                        "3",
                        server,
                        "point-to-controller",
                        "Write " + address + " as the Controller's address again, restart all OutSystems services",
                        String.valueOf(reading.server(server).controllerAddress()),
                        address,
                        List.of(
                                PlanLine.OnServer.task(
                                        new LongTask.WriteControllerAddress(address, undo.cacheServiceHost())),
                                PlanLine.OnServer.task(new LongTask.ApplyConfiguration()))));
        undo.toStart().forEach(change -> start(plan, "4", change));
        undo.byHand().forEach(plan::afterwards);
        plan.machine("verify", null, "Verify: every server that can be read is as it was before the run");
        plan.afterwards("Look yourself: traffic that was switched, a licence that was requested or released, and the"
                + " registration of the cache invalidation service are not put back");
        return plan;
    }

    private static void start(Plans.Draft plan, String step, Change change) {
        plan.onServer(
                step,
                change.serverId(),
                "start-and-enable-service",
                "Set " + change.service().displayName() + " to automatic and start it, as before the run",
                shown(change, Change::now),
                shown(change, Change::before),
                List.of(server -> server.setAutomatic(change.service()), server -> server.start(change.service())));
    }

    private static String shown(Change change, Function<Change, org.osfailover.farm.ServiceReading> which) {
        return which.apply(change).startType() + ", " + which.apply(change).state();
    }

    private static String entries(List<Change> changes) {
        return changes.stream().map(Change::entry).collect(Collectors.joining(","));
    }
}
