package org.osfailover.procedure.movecontroller;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.platform.LongTask;
import org.osfailover.procedure.movecontroller.LicenseForecast.Forecast;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.LicenseFiles;
import org.osfailover.procedure.support.LicenseVariables;
import org.osfailover.procedure.support.PlanLine;
import org.osfailover.procedure.support.Plans;
import org.osfailover.procedure.support.RolesOutOfSight;
import org.osfailover.procedure.support.RunVariables;
import org.osfailover.procedure.support.ServersOfRun;
import org.osfailover.procedure.support.Steps;
import org.osfailover.servicecenter.ServiceCenter;
import org.springframework.stereotype.Component;

/** Reads the farm and writes down what the move will do on which server. */
@Component("planMoveDelegate")
class PlanMoveDelegate implements JavaDelegate {

    private static final String PASSWORD_SEEN =
            "The tool takes Service Center's password as an argument: whoever may list"
                    + " processes on that server sees it while it runs.";

    private final Steps steps;
    private final FarmReadings readings;
    private final Plans plans;
    private final ServersOfRun serversOfRun;
    private final LicenseForecast licenseForecast;
    private final RolesOutOfSight rolesOutOfSight;

    PlanMoveDelegate(
            Steps steps,
            FarmReadings readings,
            Plans plans,
            ServersOfRun serversOfRun,
            LicenseForecast licenseForecast,
            RolesOutOfSight rolesOutOfSight) {
        this.rolesOutOfSight = rolesOutOfSight;
        this.steps = steps;
        this.readings = readings;
        this.plans = plans;
        this.serversOfRun = serversOfRun;
        this.licenseForecast = licenseForecast;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Environment environment = steps.environment(execution);
        Set<String> lost = Set.copyOf(ServersOfRun.list(RunVariables.LOST_SERVERS.from(execution)));
        FarmReading reading = readings.now(environment, steps.step(execution), lost);
        Optional<String> knownBefore = RunVariables.OLD_CONTROLLER
                .optional(execution)
                .map(String::strip)
                .filter(id -> !id.isEmpty());
        MoveRoles roles = MoveRoles.of(
                reading,
                RunVariables.NEW_CONTROLLER.from(execution).strip(),
                knownBefore,
                plans.leftOutUnfenced(execution),
                rolesOutOfSight.in(reading));
        if (roles instanceof MoveRoles.Unclear unclear) {
            throw plans.impossible(execution, unclear.serverId(), unclear.sentence());
        }
        plan(execution, reading, (MoveRoles.Assigned) roles);
    }

    private void plan(DelegateExecution execution, FarmReading reading, MoveRoles.Assigned roles) {
        Environment environment = reading.environment();
        Server target = roles.newController();
        String toStop = String.join(",", roles.controllersToStop());
        boolean moveRabbitMq = MoveControllerVariables.MOVE_RABBIT_MQ
                .optional(execution)
                .orElse(environment.rabbitMq() == RabbitMqPlacement.ON_CONTROLLER);
        List<String> others = environment.servers().stream()
                .map(Server::id)
                .filter(id -> !id.equals(target.id()))
                .toList();

        RunVariables.NEW_CONTROLLER.on(execution).set(target.id());
        RunVariables.OLD_CONTROLLER.on(execution).set(roles.oldController());
        MoveControllerVariables.CONTROLLERS_TO_STOP.on(execution).set(toStop);
        RunVariables.CONTROLLER_ADDRESS.on(execution).set(target.address());
        RunVariables.CACHE_SERVICE_HOST.on(execution).set(moveRabbitMq ? target.address() : "");
        MoveControllerVariables.MOVE_RABBIT_MQ.on(execution).set(moveRabbitMq);
        MoveControllerVariables.START_NOW
                .on(execution)
                .set(environment.controllerStart() == ControllerStart.BEFORE_CONFIGURATION);
        MoveControllerVariables.OTHER_SERVERS.on(execution).set(String.join(",", others));
        LicenseVariables.LICENSE_BY_HAND
                .on(execution)
                .set(environment.licenseInstallation() == LicenseInstallation.MANUAL);
        LicenseVariables.LICENSE_FILE_AT_HAND
                .on(execution)
                .set(LicenseFiles.bytes(execution).isPresent());
        MoveControllerVariables.PUBLISH_BY_HAND.on(execution).set(environment.republish() == Republish.MANUAL);
        RunVariables.SERVERS_CONCERNED
                .on(execution)
                .set(Stream.concat(Stream.of(roles.oldController(), target.id()), others.stream())
                        .distinct()
                        .collect(Collectors.joining(",")));
        RunVariables.SERVERS_INDISPENSABLE.on(execution).set(toStop + "," + target.id());
        Forecast forecast = licenseForecast.of(
                execution, reading, roles.oldController(), roles.newController().id());
        foresee(execution, forecast);
        plans.keep(execution, reading, planned(execution, reading, roles, moveRabbitMq, forecast));
    }

