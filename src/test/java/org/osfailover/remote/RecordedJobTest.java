package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.RunStep;

/** What the record remembers of a job, whatever its server does. */
class RecordedJobTest {

    private static final CommandLine COMMAND =
            CommandLine.posix("tool").secret("hunter22").changing().build();

    private final JobRecords log = new JobRecords();
    private final FakeJob onServer = new FakeJob();

    /** A job as the server plays it. */
    private static final class FakeJob implements RemoteJob {
        private JobState state = new JobState.NotStarted();
        private int starts;
        private boolean unreachable;

        @Override
        public String id() {
            return "run-1-a";
        }

        @Override
        public JobStart start() throws RemoteAccessException {
            reach();
            if (state instanceof JobState.NotStarted) {
                starts++;
                state = new JobState.Running(Duration.ZERO, "", 0);
                return new JobStart.Started(state);
            }
            return new JobStart.Found(state);
        }

        @Override
        public JobState look() throws RemoteAccessException {
            reach();
            return state;
        }

        @Override
        public JobState cancel(Duration patience) {
            state = new JobState.Lost("it was ended by this program", "half");
            return state;
        }

        @Override
        public void remove() {
            if (state.isOver()) {
                state = new JobState.NotStarted();
            }
        }

        private void reach() throws RemoteAccessException {
            if (unreachable) {
                throw new RemoteAccessException(RemoteAccessException.Reason.UNREACHABLE, "no route");
            }
        }
    }

    /** As a new program would have it. */
    private RecordedJob underTest() {
        return new RecordedJob(
                onServer,
                COMMAND,
                new JobRecording(log, new RunStep("run-1", "step", false), "production", "fe1", "run-1-a"));
    }

    @Test
    void running_itsOutputIsInTheRecordWithoutSecrets() throws Exception {
        underTest().start();
        onServer.state = new JobState.Running(Duration.ofSeconds(3), "password hunter22 taken", 20);

        JobState state = underTest().look();

        assertThat(state.toString()).doesNotContain("hunter22");
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.command()).isEqualTo("tool ********");
            assertThat(entry.ended()).isFalse();
            assertThat(entry.output()).isEqualTo("password ******** taken");
        });
    }

    @Test
    void ended_isRecordedRemovedAndStillKnown() throws Exception {
        underTest().start();
        onServer.state = new JobState.Ended(3, "failed");

        assertThat(underTest().look()).isEqualTo(new JobState.Ended(3, "failed"));
        assertThat(onServer.state).isInstanceOf(JobState.NotStarted.class);
        assertThat(underTest().look()).isEqualTo(new JobState.Ended(3, "failed"));
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo("COMPLETED");
            assertThat(entry.exitCode()).isEqualTo(3);
        });
    }

    @Test
    void startedAgainWhileItRunsOrHasEndedUnseen_isFoundAndNotStarted() throws Exception {
        underTest().start();
        assertThat(underTest().start()).isInstanceOf(JobStart.Found.class);
        onServer.state = new JobState.Ended(0, "");

        assertThat(underTest().start()).isInstanceOf(JobStart.Found.class);
        assertThat(onServer.starts).isEqualTo(1);
        assertThat(log.entries()).hasSize(1);
    }

    @Test
    void startedAgainAfterItsEndWasSeen_isAnotherAttemptWithARecordOfItsOwn() throws Exception {
        underTest().start();
        onServer.state = new JobState.Lost("killed", "half");
        underTest().look();

        assertThat(underTest().start()).isInstanceOf(JobStart.Started.class);
        assertThat(onServer.starts).isEqualTo(2);
        assertThat(log.entries()).hasSize(2);
        assertThat(log.entries().get(0).outcome()).isEqualTo("CONNECTION_LOST");
        assertThat(log.entries().get(0).output()).isEqualTo("half\n[killed]");
    }

    @Test
    void startNeverReachedTheServer_theLookSaysSoAndTheRecordEnds() throws Exception {
        underTest().start();
        onServer.state = new JobState.NotStarted();

        assertThat(underTest().look()).isInstanceOf(JobState.NotStarted.class);
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.ended()).isTrue();
            assertThat(entry.exitCode()).isNull();
        });
    }

    @Test
    void serverOutOfReach_nothingIsStartedAndTheRecordSaysSo() {
        onServer.unreachable = true;

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> underTest().start()))
                .isInstanceOf(RemoteAccessException.class);
        assertThat(log.entries()).singleElement().satisfies(entry -> assertThat(entry.outcome())
                .isEqualTo("NOT_CONNECTED"));
    }

    @Test
    void cancelled_isRecordedAndRemoved() throws Exception {
        underTest().start();

        assertThat(underTest().cancel(Duration.ZERO)).isInstanceOf(JobState.Lost.class);
        assertThat(log.entries()).singleElement().satisfies(entry -> assertThat(entry.output())
                .contains("ended by this program"));
        assertThat(onServer.state).isInstanceOf(JobState.NotStarted.class);
    }

    @Test
    void rehearsal_sendsNothingAndListsIt() throws Exception {
        RemoteShell shell = new RehearsingShell(new LocalShell("/nowhere", JobPlace.USUAL));
        RemoteShell recording = new RecordingShell(shell, log, new RunStep("run-1", "step", true), "production");

        assertThat(recording.job("run-1-a", COMMAND).start()).isInstanceOf(JobStart.Rehearsed.class);
        assertThat(log.entries()).singleElement().satisfies(entry -> assertThat(entry.outcome())
                .isEqualTo("REHEARSED"));
    }
}
