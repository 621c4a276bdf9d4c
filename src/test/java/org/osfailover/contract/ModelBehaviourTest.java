package org.osfailover.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the models do in the real engine, with every bean a stand-in. */
class ModelBehaviourTest {

    private static final Set<String> PASSED = new TreeSet<>();
    private static int storiesTold;
    private static ModelEngine underTest;

    @BeforeAll
    static void open() {
        underTest = new ModelEngine();
    }

    @AfterEach
    void remember() {
        PASSED.addAll(underTest.passed());
        storiesTold++;
    }

    @AfterAll
    static void close() {
        underTest.close();
        long stories = Arrays.stream(ModelBehaviourTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        if (storiesTold == stories) {
            var neverPassed = Models.all().stream()
                    .flatMap(model -> model.all(FlowNode.class).stream().map(node -> model.key() + "#" + node.getId()))
                    .filter(node -> !PASSED.contains(node))
                    .toList();
            assertThat(neverPassed).as("nodes that no story passes").isEmpty();
        }
    }

    @BeforeEach
    void farmWhereEverythingWorks() {
        underTest.reset();
        underTest
                .answer("planActivation", activationPlan("act1,act2", "pas1,pas2,pas3"))
                .answer("planMove", movePlan("fe3,fe4,fe5,fe6"))
                .answer("planUndo", undoPlan(false))
                .answer("readServersOutOfReach", Map.of("planFits", true, "serversInReach", true))
                .answer("followWriting", Map.of("commandEnded", true))
                .answer("followCacheService", Map.of("commandEnded", true))
                .answer("followConfiguration", Map.of("commandEnded", true))
                .answer("followInstallation", Map.of("commandEnded", true))
                .answer("readService", Map.of("initialised", true))
                .answer("readServices", Map.of("initialised", true))
                .answer("readServiceCenter", Map.of("serviceCenterAnswers", true))
                .answer("readLicense", Map.of("licenseNeeded", false, "freeUpNeeded", true))
                .answer("readLicenseAgain", Map.of("licenseInvalidAgain", false))
                .answer("verifyLicense", Map.of("licenseValid", true))
                .answer("locateSolution", Map.of("solutionFound", true))
                .answer("readPublication", Map.of("publicationEnded", true))
                .answer("letCommandsEnd", Map.of("commandsUnderWay", false))
                .behave("recordDecision", execution -> {
                    execution.setVariable("tryAgain", "RETRY".equals(execution.getVariable("decision")));
                    execution.setVariable("runAborted", "ABORT".equals(execution.getVariable("decision")));
                });
    }

    @Test
    void passiveGroupActivated_allServersInOrderAndRunCompleted() {
        String run = underTest.start("activate-passive-front-ends", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .containsSubsequence("startGuard", "planActivation", "readServersOutOfReach", "stopService act1")
                .containsSubsequence("verifyStoppedAndDisabled act2", "enableService pas1")
                .containsSubsequence("readService pas3", "verifyActivation", "runCompletedListener")
                .contains("enableService act1", "enableService pas3", "startService act2")
                .doesNotContain("runAbortedListener", "switchTraffic");
        assertThat(underTest.businessKeys()).containsExactly("run-1");
        assertThat(underTest.alive()).isEmpty();
    }

    @Test
    void controllerMoved_newControllerFirstThenWavesThenServiceCenterAndPublication() {
        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .containsSubsequence(
                        "planMove",
                        "stopService fe1",
                        "verifyStoppedAndDisabled fe1",
                        "enableService fe2",
                        "writeControllerAddress fe2",
                        "verifyControllerAddress fe2",
                        "verifyAddressEqual",
                        "installServiceCenter",
                        "readLicense",
                        "publishSolution",
                        "verifyMove",
                        "runCompletedListener")
                .doesNotContain("startService fe2", "createCacheService fe2");
        assertThat(underTest.calls.indexOf("writeControllerAddress fe5"))
                .as("the second wave begins when the first one has ended")
                .isGreaterThan(underTest.calls.indexOf("verifyControllerAddress fe3"))
                .isGreaterThan(underTest.calls.indexOf("verifyControllerAddress fe4"));
        assertThat(underTest.calls.indexOf("writeControllerAddress fe3"))
                .isGreaterThan(underTest.calls.indexOf("verifyControllerAddress fe2"));
        assertThat(underTest.businessKeys()).containsExactly("run-1");
    }

    /** Why the bean's answer must not change while the waves go: the engine keeps the count, not the list. */
    @Test
    void waves_areAskedForAgainBeforeEachOne() {
        underTest.start("move-controller", Map.of());

        assertThat(underTest.calls).filteredOn("waves"::equals).hasSize(1 + 2);
    }

    @Test
    void oneServerDiffersAndTheMoveIsNotVerified_personDecidesAndBothAreLookedAtAgain() {
        var looks = new int[2];
        underTest
                .fail("verifyAddressEqual", "STEP_FAILED", execution -> looks[0]++ == 0)
                .fail("verifyMove", "STEP_FAILED", execution -> looks[1]++ == 0);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "known"));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "known"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("verifyMove"::equals).hasSize(2);
    }

