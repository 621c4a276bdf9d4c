package org.osfailover.procedure.checkreadiness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmComparison;
import org.osfailover.farm.FarmFinding;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.KnownFaults;
import org.osfailover.procedure.support.LeftBehind;
import org.osfailover.procedure.support.PlannedState;
import org.osfailover.procedure.support.SerialTwins;
import org.osfailover.run.Deviations;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.ReadinessChecks;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.osfailover.servicecenter.ServiceCenter.LoginCheck;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.osfailover.servicecenter.ServiceCenter.SolutionLookup;
import org.osfailover.servicecenter.ServiceCenters;
import org.springframework.stereotype.Component;

/** Whether the environment as a whole is ready: what its servers have in common, Service Center, and where this program lives. */
@Component
class FarmReadiness {

    private static final RunStep STEP = RunStep.reading("check-readiness");

    private final Environments environments;
    private final FarmReadings readings;
    private final ServiceCenters serviceCenters;
    private final ReadinessChecks checks;
    private final Fences fences;
    private final Deviations deviations;
    private final ProgramPlace program;
    private final LeftBehind leftBehind;

    FarmReadiness(
            Environments environments,
            FarmReadings readings,
            ServiceCenters serviceCenters,
            ReadinessChecks checks,
            Fences fences,
            Deviations deviations,
            ProgramPlace program,
            LeftBehind leftBehind) {
        this.leftBehind = leftBehind;
        this.environments = environments;
        this.readings = readings;
        this.serviceCenters = serviceCenters;
        this.checks = checks;
        this.fences = fences;
        this.deviations = deviations;
        this.program = program;
    }

    /** Keeps what was found of the whole and ends the check. @return the check in a sentence */
    String conclude(String checkId, String environmentId, Set<String> lost) {
        Environment environment = environments
                .find(environmentId)
                .orElseThrow(() -> new IllegalStateException(
                        "environment '" + environmentId + "' has gone from the inventory while it is checked"));
        Set<String> notContacted = new HashSet<>(lost);
        fences.open(environmentId).stream().map(Fence::server).forEach(notContacted::add);
        FarmReading reading = readings.now(environment, STEP, notContacted);
        List<FarmFinding> found = new ArrayList<>(FarmComparison.of(reading, notContacted));
        reading.controller()
                .filter(controller -> reading.server(controller.id()).reachable())
                .ifPresentOrElse(
                        controller -> found.addAll(serviceCenter(environment, controller)),
                        () -> found.add(new FarmFinding(
                                null,
                                CheckFinding.warning(
                                        Code.SERVICE_CENTER,
                                        "Service Center was not asked: no Controller can be reached",
                                        "Check readiness again when the Controller can be reached"))));
        found.addAll(deploymentServices(reading));
        found.addAll(serialNumbers(reading));
        found.addAll(KnownFaults.of(reading));
        found.addAll(program.findings(environment));
        found.addAll(openItems(environment));
        environments
                .notInForce()
                .forEach(sentence -> found.add(new FarmFinding(
                        null,
                        CheckFinding.warning(
                                Code.PROGRAM, sentence, "Correct the file: it counts as soon as it can be used"))));
        checks.keep(checkId, null, found);
        checks.end(checkId, new String(PlannedState.of(reading), StandardCharsets.UTF_8));
        List<FarmFinding> all = checks.findings(checkId);
        long errors = all.stream().filter(FarmFinding::isError).count();
        long warnings = all.stream()
                .filter(finding -> !finding.isError() && !finding.isOk())
                .count();
        return errors > 0
                ? "Not ready: " + errors + " finding(s) that a procedure would stop at, " + warnings + " warning(s)."
                : "Verified: nothing was found that a procedure would stop at, " + warnings + " warning(s).";
    }

    /** A front-end whose Deployment Service does not run gets no new versions, and a publication only warns of it. */
    private static List<FarmFinding> deploymentServices(FarmReading reading) {
        List<FarmFinding> found = new ArrayList<>();
        for (Server server : reading.environment().servers()) {
            ServiceReading deployment = reading.server(server.id()).service(PlatformService.DEPLOYER);
            boolean read = reading.server(server.id()).reachable()
                    && deployment.startType() != StartType.ABSENT
                    && deployment.state() != ServiceState.UNKNOWN;
            if (read
                    && server.group() != null
                    && !(deployment.startType().isEnabled()
                            && deployment.state().isRunning())) {
                found.add(new FarmFinding(
                        server.id(),
                        CheckFinding.warning(
                                Code.SERVICES,
                                "Its Deployment Service is " + deployment.startType() + " and " + deployment.state()
                                        + ": while it is, a publication can't reach this front-end, and it gets no new"
                                        + " versions",
                                "Enable and start the Deployment Service there, or expect a publication's warning")));
            }
        }
        return found;
    }

