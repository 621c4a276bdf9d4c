package org.osfailover.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;

/** What becomes of a job on a Windows that says something else than our scripts do. */
class WindowsJobTest {

    private static final CommandLine STARTING = CommandLine.powerShell(
                    new CommandLine.Script("install-service-center.ps1", "'x'"))
            .changing()
            .build();

    @Test
    void antivirusBlocksTheScript_nothingWasStartedAndThatIsKnown() throws RemoteAccessException {
        RemoteJob underTest = job("", "Virenschutz\r\n + FullyQualifiedErrorId : ScriptContainedMaliciousCon\r\ntent");

        assertThat(underTest.start())
                .isInstanceOfSatisfying(JobStart.NotPossible.class, refused -> assertThat(refused.why())
                        .contains("antivirus", "nothing of it was run"));
    }

    @Test
    void anotherAnswer_leavesUnknownWhetherItWasStarted() throws RemoteAccessException {
        assertThat(job("Willkommen", "").start()).isInstanceOf(JobStart.Unknown.class);
    }

    @Test
    void noSignOfLifeYet_isUnknownWithTheServersWords() throws RemoteAccessException {
        RemoteJob underTest = job("OSFAILOVER:{\"job\":{\"state\":\"STARTING\",\"why\":\"no sign of life yet\"}}", "");

        assertThat(underTest.look()).isEqualTo(new JobState.Unknown("no sign of life yet"));
    }

    private static RemoteJob job(String output, String error) {
        return new WindowsJob(new Answering(output, error), "run-1-sc", STARTING);
    }

    private record Answering(String output, String error) implements RemoteShell {
        @Override
        public Server server() {
            return new Server(
                    "fe1",
                    "10.0.0.12",
                    null,
                    true,
                    new SshEndpoint("10.0.0.12", 22, "failover", "ssh", "SHA256:x", null, Elevation.NONE, null));
        }

        @Override
        public CommandResult run(CommandLine command, Duration deadline) {
            return new CommandResult.Completed(OptionalInt.of(1), output, error);
        }

        @Override
        public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
            throw new IllegalStateException("no dialogues on this stack");
        }
    }
}
