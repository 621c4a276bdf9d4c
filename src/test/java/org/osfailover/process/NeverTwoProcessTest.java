package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.support.RunControl;
import org.osfailover.process.FakeFarm.FakeServer;
import org.osfailover.process.FakeFarm.Fault;
import org.osfailover.run.Fence;
import org.osfailover.run.Fences;
import org.osfailover.run.JdbcFences;
import org.osfailover.run.Run;
import org.osfailover.run.RunOutcome;
import org.osfailover.run.Runs;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Safety rules 1 and 3 as a property of all models together, whatever fails and however a run ends. A night is a first
 * procedure in which each command in turn fails in each way, and after it what people start then (undo, the same again,
 * another server); servers die and come back at any moment; people decide as they like, as far as they are let.
 *
 * <p>After every command: never two Controllers in service, never two groups with a Scheduler in service, but for servers
 * that a person has attested as fenced. At the end of every run: nothing that it has enabled is out of sight without a fence. At
 * the end of the night, when all servers are back and the fences have acted: one Controller at most, one group at most.
 *
 * <p>A night is told by its name alone: {@code -Dnights=MOVE-7-DIES_AFTER-1} plays that one again, {@code -Dnights=MOVE}
 * all that begin with a move, whichever command fails and how, with {@code -Dnights.seeds} evenings after each. The build
 * plays each command with one of the failures.
 */
@ProcessTest
class NeverTwoProcessTest {

    private static final List<String> SERVERS = List.of("fe1", "fe2", "fe3", "fe4");
    private static final List<Fault> FAULTS =
            Stream.of(Fault.values()).filter(fault -> fault != Fault.NONE).toList();
    private static final int MOST_TURNS = 60;

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    Fences fences;

    @Autowired
    JdbcFences gate;

    @Autowired
    RunControl control;

    @Autowired
    ProcessEngine engine;

    private final List<String> diary = new ArrayList<>();
    private final Set<String> violations = new LinkedHashSet<>();
    /** The run that an undo undoes. */
    private final Map<String, String> undoneBy = new HashMap<>();

    private Random random = new Random(0);

    /** People are refused all night, and the engine says so at length. */
    @BeforeAll
    static void quietly() {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.camunda.bpm.engine"))
                .setLevel(ch.qos.logback.classic.Level.OFF);
    }

    @AfterAll
    static void asBefore() {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.camunda.bpm.engine")).setLevel(null);
    }

    /** What the night begins with, and how many commands that is at most. */
    enum First {
        MOVE(13, ControllerStart.WITH_CONFIGURATION),
        MOVE_OLDER_ORDER(14, ControllerStart.BEFORE_CONFIGURATION),
        ACTIVATE(16, ControllerStart.WITH_CONFIGURATION);

        private final int commands;
        private final ControllerStart order;

        First(int commands, ControllerStart order) {
            this.commands = commands;
            this.order = order;
        }
    }

    record Night(First first, int command, Fault fault, int seed) {
        @Override
        public String toString() {
            return first + "-" + command + "-" + fault + "-" + seed;
        }
    }

