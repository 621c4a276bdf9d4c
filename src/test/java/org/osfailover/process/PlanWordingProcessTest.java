package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.run.PlanStep;
import org.osfailover.run.Run;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;

/** What a plan says in an emergency: every row is one, and nothing is promised of a server that is not contacted. */
@ProcessTest
class PlanWordingProcessTest {

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @AfterEach
    void clear() {
        driver.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"move-controller", "activate-passive-front-ends"})
    void serverIsLost_noRowIsEmptyAndNothingIsPromisedOfIt(String procedure) {
        farm.usual();
        farm.server("fe1").reachable = false;
        Map<String, Object> variables = new HashMap<>(
                Map.of("environment", FakeFarm.ID, "mode", "EMERGENCY", "reason", "a night", "lostServers", "fe1"));
        if (procedure.equals("move-controller")) {
            variables.put("newController", "fe3");
        }
        Run run = driver.start("alice", procedure, variables);
        driver.waitsAt(PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN);
        List<PlanStep> underTest = runs.plan(run.id());
        driver.complete("anna", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        Task asked = driver.waitsAt(DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER);

        assertThat(underTest).extracting(PlanStep::sentence).noneMatch(String::isBlank);
        assertThat(underTest)
                .extracting(step -> step.before() + " " + step.after())
                .noneMatch(text -> text.contains("UNKNOWN") || text.contains("not readable"));
        assertThat(underTest)
                .filteredOn(step -> "fe1".equals(step.server()) && step.element() != null)
                .isNotEmpty()
                .allSatisfy(step -> {
                    assertThat(step.sentence())
                            .endsWith("(not while it can't be reached: a person decides about this server first)");
                    assertThat(step.commands()).isEmpty();
                });
        assertThat((String) driver.variable(asked, "problem"))
                .startsWith("Nothing has been changed yet. fe1 ")
                .containsOnlyOnce("fe1");
        assertThat(driver.variable(asked, "stepName")).isEqualTo("Read servers out of reach");
    }
}