    private void foresee(DelegateExecution execution, Forecast forecast) {
        boolean early = forecast instanceof Forecast.RequestNow;
        LicenseVariables.LICENSE_REQUEST_EARLY.on(execution).set(early);
        LicenseVariables.LICENSE_REQUEST_WITHDRAWN.on(execution).set(false);
        LicenseVariables.PREDICTED_SERIAL_NUMBER
                .on(execution)
                .set(forecast instanceof Forecast.RequestNow request ? request.serialNumber() : "");
        LicenseVariables.REQUESTED_SERIAL_NUMBER.on(execution).set("");
        LicenseVariables.FREE_UP_NEEDED.on(execution).set(true);
        LicenseVariables.LICENSE_NOTE.on(execution).set(early ? forecast.sentence() + "." : "");
        LicenseVariables.LICENSE_REJECTION.on(execution).set("");
        if (forecast instanceof Forecast.NotPredictable) {
            steps.note(execution, RunVariables.NEW_CONTROLLER.from(execution), forecast.sentence());
        }
    }

    private Plans.Draft planned(
            DelegateExecution execution,
            FarmReading reading,
            MoveRoles.Assigned roles,
            boolean moveRabbitMq,
            Forecast forecast) {
        Environment environment = reading.environment();
        Server target = roles.newController();
        Plans.Draft plan = plans.begin(execution, reading);
        stop(
                plan,
                reading,
                roles.oldController(),
                PlatformService.CONTROLLER,
                "Stop and disable the Deployment Controller service");
        for (String second : roles.secondControllers()) {
            stop(
                    plan.warned("It is enabled or running beside the Controller, " + roles.oldController()
                            + "; there must never be two. Find out how that came about."),
                    reading,
                    second,
                    PlatformService.CONTROLLER,
                    "Stop and disable the Deployment Controller service here, too");
        }
        if (moveRabbitMq) {
            stop(plan, reading, roles.oldController(), PlatformService.RABBITMQ, "Stop and disable RabbitMQ");
        }
        boolean startNow = MoveControllerVariables.START_NOW.from(execution);
        List<PlanLine.OnServer> enable = new ArrayList<>();
        enable.add(server -> server.setAutomatic(PlatformService.CONTROLLER));
        if (startNow) {
            enable.add(server -> server.start(PlatformService.CONTROLLER));
        }
        plan.onServer(
                "2",
                target.id(),
                "start-and-enable-service",
                "Set the Deployment Controller service to automatic"
                        + (startNow ? " and start it" : "; step 3 starts it"),
                serviceNow(reading, target.id(), PlatformService.CONTROLLER),
                startNow ? "AUTOMATIC, INITIALISED" : "AUTOMATIC",
                enable);
        point(
                plan,
                reading,
                target,
                moveRabbitMq,
                true,
                "Write " + target.address() + " as the Controller's address (now " + addressNow(reading, target.id())
                        + "), "
                        + (moveRabbitMq ? "create the cache invalidation service, " : "")
                        + "restart all OutSystems services; no Service Center installation",
                target.id());
        String others = MoveControllerVariables.OTHER_SERVERS.from(execution);
        RunMode mode = RunMode.valueOf(RunVariables.MODE.from(execution));
        int wave = 0;
        for (String servers : serversOfRun.waves(mode.name(), others)) {
            wave++;
            for (String id : ServersOfRun.list(servers)) {
                point(
                        plan,
                        reading,
                        target,
                        moveRabbitMq,
                        false,
                        "Wave " + wave + ": write " + target.address() + " as the Controller's address (now "
                                + addressNow(reading, id) + "), restart all OutSystems services",
                        id);
            }
        }
        plan.machine("3", null, "Verify that the address is equal on all servers");
        plan.onServer(
                "4",
                target.id(),
                "install-service-center",
                "Install Service Center",
                List.of(PlanLine.OnServer.task(new LongTask.InstallServiceCenter())));
        String license = "Only if the licence is not valid for the new serial number: ";
        licenseRequest(plan, license, forecast);
        switch (environment.licenseInstallation()) {
            case SERVICE_CENTER ->
                plan.machine("6", target.id(), license + "install it through Service Center, and verify");
            case CONFIGURATION_TOOL ->
                plan.warning(
                        "6",
                        target.id(),
                        license + "install it by ConfigurationTool.com /UploadLicense, and verify",
                        PASSWORD_SEEN);
            case MANUAL -> plan.person("6", license + "install it in Service Center; it is verified afterwards");
        }
        republishing(plan, environment, target);
        plan.machine(
                "verify",
                target.id(),
                "Verify: one Controller, initialised; one address everywhere; Service Center answers");
        plan.afterwards("Left to do outside this program: LifeTime's address of the environment, load balancer, DNS,"
                + " deployment zones");
        return plan;
    }

