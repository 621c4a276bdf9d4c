package org.osfailover.servicecenter.osptool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobState;
import org.osfailover.remote.RemoteJob;
import org.osfailover.remote.RemoteShell;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;

class OspToolTest {

    private static final String PASSWORD = "s3cr3t \"quoted\"";

    private final Machine machine = new Machine();
    private final OspTool underTest = tool(Stack.DOTNET, Map.of());

    @Test
    void nothingRuns_isStartedAsAJobWithTheSecretMasked() {
        assertThat(underTest.start()).isEqualTo(new PublicationStart.Started(1));

        assertThat(machine.started).containsExactly("production-1-publish-factory");
        assertThat(machine.commandOf("production-1-publish-factory"))
                .contains("publish-factory.ps1", "/PublishFactory", "10.0.0.12", "-Password ********")
                .doesNotContain("s3cr3t");
    }

    @Test
    void javaStack_runsTheShellScriptWithTheSameSwitch() {
        tool(Stack.JAVA, Map.of("osp-tool.host", "localhost")).start();

        assertThat(machine.commandOf("production-1-publish-factory"))
                .isEqualTo("/opt/outsystems/platform/osptool.sh /PublishFactory localhost admin ********");
    }

    @Test
    void itRunsOrHasSucceeded_isFoundAndNotStartedAgain() {
        machine.states.put("production-1-publish-factory", new JobState.Running(Duration.ofMinutes(3), "x", 10));
        assertThat(underTest.start()).isEqualTo(new PublicationStart.Started(1));

        machine.states.put("production-1-publish-factory", new JobState.Ended(0, "published"));
        assertThat(underTest.start()).isEqualTo(new PublicationStart.Started(1));
        assertThat(machine.started).isEmpty();
    }

    @Test
    void itHasFailed_theNextAttemptIsAJobOfItsOwn() {
        machine.states.put("production-1-publish-factory", new JobState.Ended(1, "no"));

        assertThat(underTest.start()).isEqualTo(new PublicationStart.Started(2));
        assertThat(machine.started).containsExactly("production-1-publish-factory-2");
    }

    @Test
    void whetherItRunsCantBeRead_nothingIsStarted() {
        machine.states.put("production-1-publish-factory", new JobState.Unknown("the connection was lost"));

        assertThat(underTest.start()).isInstanceOf(PublicationStart.Unknown.class);
        assertThat(machine.started).isEmpty();
    }

    @Test
    void answerToTheStartIsLost_itIsLookedFor() {
        machine.answer = new JobStart.Unknown("the connection was lost");
        assertThat(underTest.start()).isInstanceOf(PublicationStart.Refused.class); // it is not there

        machine.startsAllTheSame = true;
        assertThat(underTest.start()).isEqualTo(new PublicationStart.Started(1));
    }

    @Test
    void toolMissing_isRefusedWithTheReason() {
        machine.answer = new JobStart.NotPossible("there is no OSPTool.com", "PLATFORM_NOT_AS_EXPECTED");

        assertThat(underTest.start())
                .isInstanceOfSatisfying(PublicationStart.Refused.class, refused -> assertThat(refused.reason())
                        .contains("there is no OSPTool.com"));
    }

    @Test
    void noCredentials_isRefusedNamingTheSetting() {
        OspTool without = new OspTool(
                environment(Stack.DOTNET, Map.of()), server(), machine, step(), name -> (Credentials.Secrets) null);

        assertThat(without.start())
                .isInstanceOfSatisfying(PublicationStart.Refused.class, refused -> assertThat(refused.reason())
                        .contains("failover.credentials.sc.username"));
    }