    private static List<FarmFinding> serialNumbers(FarmReading reading) {
        return reading.environment().servers().stream()
                .flatMap(server -> SerialTwins.warning(reading, server.id()).stream()
                        .map(warning -> new FarmFinding(
                                server.id(),
                                CheckFinding.warning(
                                        Code.SERIAL_NUMBER,
                                        warning,
                                        "Compare both with the Licensing Portal and with what Service Center shows"
                                                + " before anybody frees up an environment"))))
                .toList();
    }

    private List<FarmFinding> serviceCenter(Environment environment, Server controller) {
        ServiceCenter serviceCenter = serviceCenters.of(environment, controller, STEP);
        List<FarmFinding> found = new ArrayList<>();
        if (serviceCenter.readPlatformInfo() instanceof PlatformInfo.Unavailable unavailable) {
            found.add(warning("Service Center does not answer: " + unavailable.reason(), "Look at its web server"));
            return found;
        }
        LoginCheck login = serviceCenter.testLogin();
        if (login instanceof LoginCheck.Refused) {
            found.add(new FarmFinding(
                    null,
                    CheckFinding.error(
                            Code.SERVICE_CENTER,
                            "Service Center refuses the login: " + login.sentence(),
                            "Set failover.credentials."
                                    + environment.serviceCenter().credentials())));
        } else if (login instanceof LoginCheck.Unknown) {
            found.add(warning(
                    "Whether Service Center takes the login can't be told: " + login.sentence(), "Log in by hand"));
        }
        if (serviceCenter.publishesSolutions() && environment.allContent() == Environment.AllContent.TRUSTED) {
            String name = environment.serviceCenter().allContentSolution();
            SolutionLookup solution = serviceCenter.findSolution(name);
            if (solution instanceof SolutionLookup.NotFound) {
                found.add(warning(
                        "There is no solution " + name,
                        "A move would create it with everything; create it beforehand to save the time"));
            } else if (solution instanceof SolutionLookup.Unknown unknown) {
                found.add(warning(
                        "Whether there is a solution " + name + " can't be read: " + unknown.reason(), "Look there"));
            }
        }
        LicenseReading license = serviceCenter.readLicense();
        if (!(license instanceof LicenseReading.Valid)) {
            found.add(warning(
                    "The licence: " + license.sentence(), "Look at it in Service Center, Administration, Licensing"));
        }
        if (found.isEmpty()) {
            found.add(new FarmFinding(
                    null,
                    CheckFinding.ok(Code.SERVICE_CENTER, "It answers, takes the login, and its licence is valid")));
        }
        return found;
    }

    private static FarmFinding warning(String sentence, String remedy) {
        return new FarmFinding(null, CheckFinding.warning(Code.SERVICE_CENTER, sentence, remedy));
    }

    /** Where a remedy is shown, its full stop is set. */
    private static String withoutStop(String sentences) {
        return sentences.endsWith(".") ? sentences.substring(0, sentences.length() - 1) : sentences;
    }

    private List<FarmFinding> openItems(Environment environment) {
        List<FarmFinding> found = new ArrayList<>();
        leftBehind
                .in(environment.id())
                .forEach(rest -> found.add(new FarmFinding(
                        null, CheckFinding.warning(Code.OPEN_ITEMS, rest.sentence(), withoutStop(rest.wayOn())))));
        fences.open(environment.id()).stream()
                .filter(fence -> fence.state() == Fence.State.PENDING)
                .forEach(fence -> found.add(new FarmFinding(
                        fence.server(),
                        CheckFinding.warning(
                                Code.OPEN_ITEMS,
                                "It is fenced since run " + fence.runId() + ", and its fence waits for it",
                                "Bring it back, or say that it is gone for good (userTask_confirmServerGone)"))));
        int open = deviations.of(environment.id(), false).size();
        if (open > 0) {
            found.add(new FarmFinding(
                    null,
                    CheckFinding.warning(
                            Code.OPEN_ITEMS,
                            open + " deviation(s) of earlier runs are open",
                            "See to them and close them (GET /api/environments/" + environment.id() + "/deviations)")));
        }
        return found;
    }
}
