package org.osfailover.procedure.activatepassivefrontends;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.Plans;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.springframework.stereotype.Component;

/** Reads the farm and writes down what the activation will do on which server. */
@Component("planActivationDelegate")
class PlanActivationDelegate implements JavaDelegate {

    private final Steps steps;
    private final FarmReadings readings;
    private final Plans plans;

    PlanActivationDelegate(Steps steps, FarmReadings readings, Plans plans) {
        this.steps = steps;
        this.readings = readings;
        this.plans = plans;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Environment environment = steps.environment(execution);
        Set<String> lost = Set.copyOf(ServersOfRun.list(RunVariables.LOST_SERVERS.from(execution)));
        FarmReading reading = readings.now(environment, steps.step(execution), lost);
        String group = group(execution, reading);
        if (reading.canBeActivated(group) instanceof Verdict.Refused refused
                && !refused.code().isReadAgain()) {
            throw plans.impossible(
                    execution, null, "group '" + group + "' can't be activated any more: " + refused.reason() + ".");
        }
        List<Server> toActivate = environment.serversOf(group);
        // every other grouped server: one that is stopped and disabled already is only read again
        List<Server> toDeactivate = environment.servers().stream()
                .filter(server -> server.group() != null && !group.equals(server.group()))
                .toList();
        boolean controllerAnswers = reading.controller()
                .map(controller -> reading.server(controller.id())
                        .service(PlatformService.CONTROLLER)
                        .state())
                .filter(state -> state == ServiceState.INITIALISED)
                .isPresent();

        ActivationVariables.GROUP_TO_ACTIVATE.on(execution).set(group);
        ActivationVariables.SERVERS_TO_DEACTIVATE.on(execution).set(ids(toDeactivate));
        ActivationVariables.SERVERS_TO_ACTIVATE.on(execution).set(ids(toActivate));
        ActivationVariables.ALL_SERVERS.on(execution).set(ids(environment.servers()));
        ActivationVariables.TRAFFIC_SWITCHED_BY_HAND
                .on(execution)
                .set(environment.trafficSwitch() instanceof TrafficSwitch.Manual);
        ActivationVariables.TRAFFIC_SWITCHED_BY_COMMAND
                .on(execution)
                .set(environment.trafficSwitch() instanceof TrafficSwitch.Command);
        RunVariables.RUNNING_IS_ENOUGH.on(execution).set(!controllerAnswers);
        RunVariables.SERVERS_CONCERNED.on(execution).set(ids(environment.servers()));
        RunVariables.SERVERS_INDISPENSABLE.on(execution).set(ids(toDeactivate));
        plans.keep(execution, reading, plan(execution, reading, toDeactivate, toActivate, controllerAnswers));
    }

    private String group(DelegateExecution execution, FarmReading reading) {
        Optional<String> given = ActivationVariables.GROUP_TO_ACTIVATE
                .optional(execution)
                .map(String::strip)
                .filter(name -> !name.isEmpty());
        if (given.isPresent()) {
            return given.get();
        }
        // the start has seen one passive group: one that can't be read a moment later is the same one
        List<String> passive = reading.environment().groups().stream()
                .filter(name -> !reading.activeGroups().contains(name))
                .toList();
        if (passive.size() != 1) {
            throw plans.impossible(
                    execution,
                    null,
                    "no group was named at the start, and there is not one passive group any more ("
                            + (passive.isEmpty() ? "none" : String.join(", ", passive))
                            + (reading.unknownGroups().isEmpty()
                                    ? ""
                                    : "; not known of " + reading.unknownGroupsAndWhy())
                            + "). ABORT this run, and start again with 'groupToActivate'.");
        }
        return passive.get(0);
    }

    private Plans.Draft plan(
            DelegateExecution execution,
            FarmReading reading,
            List<Server> toDeactivate,
            List<Server> toActivate,
            boolean controllerAnswers) {
        Environment environment = reading.environment();
        Plans.Draft plan = plans.begin(execution, reading);
        List<String> active = reading.activeGroups();
        if (active.size() > 1) {
            plan.warning(
                    "before",
                    null,
                    "Every group but the one to activate is deactivated",
                    "More than one group is active now (" + String.join(", ", active)
                            + "), which must never be. Find out how that came about.");
        }
        if (!controllerAnswers) {
            plan.warning(
                    "before",
                    null,
                    "Services that run count as done; that they have initialised can't be asked for",
                    "No Controller answers. If the Controller is lost as well, move it first (move-controller).");
        }
        for (Server server : toDeactivate) {
            boolean already = reading.server(server.id())
                    .service(PlatformService.SCHEDULER)
                    .isStoppedAndDisabled();
            plan.onServer(
                    "1",
                    server.id(),
                    "stop-and-disable-service",
                    "Stop and disable the Scheduler service" + (already ? " (it is already: only read again)" : ""),
                    now(reading, server, PlatformService.SCHEDULER),
                    "DISABLED, STOPPED",
                    List.of(
                            platform -> platform.stop(PlatformService.SCHEDULER),
                            platform -> platform.disable(PlatformService.SCHEDULER)));
        }
        toActivate.forEach(server -> start(plan, reading, "2", server, PlatformService.SCHEDULER, "Scheduler"));
        environment
                .servers()
                .forEach(server -> start(plan, reading, "3", server, PlatformService.DEPLOYER, "Deployment"));
        TrafficSwitch traffic = environment.trafficSwitch();
        if (traffic instanceof TrafficSwitch.Manual) {
            plan.person("traffic", "Switch the users' traffic to the activated group");
        } else if (traffic instanceof TrafficSwitch.Command command) {
            plan.onServer(
                    "traffic",
                    command.onServer(),
                    "activate-passive-front-ends",
                    "Switch the users' traffic with: " + command.command(),
                    List.of(platform -> platform.runCustomCommand(command.command())));
        }
        plan.machine("verify", null, "Verify: one group with an enabled Scheduler; its services run");
        return plan;
    }

    private static void start(
            Plans.Draft plan, FarmReading reading, String step, Server server, PlatformService service, String name) {
        plan.onServer(
                step,
                server.id(),
                "start-and-enable-service",
                "Set the " + name + " service to automatic and start it",
                now(reading, server, service),
                "AUTOMATIC, INITIALISED",
                List.of(platform -> platform.setAutomatic(service), platform -> platform.start(service)));
    }

    private static String now(FarmReading reading, Server server, PlatformService service) {
        var read = reading.server(server.id()).service(service);
        return read.startType() + ", " + read.state();
    }

    private static String ids(List<Server> servers) {
        return servers.stream().map(Server::id).collect(Collectors.joining(","));
    }
}