    @Test
    void activationNotVerified_personDecidesAndItIsLookedAtAgain() {
        var looks = new int[1];
        underTest.fail("verifyActivation", "STEP_FAILED", execution -> looks[0]++ == 0);
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
    }

    @Test
    void activationNotVerified_whatAPersonAcceptsIsNotAskedAgain() {
        underTest.fail("verifyActivation", "STEP_FAILED", execution -> true);
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "known"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("verifyActivation"::equals).hasSize(1);
        assertThat(underTest.calls).endsWith("runCompletedListener");
    }

    @Test
    void serviceCenterNeverInstallsAndNothingIsTriedAgain_theRunGoesOnToItsEnd() {
        underTest.fail("installServiceCenter", "STEP_FAILED", execution -> true);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "rehearsal"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("installServiceCenter"::equals).hasSize(1);
    }

    @Test
    void modeSwitchedWhileThePlanIsApproved_planIsMadeAnew() {
        var plans = new int[1];
        underTest
                .behave("planActivation", execution -> {
                    execution.setVariables(activationPlan("act1", "pas1"));
                    execution.setVariable("approvalNeeded", plans[0]++ == 0);
                })
                .behave("switchMode", execution -> execution
                        .getProcessEngineServices()
                        .getRuntimeService()
                        .createMessageCorrelation("planVoided")
                        .processInstanceBusinessKey("run-1")
                        .correlateAll());
        String run = underTest.start("activate-passive-front-ends", Map.of());
        assertThat(underTest.openTasks()).containsExactly("userTask_approvePlan");

        underTest.tell("modeSwitched", run);

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(plans[0]).isEqualTo(2);
    }

    @Test
    void movePlanRejected_runEndsBeforeAnythingIsChanged() {
        var plan = movePlan("fe3");
        plan.put("approvalNeeded", true);
        underTest.answer("planMove", plan);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_approvePlan", Map.of("planApproved", false, "comment", "not this server"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).endsWith("runAbortedListener").noneMatch(call -> call.startsWith("stopService"));
    }

    @Test
    void platformTakesItsTime_isPolledUntilItAnswers() {
        var looks = new int[3];
        underTest
                .behave("readService", execution -> execution.setVariable("initialised", looks[0]++ > 0))
                .behave("readServices", execution -> execution.setVariable("initialised", looks[1]++ > 0))
                .behave(
                        "readServiceCenter",
                        execution -> execution.setVariable("serviceCenterAnswers", looks[2]++ > 1));
        var plan = movePlan("fe3");
        plan.put("startNow", true);
        underTest.answer("planMove", plan);

        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("readServiceCenter"::equals).hasSize(3);
        assertThat(underTest.calls).filteredOn("installServiceCenter"::equals).hasSize(1);
    }

    @Test
    void commandsTakeTheirTime_areLookedAtUntilTheyHaveEndedAndBegunOnce() {
        Map<String, Integer> looks = new HashMap<>();
        List<String> following =
                List.of("followWriting", "followCacheService", "followConfiguration", "followInstallation");
        for (String follow : following) {
            underTest.behave(
                    follow,
                    execution -> execution.setVariable("commandEnded", looks.merge(follow, 1, Integer::sum) > 2));
        }
        var plan = movePlan("");
        plan.put("moveRabbitMq", true);
        underTest.answer("planMove", plan);

        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(looks.values()).containsOnly(3);
        for (String begin : List.of("createCacheService", "installServiceCenter")) {
            assertThat(underTest.calls.stream().filter(call -> call.equals(begin) || call.startsWith(begin + " ")))
                    .hasSize(1);
        }
    }

