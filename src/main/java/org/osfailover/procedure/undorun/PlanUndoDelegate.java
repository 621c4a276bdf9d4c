package org.osfailover.procedure.undorun;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.PlanLine;
import org.osfailover.procedure.support.Plans;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.procedure.undorun.UndoPlan.Change;
import org.osfailover.procedure.undorun.UndoPlan.Pointing;
import org.osfailover.run.BeforeRuns;
import org.osfailover.run.EnabledRole;
import org.osfailover.run.Runs;
import org.springframework.stereotype.Component;

/** Compares the farm with what it was before the run, and writes down what is put back where. */
@Component("planUndoDelegate")
class PlanUndoDelegate implements JavaDelegate {

    private static final String MOVE_CONTROLLER = "move-controller";

    private final Steps steps;
    private final FarmReadings readings;
    private final Plans plans;
    private final BeforeRuns beforeRuns;
    private final RolesOutOfSight roles;
    private final Runs runs;

    PlanUndoDelegate(
            Steps steps, FarmReadings readings, Plans plans, BeforeRuns beforeRuns, RolesOutOfSight roles, Runs runs) {
        this.steps = steps;
        this.readings = readings;
        this.plans = plans;
        this.beforeRuns = beforeRuns;
        this.roles = roles;
        this.runs = runs;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Environment environment = steps.environment(execution);
        Set<String> lost = Set.copyOf(ServersOfRun.list(RunVariables.LOST_SERVERS.from(execution)));
        FarmReading reading = readings.now(environment, steps.step(execution), lost);
        String undone = UndoVariables.UNDO_RUN.from(execution);
        List<EnabledRole> outOfSight = roles.in(reading);
        UndoPlan undo = UndoPlan.of(beforeRuns.of(undone), reading, outOfSight);
        Optional<Server> controller = undo.controller().filter(server -> runs.find(undone)
                .filter(run -> run.procedure().equals(MOVE_CONTROLLER))
                .isPresent());
        RunVariables.NEW_CONTROLLER.on(execution).set(controller.map(Server::id).orElse(""));
        refuseWithoutController(execution, reading, controller);
        if (undo.isEmpty()) {
            throw plans.impossible(
                    execution,
                    null,
                    "every server that can be read is as it was before run " + undone
                            + ": there is nothing to undo. Choose ABORT.");
        }
        undo = undo.withUnread(beforeRuns.of(undone), reading);
        keep(execution, environment, undo, controller);
        RunVariables.SERVERS_CONCERNED.on(execution).set(concerned(reading, undo));
        RunVariables.SERVERS_INDISPENSABLE
                .on(execution)
                .set(Stream.concat(undo.toStop().stream().map(Change::serverId), controller.map(Server::id).stream())
                        .distinct()
                        .collect(Collectors.joining(",")));
        plans.keep(execution, reading, plan(execution, reading, undo, outOfSight));
    }

    /** The move of a Controller is undone by making another server the Controller again: that one has to be there. */
    private void refuseWithoutController(
            DelegateExecution execution, FarmReading reading, Optional<Server> controller) {
        controller
                .map(server -> reading.server(server.id()))
                .filter(read -> !read.reachable())
                .ifPresent(read -> {
                    throw plans.impossible(
                            execution,
                            read.serverId(),
                            "the undo makes " + read.serverId() + " the Controller again, and it can't be read: "
                                    + read.problem() + ". Bring it back and choose RETRY.");
                });
    }

    private void keep(
            DelegateExecution execution, Environment environment, UndoPlan undo, Optional<Server> controller) {
        List<String> toPoint = undo.toPoint().stream().map(Pointing::serverId).toList();
        String first = controller.map(Server::id).filter(toPoint::contains).orElse("");
        boolean startsByItsRestart =
                environment.controllerStart() == ControllerStart.WITH_CONFIGURATION && !first.isEmpty();
        UndoVariables.SERVICES_TO_STOP.on(execution).set(entries(undo.toStop().stream()));
        UndoVariables.ROLES_TO_ENABLE.on(execution).set(entries(undo.toEnableFirst().stream()));
        UndoVariables.SERVICES_TO_START.on(execution).set(entries(undo.toStart().stream()));
        UndoVariables.STARTED_AT_ONCE
                .on(execution)
                .set(entries(Stream.concat(undo.toEnableFirst().stream(), undo.toStart().stream())
                        .filter(Change::start)
                        .filter(change -> !startsByItsRestart
                                || change.service() != PlatformService.CONTROLLER
                                || !change.serverId().equals(first))));
        UndoVariables.FIRST_SERVER.on(execution).set(first);
        UndoVariables.OTHER_SERVERS
                .on(execution)
                .set(toPoint.stream().filter(id -> !id.equals(first)).collect(Collectors.joining(",")));
        UndoVariables.ADDRESSES_BEFORE
                .on(execution)
                .set(undo.toPoint().stream()
                        .map(pointing -> pointing.serverId() + "=" + pointing.address())
                        .collect(Collectors.joining(",")));
        UndoVariables.CACHE_HOSTS_BEFORE
                .on(execution)
                .set(undo.toPoint().stream()
                        .flatMap(pointing ->
                                pointing.cacheServiceHost().map(host -> pointing.serverId() + "=" + host).stream())
                        .collect(Collectors.joining(",")));
        RunVariables.CONTROLLER_ADDRESS
                .on(execution)
                .set(controller.map(Server::address).orElse(""));
    }