    private static void stop(
            Plans.Draft plan, FarmReading reading, String serverId, PlatformService service, String sentence) {
        plan.onServer(
                "1",
                serverId,
                "stop-and-disable-service",
                sentence,
                serviceNow(reading, serverId, service),
                "DISABLED, STOPPED",
                List.of(server -> server.stop(service), server -> server.disable(service)));
    }

    private static String serviceNow(FarmReading reading, String serverId, PlatformService service) {
        ServiceReading read = reading.server(serverId).service(service);
        return read.startType() + ", " + read.state();
    }

    /** Writing, what the new Controller alone needs besides, and bringing it into force; each takes the other as done. */
    private static void point(
            Plans.Draft plan,
            FarmReading reading,
            Server target,
            boolean moveRabbitMq,
            boolean newController,
            String sentence,
            String serverId) {
        Optional<String> cache = moveRabbitMq ? Optional.of(target.address()) : Optional.empty();
        List<PlanLine.OnServer> work = new ArrayList<>();
        work.add(PlanLine.OnServer.task(new LongTask.WriteControllerAddress(target.address(), cache)));
        if (newController && moveRabbitMq) {
            work.add(PlanLine.OnServer.task(new LongTask.CreateCacheInvalidationService()));
        }
        work.add(PlanLine.OnServer.task(new LongTask.ApplyConfiguration()));
        plan.onServer(
                "3", serverId, "point-to-controller", sentence, addressNow(reading, serverId), target.address(), work);
    }

    private static void licenseRequest(Plans.Draft plan, String onlyIf, Forecast forecast) {
        String what = "free up the environment in the Licensing Portal, request and download the file";
        if (forecast instanceof Forecast.RequestNow request) {
            plan.warned(request.sentence() + ".")
                    .person(
                            "5",
                            "From the start of step 1 on, beside the machines' work: " + what + " for serial number "
                                    + request.serialNumber());
        } else if (forecast instanceof Forecast.NotPredictable) {
            plan.warned(forecast.sentence() + ".").person("5", onlyIf + what);
        } else {
            plan.person("5", onlyIf + what);
        }
    }

    private static String addressNow(FarmReading reading, String serverId) {
        String address = reading.server(serverId).controllerAddress();
        return address == null || address.isBlank() ? "not readable" : address;
    }

    private static Outcome started(ServiceCenter.PublicationStart start) {
        if (start instanceof ServiceCenter.PublicationStart.Refused refused) {
            return new Outcome.Unknown(refused.reason());
        }
        if (start instanceof ServiceCenter.PublicationStart.NotYet notYet) {
            return new Outcome.Unknown(notYet.reason());
        }
        return start instanceof ServiceCenter.PublicationStart.Unknown unknown
                ? new Outcome.Unknown(unknown.reason())
                : new Outcome.Rehearsed("would be published");
    }

    private static void republishing(Plans.Draft plan, Environment environment, Server target) {
        String solution = environment.serviceCenter().allContentSolution();
        switch (environment.republish()) {
            case SERVICE_CENTER -> {
                if (environment.allContent() == Environment.AllContent.ALWAYS_CREATE) {
                    plan.machine("7", target.id(), "Create a solution with every module and publish it");
                } else {
                    plan.atServiceCenter(
                            "7",
                            target.id(),
                            "Publish the running version of solution " + solution
                                    + "; if there is none, create it with every module and publish that",
                            "Whether " + solution + " carries every module can't be read: it is taken to, as the"
                                    + " environment's settings say. A module that is missing there is not published.",
                            serviceCenter -> started(serviceCenter.publishRunningVersion(solution)));
                }
            }
            case MANUAL -> plan.person("7", "Publish everything in Service Center (" + solution + ")");
            case OSP_TOOL ->
                plan.warning("7", target.id(), "Publish everything by OSPTool /PublishFactory", PASSWORD_SEEN);
        }
    }
}
