package org.osfailover.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hamcrest.Matchers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.FarmReading;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.procedure.support.FarmReadings;
import org.osfailover.procedure.support.LeftBehind;
import org.osfailover.procedure.support.UndoOffer;
import org.osfailover.run.PlanStep;
import org.osfailover.run.RecordedCommand;
import org.osfailover.run.RunEvent;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class ApiTest {

    private static final Instant READ = Instant.parse("2026-11-22T03:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-11-22T01:00:00Z");
    private static final String TAKEOVER = "/api/environments/production/lock/takeover";

    private final FakeRuns runs = new FakeRuns();
    private final FakeOpenItems items = new FakeOpenItems();
    private final FakeReadiness readiness = new FakeReadiness();
    private final Environment production = environment("production");
    private final FakeReadings readings = new FakeReadings();
    private final List<String> notInForce = new ArrayList<>();
    private final Environments environments = new Environments() {
        @Override
        public List<Environment> all() {
            return List.of(production, environment("quality"));
        }

        @Override
        public List<String> notInForce() {
            return notInForce;
        }
    };
    private final List<LeftBehind.Rest> left = new ArrayList<>();
    private boolean processLives;
    private MockMvc underTest;

    @BeforeEach
    void setUp() {
        underTest = MockMvcBuilders.standaloneSetup(
                        new EnvironmentsController(
                                environments,
                                readings,
                                new FakeChecks(),
                                runs,
                                items,
                                items,
                                readiness,
                                environment -> left,
                                new RequestUser()),
                        new RunControlController(runs, readiness, new RequestUser()),
                        new OpenItemsController(environments, items, items, new RequestUser()),
                        new RunsController(
                                runs,
                                readiness,
                                items,
                                readiness,
                                environments,
                                new UndoOffer(runs, new NothingBefore())),
                        new LockController(environments, runs, run -> processLives, new RequestUser()))
                .setControllerAdvice(new Problems())
                .setMessageConverters(new MappingJackson2HttpMessageConverter(Jackson2ObjectMapperBuilder.json()
                        .featuresToDisable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build()))
                .build();
    }

    @Test
    void inventoryWasSpoiledMeanwhile_isSaidWhereTheEnvironmentIsShown() throws Exception {
        notInForce.add("Inventory e.yaml was changed and can't be used; the last good one stays in force: line 3: no");

        underTest
                .perform(get("/api/environments/production"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.inventoryProblems[0]").value(notInForce.get(0)));
    }

    @Test
    void environments_areListedWithoutReadingAServer() throws Exception {
        runs.locked("production-2026-11-22-1", "production");

        underTest
                .perform(get("/api/environments"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$[0].id").value("production"))
                .andExpect(jsonPath("$[0].name").value("Production"))
                .andExpect(jsonPath("$[0].stack").value("dotnet"))
                .andExpect(jsonPath("$[0].lockedBy").value("production-2026-11-22-1"))
                .andExpect(jsonPath("$[0].groups[0].id").value("blue"))
                .andExpect(jsonPath("$[0].groups[0].servers[0]").value("fe1"))
                .andExpect(jsonPath("$[1].lockedBy").value(Matchers.nullValue()));

        assertThat(readings.count).isZero();
    }

    @Test
    void environment_isShownAsItsServersAreNow() throws Exception {
        underTest
                .perform(get("/api/environments/production"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.controller").value("fe1"))
                .andExpect(jsonPath("$.activeGroups", Matchers.contains("blue")))
                .andExpect(jsonPath("$.lockedBy").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.readAt").value("2026-11-22T03:00:00Z"))
                .andExpect(jsonPath("$.servers[0].id").value("fe1"))
                .andExpect(jsonPath("$.servers[0].address").value("10.0.0.11"))
                .andExpect(jsonPath("$.servers[0].group").value("blue"))
                .andExpect(jsonPath("$.servers[0].reachable").value(true))
                .andExpect(jsonPath("$.servers[0].version").value("11.20.0"))
                .andExpect(jsonPath("$.servers[0].serialNumber").value("S-fe1"))
                .andExpect(jsonPath("$.servers[0].controllerAddress").value("10.0.0.11"))
                .andExpect(
                        jsonPath("$.servers[0].services.CONTROLLER.startType").value("AUTOMATIC"))
                .andExpect(jsonPath("$.servers[0].services.CONTROLLER.state").value("INITIALISED"))
                .andExpect(jsonPath("$.servers[0].services.DEPLOYER.state").value("UNKNOWN"))
                .andExpect(jsonPath("$.servers[0].services.RABBITMQ").doesNotExist())
                .andExpect(jsonPath("$.servers[0].eligibleAsController.allowed").value(false))
                .andExpect(jsonPath("$.servers[0].eligibleAsController.reason").value("it is the Controller already"))
                .andExpect(jsonPath("$.servers[0].problem").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.servers[0].lastKnown").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.groups[0].active").value(true))
                .andExpect(jsonPath("$.groups[0].canBeActivated.allowed").value(false))
                .andExpect(jsonPath("$.groups[1].canBeActivated.reason")
                        .value(Matchers.startsWith("none of the servers of group 'green' can be read: ")));
    }

    @Test
    void runWasAborted_environmentSaysWhatItHasLeftAndTheWayOn() throws Exception {
        left.add(new LeftBehind.Rest(
                "production-2026-11-22-1",
                "move-controller",
                "Run … was aborted in step 3",
                "To go on, start it again."));

        underTest
                .perform(get("/api/environments/production"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.leftBehind[0].runId").value("production-2026-11-22-1"))
                .andExpect(jsonPath("$.leftBehind[0].procedure").value("move-controller"))
                .andExpect(jsonPath("$.leftBehind[0].sentence").value("Run … was aborted in step 3"))
                .andExpect(jsonPath("$.leftBehind[0].wayOn").value("To go on, start it again."));
    }

    @Test
    void unreachableServer_isShownWithTheReasonAndWhatWasLastKnown() throws Exception {
        underTest
                .perform(get("/api/environments/production"))
                .andExpect(jsonPath("$.servers[1].reachable").value(false))
                .andExpect(jsonPath("$.servers[1].problemCode").value("SERVER_UNREACHABLE"))
                .andExpect(jsonPath("$.servers[1].problem").value("no answer at 10.0.0.12:22"))
                .andExpect(jsonPath("$.servers[1].version").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.servers[1].services.SCHEDULER.state").value("UNKNOWN"))
                .andExpect(jsonPath("$.servers[1].eligibleAsController.allowed").value(false))
                .andExpect(jsonPath("$.servers[1].lastKnown.readAt").value("2026-11-22T01:00:00Z"))
                .andExpect(jsonPath("$.servers[1].lastKnown.serialNumber").value("S-fe2"))
                .andExpect(jsonPath("$.servers[1].lastKnown.services.SCHEDULER.state")
                        .value("RUNNING"));
    }

    @Test
    void nobodyReadable_controllerIsNull() throws Exception {
        readings.servers = Map.of();

        underTest
                .perform(get("/api/environments/production"))
                .andExpect(jsonPath("$.controller").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.activeGroups").isEmpty());
    }

    @Test
    void check_saysPerServerWhatIsMissingAndWhatToDo() throws Exception {
        underTest
                .perform(get("/api/environments/production/check"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.environment").value("production"))
                .andExpect(jsonPath("$.checkedAt").isNotEmpty())
                .andExpect(jsonPath("$.worst").value("ERROR"))
                .andExpect(jsonPath("$.servers[0].id").value("fe1"))
                .andExpect(jsonPath("$.servers[0].worst").value("OK"))
                .andExpect(jsonPath("$.servers[0].findings[0].code").value("REACHABLE"))
                .andExpect(jsonPath("$.servers[0].findings[0].remedy").value(""))
                .andExpect(jsonPath("$.servers[1].worst").value("ERROR"))
                .andExpect(jsonPath("$.servers[1].findings[1].code").value("PRIVILEGE"))
                .andExpect(jsonPath("$.servers[1].findings[1].severity").value("ERROR"))
                .andExpect(jsonPath("$.servers[1].findings[1].sentence").value("It may not"))
                .andExpect(jsonPath("$.servers[1].findings[1].remedy").value("Allow it"));
    }

    @Test
    void checkOfAnUnknownEnvironment_isAProblem() throws Exception {
        underTest
                .perform(get("/api/environments/nowhere/check"))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }

    @Test
    void unknownEnvironment_isAProblemNamingThoseThereAre() throws Exception {
        underTest
                .perform(get("/api/environments/nowhere"))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.status").value(404))
                .andExpect(jsonPath("$.title").value("Not Found"))
                .andExpect(jsonPath("$.instance").value("/api/environments/nowhere"))
                .andExpect(jsonPath("$.detail")
                        .value("There is no environment 'nowhere'. There are: production, quality"));
    }

    @Test
    void run_isShownByTheContractsNames() throws Exception {
        runs.locked("production-2026-11-22-1", "production");

        underTest
                .perform(get("/api/runs/production-2026-11-22-1"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.id").value("production-2026-11-22-1"))
                .andExpect(jsonPath("$.procedure").value("move-controller"))
                .andExpect(jsonPath("$.environment").value("production"))
                .andExpect(jsonPath("$.mode").value("EMERGENCY"))
                .andExpect(jsonPath("$.rehearsal").value(false))
                .andExpect(jsonPath("$.startedBy").value("anna"))
                .andExpect(jsonPath("$.startedAt").value("2026-11-22T02:10:05.500Z"))
                .andExpect(jsonPath("$.endedAt").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.outcome").value(Matchers.nullValue()))
                .andExpect(jsonPath("$.holdsLock").value(true));
        underTest.perform(get("/api/runs")).andExpect(jsonPath("$[0].id").value("production-2026-11-22-1"));
    }

    @Test
    void runsParts_areShownInOrder() throws Exception {
        runs.locked("production-2026-11-22-1", "production");
        runs.commands.add(command(true, READ));
        runs.events.add(new RunEvent(3, READ, RunEvent.Kind.DECISION, "decide", "fe2", "olga", "fe2 is powered off"));
        runs.plan.add(new PlanStep("1", "fe1", "Stop the Controller", false, null));

        underTest
                .perform(get("/api/runs/production-2026-11-22-1/commands"))
                .andExpect(jsonPath("$[0].server").value("fe1"))
                .andExpect(jsonPath("$[0].step").value("stop"))
                .andExpect(jsonPath("$[0].command").value("service outsystems stop CONTROLLER"))
                .andExpect(jsonPath("$[0].changing").value(true))
                .andExpect(jsonPath("$[0].startedAt").value("2026-11-22T03:00:00Z"))
                .andExpect(jsonPath("$[0].endedAt").value("2026-11-22T03:00:00Z"))
                .andExpect(jsonPath("$[0].outcome").value("COMPLETED"))
                .andExpect(jsonPath("$[0].exitCode").value(0))
                .andExpect(jsonPath("$[0].output").value("OK"));
        underTest
                .perform(get("/api/runs/production-2026-11-22-1/events"))
                .andExpect(jsonPath("$[0].kind").value("DECISION"))
                .andExpect(jsonPath("$[0].person").value("olga"));
        underTest
                .perform(get("/api/runs/production-2026-11-22-1/plan"))
                .andExpect(jsonPath("$[0].sentence").value("Stop the Controller"));
    }

    @Test
    void unknownRun_isAProblemNamingTheNewest() throws Exception {
        underTest
                .perform(get("/api/runs/x/commands"))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.detail").value("There is no run 'x'. No run was started yet"));
        runs.locked("production-2026-11-22-1", "production");

        underTest
                .perform(get("/api/runs/x"))
                .andExpect(jsonPath("$.detail").value("There is no run 'x'. The newest are: production-2026-11-22-1"));
    }

    @Test
    void runs_unreasonableCount_isAProblem() throws Exception {
        underTest.perform(get("/api/runs?count=0")).andExpect(status().isBadRequest());
        underTest
                .perform(get("/api/runs?count=many"))
                .andExpect(status().isBadRequest())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
    }

    @Test
    void takeover_processGone_administratorFreesTheLock() throws Exception {
        runs.locked("production-2026-11-22-1", "production");

        underTest
                .perform(takeover("olga", "deleted in Cockpit", "camunda-admin"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.run").value("production-2026-11-22-1"));

        assertThat(runs.takenOver).containsExactly("production by olga: deleted in Cockpit");
    }

    @Test
    void takeover_notAnAdministrator_isForbidden() throws Exception {
        runs.locked("production-2026-11-22-1", "production");

        underTest
                .perform(takeover("omar", "I want to", "platform-operators"))
                .andExpect(status().isForbidden())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON));
        underTest
                .perform(post(TAKEOVER).contentType(MediaType.APPLICATION_JSON).content("{\"reason\":\"x\"}"))
                .andExpect(status().isForbidden());

        assertThat(runs.takenOver).isEmpty();
    }

    @Test
    void takeover_processAlive_isRefusedSayingWhatToDo() throws Exception {
        runs.locked("production-2026-11-22-1", "production");
        processLives = true;

        underTest
                .perform(takeover("olga", "hurry", "camunda-admin"))
                .andExpect(status().isConflict())
                .andExpect(
                        jsonPath("$.detail", Matchers.containsString("is still under way: complete its open tasks")));

        assertThat(runs.takenOver).isEmpty();
    }

    @Test
    void takeover_changingCommandUnderWay_isRefused() throws Exception {
        runs.locked("production-2026-11-22-1", "production");
        runs.commands.add(command(true, null));

        underTest
                .perform(takeover("olga", "hurry", "camunda-admin"))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.detail", Matchers.containsString("still under way on a server")));

        assertThat(runs.takenOver).isEmpty();
    }

    @Test
    void takeover_notLocked_isRefused() throws Exception {
        underTest
                .perform(takeover("olga", "x", "camunda-admin"))
                .andExpect(status().isConflict())
                .andExpect(
                        jsonPath("$.detail").value("Environment 'production' is not locked: there is nothing to free"));
    }

    @Test
    void takeover_withoutReasonOrBody_isRefused() throws Exception {
        runs.locked("production-2026-11-22-1", "production");

        underTest.perform(takeover("olga", " ", "camunda-admin")).andExpect(status().isBadRequest());
        underTest
                .perform(as("olga", "camunda-admin", post(TAKEOVER))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("nonsense"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail", Matchers.containsString("can't be read")));
    }

    @Test
    void takeover_unknownEnvironment_isNotFound() throws Exception {
        underTest
                .perform(as("olga", "camunda-admin", post("/api/environments/nowhere/lock/takeover"))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"reason\":\"x\"}"))
                .andExpect(status().isNotFound());
    }

    @Test
    void somethingUnexpected_isAProblemWithoutInternals() throws Exception {
        readings.broken = true;

        underTest
                .perform(get("/api/environments/production"))
                .andExpect(status().isInternalServerError())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail", Matchers.not(Matchers.containsString("secret"))));
    }

    @Test
    void wholeOutput_isPlainText() throws Exception {
        runs.locked("production-2026-11-22-1", "production");
        runs.commands.add(command(true, READ));

        underTest
                .perform(get("/api/runs/production-2026-11-22-1/commands"))
                .andExpect(jsonPath("$[0].truncated").value(false));
        underTest
                .perform(get("/api/runs/production-2026-11-22-1/commands/1/output"))
                .andExpect(status().isOk())
                .andExpect(content().contentType("text/plain;charset=UTF-8"))
                .andExpect(content().string("OK"));
    }

    @Test
    void outputOfACommandThatIsNotTheRuns_isAProblem() throws Exception {
        runs.locked("production-2026-11-22-1", "production");

        underTest
                .perform(get("/api/runs/production-2026-11-22-1/commands/7/output")
                        .accept(MediaType.TEXT_PLAIN))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.detail").value(Matchers.containsString("has no command 7")));
        underTest
                .perform(get("/api/runs/production-2026-11-22-1/commands/x/output"))
                .andExpect(status().isBadRequest());
    }

    @Test
    void planIsPrinted_everythingForTheHandIsOnIt() throws Exception {
        runs.locked("production-2026-11-22-1", "production");
        runs.plan.add(new PlanStep(
                "1",
                "fe1",
                "Stop & disable <the Controller>",
                false,
                null,
                "stop-and-disable-service",
                List.of("service outsystems stop CONTROLLER"),
                "would be stopped",
                false,
                "AUTOMATIC, RUNNING",
                "DISABLED, STOPPED",
                12L));
        runs.plan.add(new PlanStep("5", null, "Get a licence file", true, "may take a day"));
        underTest
                .perform(get("/api/runs/production-2026-11-22-1/plan.html"))
                .andExpect(status().isOk())
                .andExpect(content().contentTypeCompatibleWith("text/html"))
                .andExpect(content().string(Matchers.containsString("Stop &amp; disable &lt;the Controller&gt;")))
                .andExpect(content().string(Matchers.containsString("service outsystems stop CONTROLLER")))
                .andExpect(
                        content().string(Matchers.containsString("Now: AUTOMATIC, RUNNING. Then: DISABLED, STOPPED.")))
                .andExpect(content().string(Matchers.containsString("By hand: ")))
                .andExpect(content().string(Matchers.containsString("approved by olga")))
                .andExpect(content().string(Matchers.containsString("(the starter alone)")))
                .andExpect(content().string(Matchers.containsString("may take a day")))
                .andExpect(content().string(Matchers.containsString("Last time: 12 s")));
    }

    @Test
    void environmentWasChecked_readinessSaysWhatWasFoundAndHowOldThatIs() throws Exception {
        underTest
                .perform(get("/api/environments/production/readiness"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("NOT_READY"))
                .andExpect(jsonPath("$.ageSeconds").value(90))
                .andExpect(jsonPath("$.findings[0].server").value("fe2"))
                .andExpect(jsonPath("$.findings[0].remedy").value("Bring it to the others'"));
        underTest
                .perform(as("lisa", "license-managers", post("/api/environments/production/readiness")))
                .andExpect(status().isForbidden());
        underTest
                .perform(as("olga", "platform-operators", post("/api/environments/production/readiness")))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.run").value("production-2026-11-22-2"));
    }

    @Test
    void runIsAbortedAndSwitched_byOperatorsAloneAndWithAReason() throws Exception {
        runs.locked("production-2026-11-22-1", "production");
        String abort = "/api/runs/production-2026-11-22-1/abort";
        underTest
                .perform(as("lisa", "license-managers", post(abort))
                        .contentType("application/json")
                        .content("{\"reason\": \"x\"}"))
                .andExpect(status().isForbidden());
        underTest
                .perform(as("olga", "platform-operators", post(abort))
                        .contentType("application/json")
                        .content("{}"))
                .andExpect(status().isBadRequest());
        underTest
                .perform(as("olga", "platform-operators", post(abort))
                        .contentType("application/json")
                        .content("{\"reason\": \"wrong night\"}"))
                .andExpect(status().isOk());
        assertThat(readiness.told).isEqualTo("abort production-2026-11-22-1 olga wrong night");
        underTest
                .perform(as("olga", "platform-operators", post("/api/runs/production-2026-11-22-1/mode"))
                        .contentType("application/json")
                        .content("{\"mode\": \"PANIC\", \"reason\": \"x\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value("'mode' must be PLANNED or EMERGENCY"));
        readiness.notPossible = "Run production-2026-11-22-1 has ended as ABORTED";
        underTest
                .perform(as("olga", "platform-operators", post("/api/runs/production-2026-11-22-1/mode"))
                        .contentType("application/json")
                        .content("{\"mode\": \"EMERGENCY\", \"reason\": \"x\"}"))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.detail").value(Matchers.containsString("has ended")));
    }

    @Test
    void fenceIsPendingAndDeviationOpen_environmentIsDegradedUntilBothAreGone() throws Exception {
        items.pending("production", "fe1");
        items.deviation(7, "production", "fe1");
        underTest
                .perform(get("/api/environments/production"))
                .andExpect(jsonPath("$.degraded").value(true))
                .andExpect(jsonPath("$.pendingFences[0]").value("fe1"))
                .andExpect(jsonPath("$.openDeviations").value(1));
        underTest
                .perform(get("/api/environments/production/fences"))
                .andExpect(jsonPath("$[0].attestedBy").value("olga"))
                .andExpect(jsonPath("$[0].method").value("POWERED_OFF"));

        items.fences.clear();
        underTest
                .perform(as("olga", "platform-operators", post("/api/deviations/7/close"))
                        .contentType("application/json")
                        .content("{\"reason\": \"it was rebuilt\"}"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.closedBy").value("olga"));
        underTest
                .perform(get("/api/environments/production"))
                .andExpect(jsonPath("$.degraded").value(false));
        underTest
                .perform(get("/api/environments/production/deviations?all=true"))
                .andExpect(jsonPath("$[0].closeReason").value("it was rebuilt"));
    }

    @Test
    void deviationIsClosedWithoutAReasonTwiceOrByAStranger_isRefused() throws Exception {
        items.deviation(7, "production", "fe1");
        String close = "/api/deviations/7/close";
        underTest
                .perform(as("lisa", "license-managers", post(close))
                        .contentType("application/json")
                        .content("{\"reason\": \"x\"}"))
                .andExpect(status().isForbidden());
        underTest
                .perform(as("olga", "platform-operators", post(close))
                        .contentType("application/json")
                        .content("{}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail").value(Matchers.containsString("'reason' is missing")));
        items.close(7, "olga", "done");
        underTest
                .perform(as("olga", "platform-operators", post(close))
                        .contentType("application/json")
                        .content("{\"reason\": \"again\"}"))
                .andExpect(status().isConflict());
        underTest
                .perform(as("olga", "platform-operators", post("/api/deviations/8/owner"))
                        .contentType("application/json")
                        .content("{\"owner\": \"lisa\"}"))
                .andExpect(status().isNotFound());
    }

    private static MockHttpServletRequestBuilder takeover(String user, String reason, String group) {
        return as(user, group, post(TAKEOVER))
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"reason\":\"" + reason + "\"}");
    }

    private static MockHttpServletRequestBuilder as(String user, String group, MockHttpServletRequestBuilder request) {
        return request.requestAttr("osfailover.user", user).requestAttr("osfailover.groups", List.of(group));
    }

    private static RecordedCommand command(boolean changing, @Nullable Instant endedAt) {
        return new RecordedCommand(
                1,
                "fe1",
                "stop",
                "service outsystems stop CONTROLLER",
                changing,
                READ,
                endedAt,
                endedAt == null ? null : "COMPLETED",
                endedAt == null ? null : 0,
                endedAt == null ? null : "OK",
                false);
    }

    private static ServerReading reading(String id, Instant at, ServiceState scheduler) {
        return new ServerReading(
                id,
                at,
                true,
                null,
                null,
                "11.20.0",
                "S-" + id,
                "10.0.0.11",
                null,
                Map.of(
                        PlatformService.CONTROLLER,
                        new ServiceReading(
                                PlatformService.CONTROLLER, StartType.AUTOMATIC, ServiceState.INITIALISED, "event log"),
                        PlatformService.SCHEDULER,
                        new ServiceReading(PlatformService.SCHEDULER, StartType.AUTOMATIC, scheduler, "")));
    }

    private static Environment environment(String id) {
        return new Environment(
                id,
                "Production",
                Stack.DOTNET,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.MANUAL,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All"),
                List.of(server("fe1", "10.0.0.11", "blue"), server("fe2", "10.0.0.12", "green")),
                Map.of());
    }

    private static Server server(String id, String address, String group) {
        return new Server(
                id,
                address,
                group,
                true,
                new SshEndpoint(address, 22, "u", "ssh", "SHA256:x", null, Elevation.NONE, null));
    }

    private final class FakeReadings implements FarmReadings {
        private Map<String, ServerReading> servers = Map.of(
                "fe1",
                reading("fe1", READ, ServiceState.RUNNING),
                "fe2",
                ServerReading.unreachable("fe2", READ, RefusalCode.SERVER_UNREACHABLE, "no answer at 10.0.0.12:22"));
        private int count;
        private boolean broken;

        @Override
        public FarmReading recent(Environment environment) {
            if (broken) {
                throw new IllegalStateException("secret internals");
            }
            count++;
            return new FarmReading(production, READ, servers);
        }

        @Override
        public FarmReading now(Environment environment, RunStep step, Set<String> notContacted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ServerReading> lastKnown(String environmentId, String serverId) {
            return serverId.equals("fe2")
                    ? Optional.of(reading("fe2", BEFORE, ServiceState.RUNNING))
                    : Optional.empty();
        }
    }
}
