package org.osfailover.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.RunMode;
import org.osfailover.farm.Verdict;

class RunReportTest {

    private static final Instant BEGUN = Instant.parse("2026-11-22T02:10:00Z");
    private static final String STOP = "stop-and-disable-service/serviceTask_stopService";
    private static final Verdict UNDO = Verdict.allowed("start undo-run with undoRun = production-2026-11-22-1");

    private final List<RunEvent> events = new ArrayList<>();
    private final List<RecordedCommand> commands = new ArrayList<>();
    private final List<PlanStep> plan = new ArrayList<>();

    @Test
    void problemBeforeTheFirstChange_isNotHalfDone() {
        event(1, RunEvent.Kind.PROBLEM, "prepare-run/serviceTask_readServersOutOfReach", "fe1", "fe1 can't be reached");
        command(STOP, "fe1", 2, "NOT_CONNECTED");
        event(3, RunEvent.Kind.PROBLEM, STOP, "fe1", "fe1 can't be reached");

        RunReport underTest = report(RunOutcome.ABORTED, UNDO);

        assertThat(underTest.halfDone()).isEmpty();
        assertThat(underTest.whatToDoNow()).containsExactly("Nothing was changed, and nothing has to be put right.");
    }

    @Test
    void lostCommandWhoseEffectWasReadLater_isDone() {
        command(STOP, "fe1", 2, "CONNECTION_LOST");
        event(5, RunEvent.Kind.STEP, STOP, "fe1", "Deployment Controller was stopped");

        RunReport underTest = report(RunOutcome.ABORTED, UNDO);

        assertThat(underTest.halfDone()).isEmpty();
        assertThat(underTest.done()).containsExactly("fe1: Deployment Controller was stopped");
    }

    @Test
    void lostCommandThatNobodyHasReadAfter_isHalfDone() {
        event(1, RunEvent.Kind.STEP, STOP, "fe1", "fe1: stopped");
        command(STOP, "fe1", 2, "TIMED_OUT");
        event(5, RunEvent.Kind.STEP, STOP, "fe2", "stopped on another server");
        event(6, RunEvent.Kind.PROBLEM, STOP, "fe1", "the deadline passed");

        RunReport underTest = report(RunOutcome.ABORTED, UNDO);

        assertThat(underTest.halfDone())
                .containsExactly(
                        "fe1: stop it (its deadline passed, and what came of it was not read)",
                        "fe1: the deadline passed");
        assertThat(underTest.done()).as("the server's name once").contains("fe1: stopped");
    }

    @Test
    void undo_isOfferedOnlyWhereItIsPossible() {
        event(1, RunEvent.Kind.STEP, STOP, "fe1", "stopped");

        assertThat(report(RunOutcome.ABORTED, UNDO).whatToDoNow())
                .contains("To go back, start undo-run with undoRun = production-2026-11-22-1.");
        assertThat(report(RunOutcome.ABORTED, Verdict.refused("another run has changed the environment since"))
                        .whatToDoNow())
                .contains("It can't be undone by undo-run: another run has changed the environment since.")
                .noneMatch(sentence -> sentence.contains("start undo-run"));
    }

    @Test
    void finishedRun_listsWhatIsLeftToDo() {
        plan.add(new PlanStep("after", null, "Left to do outside this program: DNS", false, null));
        event(1, RunEvent.Kind.DEVIATION, STOP, "fe1", "Fenced");

        assertThat(report(RunOutcome.COMPLETED_WITH_DEVIATIONS, Verdict.refused("it has come to its end"))
                        .whatToDoNow())
                .containsExactly(
                        "Left to do outside this program: DNS",
                        "See to what was skipped, fenced or accepted, and close each of these deviations.");
    }

    @Test
    void rehearsal_saysThatNothingWasChangedAndThatTheLicenceMayNotFit() {
        plan.add(new PlanStep("6", "fe3", "Install the licence", false, null));
        event(1, RunEvent.Kind.STEP, STOP, "fe1", "would be stopped");
        command(STOP, "fe1", 2, "REHEARSED");

        RunReport underTest = RunReport.of(
                run(true, RunOutcome.COMPLETED),
                events,
                commands,
                plan,
                List.of(),
                Verdict.refused("it has changed nothing"));

        assertThat(underTest.halfDone()).isEmpty();
        assertThat(underTest.whatToDoNow())
                .anySatisfy(sentence -> assertThat(sentence).contains("no server was changed", "would do"))
                .anySatisfy(sentence -> assertThat(sentence).contains("serial number", "may not"));
    }

    private RunReport report(RunOutcome outcome, Verdict undo) {
        return RunReport.of(run(false, outcome), events, commands, plan, List.of(), undo);
    }

    private static Run run(boolean rehearsal, RunOutcome outcome) {
        return new Run(
                "production-2026-11-22-1",
                "move-controller",
                "production",
                RunMode.PLANNED,
                rehearsal,
                "drill",
                null,
                "alice",
                BEGUN,
                BEGUN,
                BEGUN.plusSeconds(600),
                outcome,
                "it ended",
                "pi-1");
    }

    private void event(int second, RunEvent.Kind kind, String step, @Nullable String server, String sentence) {
        events.add(new RunEvent(second, BEGUN.plusSeconds(second), kind, step, server, null, sentence));
    }

    private void command(String step, String server, int second, String outcome) {
        Instant at = BEGUN.plusSeconds(second);
        commands.add(new RecordedCommand(
                second, server, step, "stop it", true, at, at.plusSeconds(1), outcome, null, "", false));
    }
}
