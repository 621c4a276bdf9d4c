package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Stack;
import org.osfailover.farm.Verdict;
import org.osfailover.procedure.activatepassivefrontends.ActivatePassiveFrontEndsProcess;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.procedure.undorun.UndoRunProcess;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever its checks find, a rehearsal changes nothing, asks nobody, and ends with the finding. */
@ProcessTest
class RehearsalProcessTest {

    /** Everything that a procedure does and that can say no, by the port's method; and what a farm can look like. */
    private static final List<String> REFUSED = List.of(
            "stop",
            "disable",
            "setAutomatic",
            "start",
            "begin",
            "uploadLicense",
            "installLicense",
            "runCustomCommand",
            "createAllSolution",
            "publishRunningVersion",
            "nothing; no server may be changed",
            "nothing; no server answers but the new Controller",
            "nothing; Service Center does not answer");

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs underTest;

    @AfterEach
    void clear() {
        driver.clear();
    }

    static Stream<Arguments> everythingThatCanSayNo() {
        return Stream.of(MoveControllerProcess.KEY, ActivatePassiveFrontEndsProcess.KEY, UndoRunProcess.KEY)
                .flatMap(procedure -> REFUSED.stream().map(refused -> Arguments.of(procedure, refused)));
    }

    @ParameterizedTest
    @MethodSource("everythingThatCanSayNo")
    void somethingIsAlwaysRefused_theRehearsalEndsWithTheFinding(String procedure, String refused) {
        farm.configure(FakeFarm.environment(
                Stack.DOTNET,
                Approval.SELF,
                refused.equals("uploadLicense")
                        ? LicenseInstallation.CONFIGURATION_TOOL
                        : LicenseInstallation.SERVICE_CENTER,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.Command("switch.sh", "fe1"),
                RabbitMqPlacement.ON_CONTROLLER,
                ControllerStart.BEFORE_CONFIGURATION,
                refused.equals("createAllSolution") ? AllContent.ALWAYS_CREATE : AllContent.TRUSTED));
        Map<String, Object> variables = variables(procedure);
        if (procedure.equals(UndoRunProcess.KEY)) {
            variables.put("undoRun", abortedMove().id());
        }
        List<String> before = farm.done();
        Run run = driver.start("alice", procedure, variables);
        farm.rehearsalRefuses = refused;
        if (refused.endsWith("changed")) {
            Stream.of("fe1", "fe2", "fe3", "fe4")
                    .forEach(id -> farm.server(id).mayChange =
                            new Verdict.Refused(RefusalCode.PRIVILEGE_MISSING, "it may not"));
        } else if (refused.endsWith("new Controller")) {
            Stream.of("fe1", "fe2", "fe4").forEach(id -> farm.server(id).reachable = false);
        } else if (refused.endsWith("answer")) {
            farm.serviceCenterAnswers = false;
            farm.licenseReadable = false;
        }

        driver.goOn();

        assertThat(driver.run(run).endedAt()).as("open: %s", driver.openTasks()).isNotNull();
        assertThat(driver.openTasks()).isEmpty();
        assertThat(farm.done()).as("nothing was changed").isEqualTo(before);
    }

    /** The new Controller's configuration is written and not in force: there is something of every kind to undo. */
    private Run abortedMove() {
        farm.server("fe3").next("apply", new Outcome.Refused(RefusalCode.COMMAND_FAILED, "exit code 1"));
        Run run = driver.start(
                "alice",
                MoveControllerProcess.KEY,
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "a move", "newController", "fe3"));
        driver.complete("anna", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        driver.complete(
                "olga",
                DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER,
                Map.of("decision", "ABORT", "comment", "enough"));
        assertThat(driver.run(run).outcome()).isEqualTo(RunOutcome.ABORTED);
        return run;
    }

    private static Map<String, Object> variables(String procedure) {
        Map<String, Object> variables = new HashMap<>(
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "a drill", "rehearsal", true));
        if (procedure.equals(MoveControllerProcess.KEY)) {
            variables.put("newController", "fe3");
        }
        return variables;
    }
}
