package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.platform.LongTask;
import org.osfailover.platform.LongTasks;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.Progress;
import org.osfailover.platform.ToolQuestion;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.RemoteJob;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.ssh.RealTerminalServer;

/**
 * Tools that print and wait as real ones do: lines that end only when the work is done, headings that look like questions,
 * prompts in two pieces, progress bars, restarted services; silent for longer than every silence that is taken for a
 * question. On real terminals, with real processes that read them, or don't.
 */
@NullUnmarked
@Timeout(300)
@ExtendWith(OneFarmAtATime.class)
class ToolThatWorksIT {

    private static final String OLD = "10.0.0.12";
    private static final String NEW = "10.0.0.11";
    private static final String HSCONF = LinuxFake.hsconf(OLD);

    /** Its jobs' names begin with it. */
    private final RunStep step = new RunStep("test-" + UUID.randomUUID(), "test", false);

    private final Map<String, String> overrides = new HashMap<>();

    @RegisterExtension
    final RealTerminalServer machine = new RealTerminalServer();

    @BeforeEach
    void install() throws IOException {
        Path tools = Path.of("src/test/resources/unseen/tools");
        for (String name : List.of(
                "machine.sh",
                "talk.sh",
                "initscripts/farm.sh",
                "initscripts/service",
                "initscripts/serviceconfigurator.sh",
                "initscripts/configurationtool.sh")) {
            Path source = tools.resolve(name);
            machine.program(source.getFileName().toString(), Files.readString(source));
        }
        Files.writeString(machine.folder().resolve("version.txt"), "10.0.1023.0\n");
        Files.writeString(machine.folder().resolve("server.hsconf"), HSCONF);
        Files.copy(
                tools.resolve("initscripts/os.services.conf"), machine.folder().resolve("os.services.conf"));
        for (String service : List.of("LOG", "CONTROLLER", "DEPLOYER", "SCHEDULER")) {
            Files.writeString(machine.folder().resolve("run-" + service), "");
        }
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        RemoteShell shell = machine.shell(Farm.environment(Map.of()), step);
        for (String task : List.of("write-controller-address", "install-service-center", "disable-scheduler")) {
            RemoteJob job = shell.job(
                    step.runId() + "-" + task,
                    CommandLine.posix("true").elevated().build());
            job.cancel(Duration.ZERO);
            job.remove();
        }
    }

    @Test
    void linesThatEndLater_areNoQuestionsAndTheMoveIsDone() throws Exception {
        Outcome moved = LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty());