    /** Whatever is changed, and whatever can't be read: a person decides about it before anything is changed. */
    private static String concerned(FarmReading reading, UndoPlan undo) {
        Set<String> servers =
                new LinkedHashSet<>(undo.changes().map(Change::serverId).toList());
        undo.toPoint().forEach(pointing -> servers.add(pointing.serverId()));
        reading.environment().servers().stream()
                .map(Server::id)
                .filter(id -> !reading.server(id).reachable())
                .forEach(servers::add);
        return String.join(",", servers);
    }

    private Plans.Draft plan(
            DelegateExecution execution, FarmReading reading, UndoPlan undo, List<EnabledRole> outOfSight) {
        Plans.Draft plan = plans.begin(execution, reading);
        outOfSight.stream()
                .filter(role -> undo.toStop().stream()
                        .anyMatch(change ->
                                change.serverId().equals(role.server()) && change.service() == role.service()))
                .forEach(role -> plan.warning(
                        "before",
                        role.server(),
                        "Its " + role.service().displayName() + " may run: run " + role.runId()
                                + " has enabled it, and nobody has read it as disabled since",
                        "It is stopped and disabled where it can be reached; else a person says how it is fenced, and its"
                                + " fence disables it at its return."));
        undo.toStop()
                .forEach(change -> plan.onServer(
                        "1",
                        change.serverId(),
                        "stop-and-disable-service",
                        "Stop and disable " + change.service().displayName() + ", as before the run",
                        shown(change, Change::now),
                        shown(change, Change::before),
                        List.of(server -> server.stop(change.service()), server -> server.disable(change.service()))));
        List<String> atOnce = ServersOfRun.list(UndoVariables.STARTED_AT_ONCE.from(execution));
        undo.toEnableFirst().forEach(change -> start(plan, "2", change, atOnce));
        undo.toPoint().forEach(pointing -> point(plan, reading, pointing));
        undo.toStart().forEach(change -> start(plan, "4", change, atOnce));
        undo.byHand().forEach(plan::afterwards);
        plan.machine("verify", null, "Verify: every server that can be read is as it was before the run");
        plan.afterwards("Look yourself: traffic that was switched, a licence that was requested or released, and the"
                + " registration of the cache invalidation service are not put back");
        return plan;
    }

    private static void point(Plans.Draft plan, FarmReading reading, Pointing pointing) {
        plan.onServer(
                "3",
                pointing.serverId(),
                "point-to-controller",
                "Write " + pointing.address() + " as the Controller's address again, restart all OutSystems services",
                String.valueOf(reading.server(pointing.serverId()).controllerAddress()),
                pointing.address(),
                List.of(
                        PlanLine.OnServer.task(
                                new LongTask.WriteControllerAddress(pointing.address(), pointing.cacheServiceHost())),
                        PlanLine.OnServer.task(new LongTask.ApplyConfiguration())));
    }

    private static void start(Plans.Draft plan, String step, Change change, List<String> atOnce) {
        boolean now = atOnce.contains(change.entry());
        PlanLine.OnServer enable = server -> server.setAutomatic(change.service());
        PlanLine.OnServer start = server -> server.start(change.service());
        plan.onServer(
                step,
                change.serverId(),
                "start-and-enable-service",
                "Set " + change.service().displayName() + " to automatic"
                        + (now ? " and start it" : change.start() ? "; step 3 starts it" : "; it was stopped")
                        + ", as before the run",
                shown(change, Change::now),
                shown(change, Change::before),
                now ? List.of(enable, start) : List.of(enable));
    }

    private static String shown(Change change, Function<Change, ServiceReading> which) {
        return which.apply(change).startType() + ", " + which.apply(change).state();
    }

    private static String entries(Stream<Change> changes) {
        return changes.map(Change::entry).collect(Collectors.joining(","));
    }
}