    @Test
    void itRuns_progressIsItsLastLine() {
        machine.states.put(
                "production-1-publish-factory", new JobState.Running(Duration.ofMinutes(3), "one\ntwo\n", 8));

        assertThat(underTest.read(1, 4)).isEqualTo(new PublicationReading(PublicationState.RUNNING, 8, 0, 0, "two"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Incompatible Dependency in Orders",
                "Execution Plan Abort",
                "Outdated Consumer: BackOffice",
                "x missing configuration y"
            })
    void onePhraseInTheOutput_isAFailureWhateverTheExitCode(String line) {
        machine.states.put("production-1-publish-factory", new JobState.Ended(0, "begin\n" + line + "\nend"));

        assertThat(underTest.read(1, 0)).satisfies(reading -> {
            assertThat(reading.state()).isEqualTo(PublicationState.FAILED);
            assertThat(reading.errors()).isEqualTo(1);
            assertThat(reading.sentence()).contains(line);
        });
        assertThat(underTest.complaints(1)).containsExactly("error: " + line);
    }

    @Test
    void exitCodeNotZero_isAFailureWithItsLastWords() {
        machine.states.put("production-1-publish-factory", new JobState.Ended(5, "Invalid username or password."));

        assertThat(underTest.read(1, 0)).satisfies(reading -> {
            assertThat(reading.state()).isEqualTo(PublicationState.FAILED);
            assertThat(reading.sentence()).contains("exit code 5", "Invalid username or password.");
        });
    }

    @Test
    void exitCodeZero_isASuccess_andWarningsAreCounted() {
        machine.states.put("production-1-publish-factory", new JobState.Ended(0, "Warning: old\ndone"));

        assertThat(underTest.read(1, 0)).satisfies(reading -> {
            assertThat(reading.state()).isEqualTo(PublicationState.SUCCEEDED_WITH_WARNINGS);
            assertThat(reading.warnings()).isEqualTo(1);
        });
    }

    @Test
    void goneWithoutExitCode_isAFailure_outOfSightIsUnknown() {
        machine.states.put("production-1-publish-factory", new JobState.Lost("the server was restarted", ""));
        assertThat(underTest.read(1, 0).state()).isEqualTo(PublicationState.FAILED);

        machine.states.put("production-1-publish-factory", new JobState.Unknown("no route to host"));
        assertThat(underTest.read(1, 7)).satisfies(reading -> {
            assertThat(reading.state()).isEqualTo(PublicationState.UNKNOWN);
            assertThat(reading.lastMessageId()).isEqualTo(7);
            assertThat(reading.sentence()).contains("no route to host");
        });
    }

    private OspTool tool(Stack stack, Map<String, String> overrides) {
        return new OspTool(
                environment(stack, overrides),
                server(),
                machine,
                step(),
                name -> new Credentials.Secrets("admin", PASSWORD, null, null));
    }

    private static RunStep step() {
        return new RunStep("production-1", "republish-applications/serviceTask_publishSolution", false);
    }

    private static Server server() {
        return new Server(
                "fe2",
                "10.0.0.12",
                "blue",
                true,
                new SshEndpoint("10.0.0.12", 22, "u", "ssh", "SHA256:x", null, Elevation.NONE, null));
    }

    private static Environment environment(Stack stack, Map<String, String> overrides) {
        return new Environment(
                "production",
                "Production",
                stack,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.OSP_TOOL,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.12/ServiceCenter", "sc", "All_Components"),
                List.of(server()),
                overrides);
    }

    /** A machine that knows jobs and nothing else. */
    private static final class Machine implements RemoteShell {
        private final Map<String, JobState> states = new HashMap<>();
        private final Map<String, CommandLine> commands = new HashMap<>();
        private final List<String> started = new ArrayList<>();
        private JobStart answer = new JobStart.Started(new JobState.Running(Duration.ZERO, "", 0));
        private boolean startsAllTheSame;

        private String commandOf(String id) {
            return String.valueOf(commands.get(id));
        }

        @Override
        public Server server() {
            return OspToolTest.server();
        }

        @Override
        public CommandResult run(CommandLine command, Duration deadline) {
            throw new AssertionError("nothing but jobs is run: " + command);
        }

        @Override
        public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
            throw new AssertionError("nobody is talked to: " + command);
        }

        @Override
        public RemoteJob job(String id, CommandLine command) {
            commands.put(id, command);
            return new RemoteJob() {
                @Override
                public String id() {
                    return id;
                }

                @Override
                public JobStart start() {
                    started.add(id);
                    if (answer instanceof JobStart.Started || startsAllTheSame) {
                        states.put(id, new JobState.Running(Duration.ZERO, "", 0));
                    }
                    return answer;
                }

                @Override
                public JobState look() {
                    return states.getOrDefault(id, new JobState.NotStarted());
                }

                @Override
                public JobState cancel(Duration patience) {
                    throw new AssertionError("nothing is cancelled");
                }

                @Override
                public void remove() {}
            };
        }
    }
}