    @Test
    void serverCanNotBePointedToTheController_isLeftOutAndServiceCenterIsTriedAgain() {
        var looks = new int[1];
        underTest
                .fail("writeControllerAddress", "STEP_FAILED", execution -> "fe4"
                        .equals(execution.getVariable("serverId")))
                .fail("installServiceCenter", "STEP_FAILED", execution -> looks[0]++ == 0);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "later"));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).contains("writeControllerAddress fe5").doesNotContain("applyConfiguration fe4");
        assertThat(underTest.calls).filteredOn("installServiceCenter"::equals).hasSize(2);
    }

    @Test
    void rabbitMqMovesToo_stoppedOnTheOldAndCreatedOnTheNewControllerAlone() {
        var plan = movePlan("fe3");
        plan.put("moveRabbitMq", true);
        underTest.answer("planMove", plan);

        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("stopService fe1"::equals).hasSize(2);
        assertThat(underTest.calls)
                .filteredOn(call -> call.startsWith("createCacheService"))
                .containsExactly("createCacheService fe2");
    }

    @Test
    void noServerTakesPart_emptyListsArePassedOver() {
        underTest.answer("planActivation", activationPlan("", "")).answer("planMove", movePlan(""));

        String activation = underTest.start("activate-passive-front-ends", Map.of());
        String move = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(activation)).isEqualTo("COMPLETED");
        assertThat(underTest.state(move)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .filteredOn(call -> call.startsWith("writeControllerAddress"))
                .containsExactly("writeControllerAddress fe2");
    }

    @Test
    void abortOfOneServerAmongSeveral_everythingElseEndsAndTheRunIsCompletedAsAborted() {
        var looks = new int[1];
        underTest
                .fail("stopService", "STEP_FAILED", execution -> true)
                .behave("letCommandsEnd", execution -> execution.setVariable("commandsUnderWay", looks[0]++ == 0));
        String run = underTest.start("activate-passive-front-ends", Map.of());
        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnServer", "userTask_decideOnServer");

        underTest.complete("userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "not tonight"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.alive()).isEmpty();
        assertThat(underTest.openTasks()).isEmpty();
        assertThat(underTest.calls)
                .containsSubsequence("recordDecision act1", "letCommandsEnd", "runAbortedListener")
                .doesNotContain("runCompletedListener")
                .noneMatch(call -> call.startsWith("enableService"));
    }

    @Test
    void abortWithinAWave_reachesTheRunThroughBothLoops() {
        var looks = new int[1];
        underTest
                .fail("applyConfiguration", "STEP_FAILED", execution -> "fe5".equals(execution.getVariable("serverId")))
                .behave("letCommandsEnd", execution -> execution.setVariable("commandsUnderWay", looks[0]++ < 2));
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "not tonight"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.alive()).isEmpty();
        assertThat(underTest.calls).filteredOn("letCommandsEnd"::equals).hasSize(3);
        assertThat(underTest.calls).endsWith("runAbortedListener").doesNotContain("verifyAddressEqual");
    }

    @Test
    void abortRequestedWhileAPersonIsAsked_theRunEndsAsAborted() {
        var looks = new int[1];
        underTest
                .fail("stopService", "STEP_FAILED", execution -> true)
                .behave("letCommandsEnd", execution -> execution.setVariable("commandsUnderWay", looks[0]++ == 0));
        String run = underTest.start("activate-passive-front-ends", Map.of());
        String move = underTest.start("move-controller", Map.of());

        underTest.tell("abortRequested", run);
        underTest.tell("abortRequested", move);

        assertThat(List.of(underTest.state(run), underTest.state(move))).containsOnly("COMPLETED");
        assertThat(underTest.alive()).isEmpty();
        assertThat(underTest.calls)
                .endsWith("runAbortedListener")
                .doesNotContain("runCompletedListener")
                .noneMatch(call -> call.startsWith("enableService"));
    }

    @Test
    void modeSwitched_nothingIsInterrupted() {
        underTest.fail("stopService", "STEP_FAILED", execution -> true);
        String run = underTest.start("activate-passive-front-ends", Map.of());
        String move = underTest.start("move-controller", Map.of());
        List<String> open = underTest.openTasks();

        underTest.tell("modeSwitched", run);
        underTest.tell("modeSwitched", move);

        assertThat(underTest.openTasks()).isEqualTo(open);
        assertThat(underTest.calls).filteredOn("switchMode"::equals).hasSize(2);
        assertThat(underTest.state(run)).isEqualTo("ACTIVE");
    }

    @Test
    void invariantsBreached_runStopsUntilItIsPutRightOrAccepted() {
        var readings = new int[1];
        underTest.fail("verifyInvariants", "STEP_FAILED", execution -> readings[0]++ < 2);
        String run = underTest.start("activate-passive-front-ends", Map.of());
        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnServer");
        assertThat(underTest.calls).noneMatch(call -> call.startsWith("enableService"));

        underTest.answer("recordDecision", Map.of("tryAgain", true, "runAborted", false));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));
        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnServer");
        underTest.answer("recordDecision", Map.of("tryAgain", false, "runAborted", false));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "known"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("verifyInvariants"::equals).hasSizeGreaterThanOrEqualTo(4);
    }

    private static Map<String, Object> undoPlan(boolean approvalNeeded) {
        Map<String, Object> plan = new HashMap<>(movePlan("fe3"));
        plan.put("approvalNeeded", approvalNeeded);
        plan.put("servicesToStop", "fe2/CONTROLLER,fe2/RABBITMQ");
        plan.put("rolesToEnable", "fe1/CONTROLLER");
        plan.put("servicesToStart", "fe1/SCHEDULER,fe3/SCHEDULER");
        plan.put("firstServer", "fe1");
        plan.put("otherServers", "fe2,fe3");
        plan.put("startedAtOnce", "fe1/SCHEDULER,fe3/SCHEDULER");
        plan.put("addressesBefore", "fe1=localhost,fe2=10.0.0.11,fe3=10.0.0.11");
        plan.put("cacheHostsBefore", "");
        return plan;
    }

    @Test
    void undo_stopsBeforeItStartsAndPointsTheControllerFirst() {
        var attempts = new int[3];
        underTest
                .fail("planUndo", "STEP_FAILED", execution -> {
                    execution.setVariables(undoPlan(false));
                    return attempts[0]++ == 0;
                })
                .behave("readServersOutOfReach", execution -> {
                    boolean first = attempts[1]++ == 0;
                    execution.setVariables(Map.of("planFits", !first, "serversInReach", !first));
                })
                .fail("verifyUndo", "STEP_FAILED", execution -> attempts[2]++ == 0);
        String run = underTest.start("undo-run", Map.of("undoRun", "run-0", "lostServers", ""));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));
        underTest.tell("modeSwitched", run);
        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .filteredOn(call -> call.startsWith("planUndo"))
                .hasSize(3);
        assertThat(underTest.calls)
                .containsSubsequence(
                        "stopService fe2",
                        "enableService fe1",
                        "writeControllerAddress fe1",
                        "writeControllerAddress fe3",
                        "startService fe1",
                        "verifyUndo")
                .endsWith("runCompletedListener");
    }

    @Test
    void undoIsRejectedOrAborted_nothingIsPutBack() {
        underTest.answer("planUndo", undoPlan(true));
        String rejected = underTest.start("undo-run", Map.of("undoRun", "run-0", "lostServers", ""));
        underTest.complete("userTask_approvePlan", Map.of("planApproved", false, "comment", "leave it"));
        String requested = underTest.start("undo-run", Map.of("undoRun", "run-0", "lostServers", ""));
        underTest.tell("abortRequested", requested);
        underTest.fail("planUndo", "STEP_FAILED", execution -> true);
        String aborted = underTest.start("undo-run", Map.of("undoRun", "run-0", "lostServers", ""));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "leave it"));

        assertThat(List.of(underTest.state(rejected), underTest.state(requested), underTest.state(aborted)))
                .containsOnly("COMPLETED");
        assertThat(underTest.calls).endsWith("runAbortedListener").noneMatch(call -> call.startsWith("stopService"));
    }

    @Test
    void fencedServerAnswers_itIsDisabledFirstAndAgainWhereThatFailed() {
        var attempts = new int[1];
        underTest
                .fail("disableServices", "STEP_FAILED", execution -> attempts[0]++ == 0)
                .behave(
                        "pointReturnedServer",
                        execution -> execution.setVariable("configurationInForce", attempts[0]++ > 3));
        String fence = underTest.begin("serverFenced", "run-1-fence-fe1", Map.of("serverId", "fe1"));
        assertThat(underTest.openTasks()).containsExactly("userTask_confirmServerGone");

        underTest.tell("serverAnswers", fence);
        assertThat(underTest.openTasks()).containsExactly("userTask_confirmServerGone");
        underTest.tell("serverAnswers", fence);

        assertThat(underTest.state(fence)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .containsSubsequence(
                        "disableServices fe1", "pointReturnedServer fe1", "verifyFence fe1", "endFence fe1");
    }

    @Test
    void othersDoNotTellWhatAReturnedServerIs_aPersonIsAskedUntilItBecomesClear() {
        var attempts = new int[1];
        underTest
                .fail("disableServices", "ROLE_UNCLEAR", execution -> attempts[0]++ < 2)
                .behave("pointReturnedServer", execution -> execution.setVariable("configurationInForce", true));
        String fence = underTest.begin("serverFenced", "run-1-fence-fe1", Map.of("serverId", "fe1"));
        underTest.tell("serverAnswers", fence);
        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnReturnedServer");
        underTest.complete("userTask_decideOnReturnedServer", Map.of("returnedServerRole", "LOOK_AGAIN"));
        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnReturnedServer");

        underTest.tell("serverAnswers", fence);

        assertThat(underTest.openTasks()).isEmpty();
        assertThat(underTest.state(fence)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).contains("verifyFence fe1", "endFence fe1");
    }

    @Test
    void fencedServerIsGoneForGood_theFenceEndsWithoutTouchingIt() {
        String fence = underTest.begin("serverFenced", "run-1-fence-fe1", Map.of("serverId", "fe1"));
        underTest.complete("userTask_confirmServerGone", Map.of("comment", "scrapped"));
        assertThat(underTest.state(fence)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).contains("endFence fe1").doesNotContain("disableServices fe1");
    }

    @Test
    void checkIsDue_everyEnvironmentIsCheckedServerByServer() {
        underTest.letTimerStart("check-environments");
        assertThat(underTest.calls)
                .contains("checkServer fe1", "checkServer fe2")
                .filteredOn("compareServers"::equals)
                .hasSize(2);
    }

    @Test
    void tryAgain_repeatsTheAttemptOnThatServerOnly() {
        var failures = new int[1];
        underTest.fail(
                "disableService",
                "STEP_FAILED",
                execution -> "act2".equals(execution.getVariable("serverId")) && failures[0]++ == 0);
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("stopService act1"::equals).hasSize(1);
        assertThat(underTest.calls).filteredOn("stopService act2"::equals).hasSize(2);
    }

    @Test
    void serverSkipped_theOthersGoOn() {
        underTest.fail("startService", "STEP_FAILED", execution -> "pas1".equals(execution.getVariable("serverId")));
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "it is being repaired"));
        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "here, too"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).contains("readService pas2", "runCompletedListener");
    }

    @Test
    void serverFencedWhileItIsStopped_isLeftOut() {
        underTest.fail("stopService", "STEP_FAILED", execution -> "act1".equals(execution.getVariable("serverId")));
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "FENCED", "fencingMethod", "POWERED_OFF"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).contains("disableService act2").doesNotContain("disableService act1");
    }

    @Test
    void planRejected_runEndsBeforeAnythingIsChanged() {
        var plan = activationPlan("act1", "pas1");
        plan.put("approvalNeeded", true);
        underTest.answer("planActivation", plan);
        String run = underTest.start("activate-passive-front-ends", Map.of());
        assertThat(underTest.openTasks()).containsExactly("userTask_approvePlan");

        underTest.complete("userTask_approvePlan", Map.of("planApproved", false, "comment", "wrong group"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).endsWith("runAbortedListener").doesNotContain("readServersOutOfReach");
    }

    /** Safety rule 7: the approval belongs to one plan. */
    @Test
    void planVoid_anotherIsMadeAndApprovedAnew() {
        for (String procedure : new String[] {"activate-passive-front-ends", "move-controller"}) {
            farmWhereEverythingWorks();
            var looks = new int[1];
            underTest.behave("readServersOutOfReach", execution -> {
                boolean first = looks[0]++ == 0;
                execution.setVariables(Map.of("planFits", !first, "serversInReach", !first));
                if (first) {
                    execution.setVariable("planVoid", "fe1 has changed");
                    execution.setVariable("lostServers", "");
                }
            });
            var plan = procedure.startsWith("move") ? movePlan("fe3") : activationPlan("act1", "pas1");
            plan.put("approvalNeeded", true);
            underTest.answer(procedure.startsWith("move") ? "planMove" : "planActivation", plan);
            String run = underTest.start(procedure, Map.of("lostServers", "fe1"));

            underTest.complete("userTask_approvePlan", Map.of("planApproved", true));

            assertThat(underTest.openTasks()).containsExactly("userTask_approvePlan");
            assertThat(underTest.variable(run, "planVoid")).isEqualTo("fe1 has changed");
            assertThat(underTest.variable(run, "lostServers")).isEqualTo("");
            assertThat(underTest.calls)
                    .filteredOn(call -> call.startsWith("plan"))
                    .hasSize(2);
            assertThat(underTest.calls).noneMatch(call -> call.startsWith("stopService"));
            underTest.complete("userTask_approvePlan", Map.of("planApproved", true));
            assertThat(underTest.state(run)).isEqualTo("COMPLETED");
            remember();
            storiesTold--;
        }
    }

    @Test
    void planCannotBeMade_personDecidesAndItIsTriedAgainOrTheRunIsAborted() {
        for (String procedure : new String[] {"activate-passive-front-ends", "move-controller"}) {
            farmWhereEverythingWorks();
            underTest.fail(
                    procedure.startsWith("move") ? "planMove" : "planActivation", "STEP_FAILED", execution -> true);
            String run = underTest.start(procedure, Map.of());

            underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));
            underTest.complete("userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "another night"));

            assertThat(underTest.state(run)).isEqualTo("COMPLETED");
            assertThat(underTest.calls)
                    .endsWith("runAbortedListener")
                    .noneMatch(call -> call.startsWith("stopService"));
            remember();
            storiesTold--;
        }
    }

    @Test
    void serverOutOfReach_isAskedAboutBeforeTheRunGoesOn() {
        var looks = new int[1];
        underTest.behave("readServersOutOfReach", execution -> {
            execution.setVariable("problemServer", "act1");
            execution.setVariable("planFits", true);
            execution.setVariable("serversInReach", looks[0]++ > 0);
        });
        var plan = activationPlan("act1", "pas1");
        plan.put("approvalNeeded", true);
        underTest.answer("planActivation", plan);
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_approvePlan", Map.of("planApproved", true));
        assertThat(underTest.calls).doesNotContain("stopService act1");
        underTest.complete("userTask_decideOnServer", Map.of("decision", "FENCED", "fencingMethod", "POWERED_OFF"));

        assertThat(underTest.calls).contains("recordDecision act1");
        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
    }

    @Test
    void trafficSwitchedByHand_personIsAsked() {
        var plan = activationPlan("act1", "pas1");
        plan.put("trafficSwitchedByHand", true);
        underTest.answer("planActivation", plan);
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_switchTraffic", Map.of("comment", "switched"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).doesNotContain("switchTraffic");
    }

    @Test
    void trafficCommandFails_personIsAsked() {
        var plan = activationPlan("act1", "pas1");
        plan.put("trafficSwitchedByCommand", true);
        underTest.answer("planActivation", plan).fail("switchTraffic", "STEP_FAILED", execution -> true);
        String run = underTest.start("activate-passive-front-ends", Map.of());

        underTest.complete("userTask_switchTraffic", Map.of("comment", "switched"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
    }

    @Test
    void trafficCommandSucceeds_nobodyIsAsked() {
        var plan = activationPlan("act1", "pas1");
        plan.put("trafficSwitchedByCommand", true);
        underTest.answer("planActivation", plan);

        assertThat(underTest.state(underTest.start("activate-passive-front-ends", Map.of())))
                .isEqualTo("COMPLETED");
        assertThat(underTest.calls).containsSubsequence("switchTraffic", "verifyActivation");
    }

    @Test
    void licenseRejectedTwice_fileIsAskedForAgainAndInstalledInTheEnd() {
        var refusals = new int[1];
        underTest
                .answer("readLicense", neededLicense())
                .fail("installLicense", "LICENSE_REJECTED", execution -> refusals[0]++ < 2);
        String run = underTest.start("move-controller", Map.of());
        underTest.complete("userTask_freeUpEnvironment", Map.of("comment", "freed", "freeUpNeeded", false));

        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "first"));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "second"));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "third"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("installLicense"::equals).hasSize(3);
        assertThat(underTest.calls).containsSubsequence("verifyLicense", "publishSolution");
    }

    @Test
    void licenseRequestedEarly_peopleWorkWhileTheMachinesDoAndTheFileIsInstalledAfterStep4() {
        var stops = new int[1];
        underTest
                .answer("planMove", earlyPlan())
                .answer("compareSerialNumber", Map.of("licenseRequestWithdrawn", false))
                .behave(
                        "readLicense",
                        execution -> execution.setVariables(Map.of(
                                "licenseNeeded",
                                true,
                                "licenseFileAtHand",
                                execution.getVariable("licenseFileAtHand"))))
                .fail("stopService", "STEP_FAILED", execution -> stops[0]++ == 0);
        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnServer", "userTask_freeUpEnvironment");
        underTest.complete("userTask_freeUpEnvironment", Map.of("comment", "freed"));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "file", "licenseFileAtHand", true));
        assertThat(underTest.calls).doesNotContain("installServiceCenter", "installLicense");
        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .containsSubsequence("recordRequest", "installServiceCenter", "compareSerialNumber", "installLicense");
    }

    @Test
    void earlyRequestIsForNothing_isWithdrawnAndTheTasksComeBackWithTheRightNumber() {
        underTest
                .answer("planMove", earlyPlan())
                .answer("compareSerialNumber", Map.of("licenseRequestWithdrawn", true))
                .answer("readLicense", neededLicense());
        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.calls).filteredOn("recordRequest"::equals).hasSize(2);
        assertThat(underTest.openTasks()).containsExactly("userTask_freeUpEnvironment");
        underTest.complete("userTask_freeUpEnvironment", Map.of("comment", "freed"));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "right"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
    }

    @Test
    void licenseInvalidAfterThePublication_isRenewedOnceMoreAndReadAgain() {
        var reads = new int[1];
        underTest.behave(
                "readLicenseAgain", execution -> execution.setVariable("licenseInvalidAgain", reads[0]++ == 0));
        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .containsSubsequence(
                        "publishSolution", "readLicenseAgain", "readLicense", "readLicenseAgain", "verifyMove");
    }

    @Test
    void runAbortedWhileALicenseIsRequested_theTaskIsGoneAndTheRunEnds() {
        underTest.answer("planMove", earlyPlan()).fail("stopService", "STEP_FAILED", execution -> true);
        String run = underTest.start("move-controller", Map.of());
        assertThat(underTest.openTasks()).containsExactly("userTask_decideOnServer", "userTask_freeUpEnvironment");

        underTest.complete("userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "not tonight"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.openTasks()).isEmpty();
        assertThat(underTest.alive()).isEmpty();
        assertThat(underTest.calls).endsWith("runAbortedListener");
    }

    @Test
    void licenseTaskWaitsForLong_peopleAreRemindedAndNothingIsDecided() {
        var plan = movePlan("fe3");
        plan.put("licenseByHand", true);
        underTest.answer("planMove", plan).answer("readLicense", neededLicense());
        String run = underTest.start("move-controller", Map.of());

        underTest.letTimePass();
        underTest.letTimePass();

        assertThat(underTest.calls).filteredOn("remindPeople"::equals).hasSize(2);
        assertThat(underTest.openTasks()).containsExactly("userTask_freeUpEnvironment");
        underTest.complete("userTask_freeUpEnvironment", Map.of("comment", "freed"));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "file"));
        underTest.letTimePass();
        assertThat(underTest.calls).filteredOn("remindPeople"::equals).hasSize(3);
        assertThat(underTest.openTasks()).containsExactly("userTask_installLicense");
        underTest.complete("userTask_installLicense", Map.of("newFile", false));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        underTest.letTimePass();
        assertThat(underTest.calls).filteredOn("remindPeople"::equals).hasSize(3);
    }

    @Test
    void licenseInstalledByHand_comesBackWhileNotValidAndLetsAnotherFileBeFetched() {
        var plan = movePlan("fe3");
        plan.put("licenseByHand", true);
        plan.put("licenseFileAtHand", true);
        var looks = new int[1];
        underTest
                .answer("planMove", plan)
                .answer("readLicense", Map.of("licenseNeeded", true, "freeUpNeeded", false))
                .behave("verifyLicense", execution -> execution.setVariable("licenseValid", looks[0]++ > 0));
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_installLicense", Map.of("newFile", false));
        underTest.complete("userTask_installLicense", Map.of("newFile", true));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "another"));
        underTest.complete("userTask_installLicense", Map.of("newFile", false));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).doesNotContain("installLicense");
    }

    @Test
    void automaticLicenseInstallationCanNotBeTried_personInstalls() {
        underTest.answer("readLicense", neededLicense()).fail("installLicense", "STEP_FAILED", execution -> true);
        String run = underTest.start("move-controller", Map.of());
        underTest.complete("userTask_freeUpEnvironment", Map.of("comment", "freed"));
        underTest.complete("userTask_getLicenseFile", Map.of("licenseFile", "first"));

        underTest.complete("userTask_installLicense", Map.of("newFile", false));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
    }

    @Test
    void noAllContentSolution_oneIsCreatedAndThePublicationIsWaitedFor() {
        var looks = new int[1];
        underTest
                .answer("locateSolution", Map.of("solutionFound", false))
                .behave("readPublication", execution -> execution.setVariable("publicationEnded", looks[0]++ > 2));

        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).containsSubsequence("locateSolution", "createSolution", "publishSolution");
        assertThat(underTest.calls).filteredOn("readPublication"::equals).hasSize(4);
    }

    @Test
    void serviceCenterRestarts_publicationIsAskedForAgain() {
        var looks = new int[1];
        underTest.behave("publishSolution", execution -> {
            if (looks[0]++ == 0) {
                execution.setVariable("serviceCenterAskedAgain", true);
                execution.setVariable("serviceCenterAskedAgainAfter", "PT30S");
                throw new BpmnError("STEP_FAILED");
            }
        });
        String run = underTest.start("move-controller", Map.of());

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("locateSolution"::equals).hasSize(2);
    }

    @Test
    void publicationCanNotBeStarted_personPublishes() {
        underTest.behave("publishSolution", execution -> {
            execution.setVariable("serviceCenterAskedAgain", false);
            throw new BpmnError("STEP_FAILED");
        });
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_publishSolution", Map.of("comment", "done"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).filteredOn("publishSolution"::equals).hasSize(1);
    }

    @Test
    void publicationFails_personLetsItBeDoneAgainAndAcceptsTheSecondFailure() {
        underTest.fail("readPublication", "STEP_FAILED", execution -> true);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "RETRY"));
        assertThat(underTest.calls).filteredOn("publishSolution"::equals).hasSize(2);
        underTest.complete("userTask_decideOnServer", Map.of("decision", "SKIP", "comment", "a test module"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls)
                .endsWith("runCompletedListener")
                .filteredOn("publishSolution"::equals)
                .hasSize(2);
    }

    @Test
    void publicationFails_personAbortsTheRun() {
        underTest.fail("readPublication", "STEP_FAILED", execution -> true);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_decideOnServer", Map.of("decision", "ABORT", "comment", "ask the developers"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).endsWith("runAbortedListener").doesNotContain("verifyMove");
    }

    @Test
    void publishedByHand_serviceCenterIsNotTouched() {
        var plan = movePlan("fe3");
        plan.put("publishByHand", true);
        underTest.answer("planMove", plan);
        String run = underTest.start("move-controller", Map.of());

        underTest.complete("userTask_publishSolution", Map.of("comment", "done"));

        assertThat(underTest.state(run)).isEqualTo("COMPLETED");
        assertThat(underTest.calls).doesNotContain("locateSolution", "publishSolution");
    }

    private static Map<String, Object> activationPlan(String toDeactivate, String toActivate) {
        var plan = new HashMap<String, Object>();
        plan.put("groupToActivate", "blue");
        plan.put("serversToDeactivate", toDeactivate);
        plan.put("serversToActivate", toActivate);
        plan.put("allServers", toDeactivate.isEmpty() ? toActivate : toDeactivate + "," + toActivate);
        plan.put("runningIsEnough", false);
        plan.put("trafficSwitchedByHand", false);
        plan.put("trafficSwitchedByCommand", false);
        plan.put("approvalNeeded", false);
        return plan;
    }

    private static Map<String, Object> movePlan(String otherServers) {
        var plan = new HashMap<String, Object>();
        plan.put("oldController", "fe1");
        plan.put("controllersToStop", "fe1");
        plan.put("newController", "fe2");
        plan.put("controllerAddress", "10.0.0.12");
        plan.put("cacheServiceHost", "");
        plan.put("moveRabbitMq", false);
        plan.put("startNow", false);
        plan.put("otherServers", otherServers);
        plan.put("licenseByHand", false);
        plan.put("licenseFileAtHand", false);
        plan.put("licenseRequestEarly", false);
        plan.put("licenseRequestWithdrawn", false);
        plan.put("freeUpNeeded", true);
        plan.put("publishByHand", false);
        plan.put("approvalNeeded", false);
        return plan;
    }

    private static Map<String, Object> earlyPlan() {
        var plan = movePlan("fe3");
        plan.put("licenseRequestEarly", true);
        plan.put("predictedSerialNumber", "ABC");
        return plan;
    }

    private static Map<String, Object> neededLicense() {
        return Map.of("licenseNeeded", true, "serialNumber", "ABC", "licenseNote", "", "freeUpNeeded", true);
    }
}