    static List<Night> nights() {
        Optional<String> chosen = Optional.ofNullable(System.getProperty("nights"));
        return Stream.of(First.values())
                .flatMap(first -> IntStream.rangeClosed(1, first.commands)
                        .boxed()
                        .flatMap(command -> FAULTS.stream()
                                .flatMap(fault -> IntStream.range(0, Integer.getInteger("nights.seeds", 1))
                                        .mapToObj(seed -> new Night(first, command, fault, seed)))))
                .filter(night -> chosen.map(name -> night.toString().startsWith(name))
                        .orElse((night.command()
                                                + FAULTS.indexOf(night.fault())
                                                + List.of(First.values()).indexOf(night.first()))
                                        % 5
                                == 0))
                .toList();
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nights")
    void whateverFails_neverTwoAndEveryRunEnds(Night night) {
        begin(night);
        try {
            live(startFirst(night.first()));
            for (int more = 0; more < 2; more++) {
                startNext().ifPresent(this::live);
            }
            everybodyComesBack();
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError(told(night, String.valueOf(failed.getMessage())), failed);
        }
        if (!violations.isEmpty()) {
            fail(told(night, String.join("\n", violations)));
        }
    }

    private String told(Night night, String what) {
        return "Night " + night + ": " + what + "\nIts diary:\n  " + String.join("\n  ", diary);
    }

    private void begin(Night night) {
        random = new Random(night.toString().hashCode());
        farm.configure(environment(night.first().order));
        farm.licenseValid = true;
        driver.timePasses = true;
        farm.gate = gate;
        farm.onChange = () -> lookForTwo("after a command");
        int[] count = new int[1];
        farm.faults = (server, action) -> {
            count[0]++;
            boolean later = count[0] > night.command() && random.nextInt(12) == 0;
            Fault fault = count[0] == night.command() ? night.fault() : later ? anyFault() : Fault.NONE;
            diary.add(server + " " + action + (fault == Fault.NONE ? "" : ": " + fault));
            return fault;
        };
    }

    private Fault anyFault() {
        return FAULTS.get(random.nextInt(FAULTS.size()));
    }

    private static Environment environment(ControllerStart order) {
        return FakeFarm.environment(
                Stack.DOTNET,
                Approval.SELF,
                LicenseInstallation.MANUAL,
                Republish.SERVICE_CENTER,
                new TrafficSwitch.None(),
                RabbitMqPlacement.NONE,
                order,
                AllContent.TRUSTED);
    }

    private Run startFirst(First first) {
        return start(
                        first == First.ACTIVATE ? "activate-passive-front-ends" : "move-controller",
                        first == First.ACTIVATE ? Map.of() : Map.of("newController", "fe3"))
                .orElseThrow();
    }

    /** What people start when a run has ended and not all is well. */
    private Optional<Run> startNext() {
        if (random.nextInt(3) == 0) {
            somebodyDies();
        }
        Run last = runs.newest(1).get(0);
        int what = random.nextInt(4);
        if (last.outcome() == RunOutcome.ABORTED && what < 2) {
            String undone = last.procedure().equals("undo-run") ? "" : last.id();
            return start("undo-run", undone.isEmpty() ? Map.of() : Map.of("undoRun", undone));
        } else if (what == 2) {
            return start(
                    "activate-passive-front-ends", Map.of("groupToActivate", random.nextBoolean() ? "blue" : "green"));
        }
        String target = SERVERS.get(random.nextInt(3));
        return start("move-controller", Map.of("newController", target))
                .or(() -> start("move-controller", Map.of("newController", target, "oldController", other(target))));
    }

    private static String other(String target) {
        return target.equals("fe1") ? "fe2" : "fe1";
    }

    /** Empty where the start is refused, which is an answer. */
    private Optional<Run> start(String procedure, Map<String, Object> more) {
        Map<String, Object> variables =
                new HashMap<>(Map.of("environment", FakeFarm.ID, "mode", "EMERGENCY", "reason", "a night"));
        List<String> dead =
                SERVERS.stream().filter(id -> !farm.server(id).reachable).toList();
        if (random.nextBoolean() && !dead.isEmpty()) {
            variables.put("lostServers", String.join(",", dead));
        }
        variables.putAll(more);
        diary.add("== " + procedure + " " + variables);
        if (procedure.equals("move-controller")) {
            // nobody is asked for a licence
            variables.put(
                    "licenseFile",
                    Variables.fileValue("license.lic").file(new byte[] {1}).create());
        }
        try {
            Run run = driver.start("alice", procedure, variables);
            diary.add("== " + run.id() + " has begun");
            if (more.get("undoRun") != null) {
                undoneBy.put(run.id(), String.valueOf(more.get("undoRun")));
            }
            return Optional.of(run);
        } catch (ProcessEngineException refused) {
            diary.add("== refused: " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** People answer, servers die and come back, until the run has ended. */
    private void live(Run run) {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            fencesAct();
            driver.goOn();
            lookForTwo("in turn " + turn);
            List<Task> tasks = openTasks();
            if (driver.run(run).endedAt() != null) {
                lookForWhatIsOutOfSight(driver.run(run));
                return;
            }
            assertThat(tasks)
                    .as("somebody is asked while run %s has not ended", run.id())
                    .isNotEmpty();
            if (random.nextInt(6) == 0) {
                somebodyDies();
            }
            if (random.nextInt(5) == 0) {
                somebodyComesBack();
            }
            answer(run, tasks.get(0));
        }
        fail("run " + run.id() + " has not ended after " + MOST_TURNS + " answers");
    }

    private List<Task> openTasks() {
        return engine.getTaskService().createTaskQuery().list().stream()
                .filter(task -> !"userTask_confirmServerGone".equals(task.getTaskDefinitionKey()))
                .toList();
    }

    private void answer(Run run, Task task) {
        if (task.getTaskDefinitionKey().equals("userTask_approvePlan")) {
            complete(task, Map.of("planApproved", true));
            return;
        }
        assertThat(task.getTaskDefinitionKey()).isEqualTo("userTask_decideOnServer");
        String server = String.valueOf(driver.variable(task, "serverId"));
        diary.add("?? " + server + ": " + driver.variable(task, "problem"));
        List<String> answers =
                new ArrayList<>(List.of("RETRY", "SKIP", "FENCED", "ABORT", "SKIP", "FENCED", "REQUEST"));
        java.util.Collections.shuffle(answers, random);
        for (String answer : answers) {
            if (answer.equals("REQUEST")) {
                if (random.nextInt(4) > 0) {
                    continue;
                }
                abort(run);
                return;
            }
            if (complete(task, decision(answer))) {
                if (answer.equals("FENCED")) {
                    // what a person attests is true
                    farm.server(server).reachable = false;
                }
                return;
            }
        }
    }

    private void abort(Run run) {
        try {
            control.abort(run.id(), "olga", "enough");
            diary.add("!! abort requested");
        } catch (RunControl.NotPossibleException refused) {
            diary.add("!! " + refused.getMessage());
        }
    }

    private static Map<String, Object> decision(String answer) {
        return Map.of("decision", answer, "comment", "so be it", "fencingMethod", "POWERED_OFF");
    }

    private boolean complete(Task task, Map<String, Object> variables) {
        try {
            engine.getIdentityService().setAuthenticatedUserId("olga");
            engine.getTaskService().complete(task.getId(), variables);
            diary.add("!! " + variables);
            return true;
        } catch (ProcessEngineException refused) {
            diary.add("!! " + variables.get("decision") + " refused");
            return false;
        } finally {
            engine.getIdentityService().clearAuthentication();
        }
    }

    private void somebodyDies() {
        FakeServer server = farm.server(SERVERS.get(random.nextInt(4)));
        server.reachable = false;
        diary.add("-- " + server.server().id() + " dies");
    }

    private void somebodyComesBack() {
        List<String> dead =
                SERVERS.stream().filter(id -> !farm.server(id).reachable).toList();
        if (!dead.isEmpty()) {
            comesBack(dead.get(random.nextInt(dead.size())));
        }
    }

    private void comesBack(String id) {
        farm.server(id).boot();
        diary.add("-- " + id + " comes back");
        lookForTwo("when " + id + " came back");
    }

    /** As the watch does: a fence whose server answers is told so. */
    private void fencesAct() {
        for (Fence fence : fences.pending()) {
            boolean waits = engine.getRuntimeService()
                            .createExecutionQuery()
                            .processInstanceBusinessKey(fence.id())
                            .messageEventSubscriptionName("serverAnswers")
                            .count()
                    > 0;
            if (waits && farm.server(fence.server()).reachable) {
                diary.add("-- the fence " + fence.id() + " acts");
                engine.getRuntimeService()
                        .createMessageCorrelation("serverAnswers")
                        .processInstanceBusinessKey(fence.id())
                        .correlate();
            }
        }
    }

    /** Where the others don't tell what a server is, somebody says of each of them that it is the Controller. */
    private void theWorstIsSaidOfEveryReturnedServer() {
        for (int round = 0; round <= SERVERS.size(); round++) {
            List<Task> asked = engine.getTaskService()
                    .createTaskQuery()
                    .taskDefinitionKey("userTask_decideOnReturnedServer")
                    .list();
            if (asked.isEmpty()) {
                return;
            }
            complete(
                    asked.get(0),
                    Map.of(
                            "returnedServerRole",
                            round < SERVERS.size() ? "CONTROLLER" : "NOT_CONTROLLER",
                            "comment",
                            "so be it"));
            driver.goOn();
            lookForTwo("after a person's word");
            fencesAct();
            driver.goOn();
        }
    }

    private void everybodyComesBack() {
        farm.faults = (server, action) -> {
            diary.add(server + " " + action);
            return Fault.NONE;
        };
        for (String id : SERVERS) {
            if (!farm.server(id).reachable) {
                comesBack(id);
            }
        }
        for (int round = 0; round < 3; round++) {
            fencesAct();
            driver.goOn();
        }
        theWorstIsSaidOfEveryReturnedServer();
        lookForTwo("at the end");
        assertThat(fences.pending())
                .as("fences that wait though all servers are back")
                .isEmpty();
        assertThat(inService(PlatformService.CONTROLLER))
                .as("Controllers in the end")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(groups(inService(PlatformService.SCHEDULER)))
                .as("groups in the end")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(runs.newest(50)).allSatisfy(run -> assertThat(run.endedAt()).isNotNull());
    }

    private Set<String> inService(PlatformService service) {
        return SERVERS.stream()
                .filter(id -> farm.server(id).really(service).startType() == StartType.AUTOMATIC)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<String> groups(Set<String> servers) {
        return servers.stream()
                .map(id -> farm.server(id).server())
                .map(Server::group)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A server that a person has fenced does not run; until its fence has ended, it does not count. */
    private void lookForTwo(String when) {
        Set<String> controllers = inService(PlatformService.CONTROLLER);
        Set<String> schedulers = inService(PlatformService.SCHEDULER);
        if (controllers.size() < 2 && groups(schedulers).size() < 2) {
            return;
        }
        fences.pending().stream().filter(Fence::isAttested).map(Fence::server).forEach(fenced -> {
            controllers.remove(fenced);
            schedulers.remove(fenced);
        });
        if (controllers.size() > 1) {
            violation(when + ": two Controllers, on " + controllers);
        }
        if (groups(schedulers).size() > 1) {
            violation(when + ": two active groups, " + groups(schedulers) + " on " + schedulers);
        }
    }

    private void violation(String what) {
        if (violations.add(what)) {
            diary.add("** " + what);
        }
    }

    /** What the run, or the one that it undoes, has enabled out of sight has a fence; a move's own good end is its end. */
    private void lookForWhatIsOutOfSight(Run run) {
        diary.add("== ended " + run.outcome() + ": " + run.outcomeSentence());
        boolean good = run.outcome() != RunOutcome.ABORTED;
        if (good && !run.procedure().equals("undo-run")) {
            return;
        }
        String undone = undoneBy.getOrDefault(run.id(), "");
        for (String id : SERVERS) {
            boolean fenced = fences.pendingOf(FakeFarm.ID, id).isPresent();
            for (PlatformService role : List.of(PlatformService.CONTROLLER, PlatformService.SCHEDULER)) {
                boolean enabled = !farm.server(id).reachable
                        && inService(role).contains(id)
                        // what a good undo has enabled itself is to run
                        && (good
                                ? wasEnabledBy(undone, id, role) && !wasEnabledBy(run.id(), id, role)
                                : wasEnabledBy(undone, id, role) || wasEnabledBy(run.id(), id, role));
                if (enabled && !fenced) {
                    violation("at the end of " + run.id() + ": " + role + " of " + id
                            + " is out of sight without a fence");
                }
            }
        }
    }

    private boolean wasEnabledBy(String runId, String server, PlatformService role) {
        boolean within = false;
        for (String line : diary) {
            if (line.startsWith("== production-")) {
                within = line.startsWith("== " + runId + " ");
            }
            if (within && line.startsWith(server + " enable " + role)) {
                return true;
            }
        }
        return false;
    }
}
