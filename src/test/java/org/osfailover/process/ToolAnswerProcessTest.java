package org.osfailover.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.platform.ToolQuestion;
import org.osfailover.procedure.decideonserver.DecideOnServerProcess;
import org.osfailover.procedure.movecontroller.MoveControllerProcess;
import org.osfailover.procedure.preparerun.PrepareRunProcess;
import org.osfailover.process.FakeFarm.FakeServer;
import org.osfailover.run.JdbcCommandLog;
import org.osfailover.run.Run;
import org.osfailover.run.RunEvent;
import org.osfailover.run.Runs;
import org.springframework.beans.factory.annotation.Autowired;

/** A tool of the vendor's waits on the server at a question that nobody foresaw, and a person types the answer. */
@ProcessTest
class ToolAnswerProcessTest {

    private static final String DECIDE = DecideOnServerProcess.Elements.USER_TASK_DECIDE_ON_SERVER;

    @Autowired
    FakeFarm farm;

    @Autowired
    ProcessDriver driver;

    @Autowired
    Runs runs;

    @Autowired
    JdbcCommandLog commands;

    @BeforeEach
    void freshFarm() {
        farm.usual();
        farm.licenseValid = true;
    }

    @AfterEach
    void clear() {
        driver.clear();
    }

    @Test
    void toolWaits_itsLineIsShownAndTheAnswerIsTypedOnce() {
        Run run = waitsAt("Restart the scheduler now? (y/N)");
        Task task = driver.waitsAt(DECIDE);
        assertThat(driver.variable(task, "toolLine")).isEqualTo("Restart the scheduler now? (y/N)");
        assertThat(driver.variable(task, "toolTranscript")).isEqualTo("Saved.\nRestart the scheduler now? (y/N)");
        assertThat(driver.variable(task, "stepName"))
                .as("what the diagram calls the step")
                .isEqualTo("Write Controller address");

        driver.complete("olga", DECIDE, Map.of("decision", "RETRY", "toolAnswer", " y "));

        assertThat(farm.done()).containsOnlyOnce("fe3 answer 'y' to 'Restart the scheduler now? (y/N)'");
        assertThat(runs.events(run.id()))
                .filteredOn(event -> event.kind() == RunEvent.Kind.DECISION)
                .extracting(RunEvent::sentence)
                .contains("RETRY, and the tool gets the answer 'y'");
    }

    @Test
    void enterAlone_isWrittenAsSuch() {
        waitsAt("Press Enter");

        driver.complete("olga", DECIDE, Map.of("decision", "RETRY", "toolAnswer", "<enter>"));

        assertThat(farm.done()).contains("fe3 answer '' to 'Press Enter'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LONG", "y\nrm", "\n", "y\r", "\u0007", "\u001b[A", "y\u2028", "y\u0000"})
    void answerThatIsNotOneLine_isRefusedAndTheTaskWaits(String answer) {
        waitsAt("Go on?");
        String given = answer.equals("LONG") ? "x".repeat(201) : answer;

        assertThatThrownBy(() -> driver.complete("olga", DECIDE, Map.of("decision", "RETRY", "toolAnswer", given)))
                .hasMessageContaining("'toolAnswer' must be one line of at most 200 characters");

        driver.waitsAt(DECIDE);
        assertThat(farm.done()).noneMatch(done -> done.contains("answer"));
    }

    @Test
    void answerWithAnotherDecisionToASecretOrWithoutATool_isRefused() {
        waitsAt("Administrator's password:");
        for (String decision : List.of("SKIP", "ABORT")) {
            assertThatThrownBy(() -> driver.complete(
                            "olga", DECIDE, Map.of("decision", decision, "comment", "so", "toolAnswer", "y")))
                    .isNotNull();
        }
        assertThatThrownBy(() -> driver.complete("olga", DECIDE, Map.of("decision", "RETRY", "toolAnswer", "s3cret")))
                .hasMessageContaining("asks for a secret");
        farm.server("fe3").asks = null;
        farm.server("fe3").next("write 10.0.0.13", refusal());
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));

        assertThatThrownBy(() -> driver.complete("olga", DECIDE, Map.of("decision", "RETRY", "toolAnswer", "y")))
                .hasMessageContaining("no tool waits for an answer here");
        assertThat(farm.done()).noneMatch(done -> done.contains("answer"));
    }

    /** The move's third step, at the second look of a person: the tool runs on and asks. */
    private Run waitsAt(String line) {
        FakeServer newController = farm.server("fe3");
        newController.next("write 10.0.0.13", refusal());
        newController.next("write 10.0.0.13", refusal());
        Run run = driver.start(
                "alice",
                MoveControllerProcess.KEY,
                Map.of("environment", FakeFarm.ID, "mode", "PLANNED", "reason", "drill", "newController", "fe3"));
        driver.complete("anna", PrepareRunProcess.Elements.USER_TASK_APPROVE_PLAN, Map.of("planApproved", true));
        driver.waitsAt(DECIDE);
        commands.beginJob(
                new RunStep(run.id(), "point-to-controller/serviceTask_writeControllerAddress", false),
                FakeFarm.ID,
                "fe3",
                "job-1",
                "configurationtool.sh");
        newController.asks = new ToolQuestion("job-1", line, "Saved.\n" + line, 3, 120);
        driver.complete("olga", DECIDE, Map.of("decision", "RETRY"));
        return run;
    }

    private static Outcome refusal() {
        return new Outcome.Refused(RefusalCode.UNEXPECTED_QUESTION, "the tool waits at a question");
    }
}