        assertMoved(moved);
        assertThat(moved.sentence()).doesNotContain("could not be seen");
    }

    @Test
    void javaProgramBehindTheScript_isSeenToWaitInOneOfItsThreads() throws Exception {
        Files.writeString(
                machine.folder().resolve("jvm"),
                Path.of("target/test-classes").toAbsolutePath().toString());

        assertMoved(LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty()));
    }

    @Test
    void serviceCenter_isInstalledBehindTheSameTalk() throws Exception {
        Files.writeString(machine.folder().resolve("server.hsconf"), LinuxFake.hsconf(NEW));

        Outcome installed = LongTasks.installServiceCenter(underTest());

        assertThat(installed).as(installed.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(toolLog()).containsOnlyOnce("Service Center installed").contains("ended");
    }

    @Test
    void unknownQuestionAfterTheSave_isLeftRunningUntilAPersonAnswers() throws Exception {
        Files.writeString(machine.folder().resolve("asks"), "");
        LongTask task = new LongTask.WriteControllerAddress(NEW, Optional.empty());
        underTest().begin(task);

        Progress asked = await().atMost(Duration.ofMinutes(2))
                .until(() -> underTest().lookAt(task), p -> !(p instanceof Progress.UnderWay u) || u.waits());

        assertThat(asked).isInstanceOfSatisfying(Progress.UnderWay.class, underWay -> assertThat(underWay.sentence())
                .contains("Which cache mode shall the cluster use?", "was not ended"));
        assertThat(toolLog()).contains("restarted").doesNotContain("ended");
        ToolQuestion question =
                underTest().question(step.runId() + "-write-controller-address").orElseThrow();
        assertThat(question.line()).isEqualTo("Which cache mode shall the cluster use?:");
        assertThat(question.transcript()).contains("Starting OutSystems Deployment Controller Service: [  OK  ]");
        assertThat(underTest().answer(question, "strict")).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().answer(question, "strict")).as("once").isInstanceOf(Outcome.Changed.class);
        assertThat(underTest().answer(question, "lax")).as("too late").isInstanceOf(Outcome.Unknown.class);

        assertMoved(LongTasks.done(underTest(), task));
        assertThat(toolLog()).containsOnlyOnce("mode strict").doesNotContain("lax");
    }

    @Test
    void serviceConfiguratorWorksAfterItsSave_isFollowedToItsEnd() throws Exception {
        Files.delete(machine.folder().resolve("run-SCHEDULER"));

        Outcome disabled = underTest().disable(PlatformService.SCHEDULER);

        assertThat(disabled).as(disabled.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(toolLog()).contains("configurator ended");
    }

    @Test
    void serviceConfiguratorAsksAfterItsSave_isLeftRunning() throws Exception {
        Files.delete(machine.folder().resolve("run-SCHEDULER"));
        Files.writeString(machine.folder().resolve("asks"), "");

        Outcome disabled = underTest().disable(PlatformService.SCHEDULER);

        assertThat(disabled).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.code())
                .as(refused.sentence())
                .isEqualTo(RefusalCode.UNEXPECTED_QUESTION));
        ToolQuestion question =
                underTest().question(step.runId() + "-disable-scheduler").orElseThrow();
        underTest().answer(question, "/dev/null");
        Outcome again = underTest().disable(PlatformService.SCHEDULER);
        assertThat(again).as(again.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(toolLog()).contains("report /dev/null", "configurator ended");
    }

    @Test
    void silent_writesTheAddressAndRunsTheToolWithoutQuestions() throws Exception {
        overrides.put("java.configuration", "silent");

        Outcome moved = LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty());

        assertThat(moved).as(moved.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(Files.readString(machine.folder().resolve("server.hsconf"))).isEqualTo(HSCONF.replace(OLD, NEW));
        assertThat(toolLog()).contains("silent  " + NEW, "ended");
        assertThat(LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty()))
                .isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(LongTasks.installServiceCenter(underTest())).isInstanceOf(Outcome.Changed.class);
        assertThat(toolLog()).contains("silent /scinstall " + NEW);
    }

    @Test
    void silentToolFails_fileIsPutBackAndAnotherTryWorks() throws Exception {
        overrides.put("java.configuration", "silent");
        Files.writeString(machine.folder().resolve("fails"), "");

        Outcome failed = LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty());

        assertThat(failed).isInstanceOf(Outcome.Refused.class);
        assertThat(failed.sentence()).contains("exit code 4", "can not be reached", "put back");
        assertThat(Files.readString(machine.folder().resolve("server.hsconf"))).isEqualTo(HSCONF);
        Files.delete(machine.folder().resolve("fails"));
        Outcome again = LongTasks.writeControllerAddress(underTest(), NEW, Optional.empty());
        assertThat(again).as(again.sentence()).isInstanceOf(Outcome.Changed.class);
    }

    private void assertMoved(Outcome moved) throws IOException {
        assertThat(moved).as(moved.sentence()).isInstanceOf(Outcome.Changed.class);
        assertThat(Files.readString(machine.folder().resolve("server.hsconf"))).isEqualTo(HSCONF.replace(OLD, NEW));
        assertThat(toolLog()).contains("saved " + NEW, "restarted", "ended").doesNotContain("Service Center installed");
    }

    private PlatformServer underTest() throws Exception {
        Map<String, String> all = new HashMap<>(overrides);
        all.putAll(Map.of(
                "java.home",
                machine.folder().toString(),
                "java.configuration-file",
                machine.folder().resolve("server.hsconf").toString(),
                "java.services-file",
                machine.folder().resolve("os.services.conf").toString(),
                "java.service-command",
                machine.folder().resolve("service").toString(),
                "java.initialised-by",
                "status",
                "java.configuration-tool.silence",
                "PT1S",
                "java.service-configurator.silence",
                "PT1S",
                "java.service-center.silence",
                "PT1S"));
        Environment environment = Farm.environment(all);
        Duration enough = Duration.ofSeconds(60);
        return new JavaStackServer(
                environment,
                machine.server(),
                machine.shell(environment, step),
                new Deadlines(
                        enough, enough, enough, Duration.ofSeconds(5), enough, enough, enough, Duration.ofMillis(100)),
                step);
    }

    private String toolLog() throws IOException {
        Path log = machine.folder().resolve("tool.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
