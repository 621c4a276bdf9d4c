package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environments;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.ServerCheck;
import org.osfailover.farm.Verdict;
import org.osfailover.platform.PlatformServer;
import org.osfailover.platform.PlatformServers;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.ContactGate;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The check of both stacks' servers over SSH: what it says of a healthy server, and of one with each thing wrong. */
class ServerCheckIT {

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    ServerCheckIT(@TempDir Path directory) {
        context.getEnvironment().setActiveProfiles("demo");
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("failover.demo.directory", directory.toString())));
        new DemoFarm().initialize(context);
        context.registerBean(Deadlines.class, Deadlines::defaults);
        context.registerBean(ContactGate.class, ContactGate::open);
        context.registerBean(CommandLog.class, SilentCommandLog::new);
        context.scan("org.osfailover.platform", "org.osfailover.remote", "org.osfailover.farm");
        context.refresh();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-fe1", "net-fe1"})
    void healthyServer_isReadyInEveryRespect(String id) {
        List<CheckFinding> findings = on(id).check();

        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.severity()).as(finding.toString()).isEqualTo(Severity.OK);
            assertThat(finding.remedy()).isEmpty();
        });
        assertThat(findings)
                .extracting(CheckFinding::code)
                .contains(
                        Code.REACHABLE,
                        Code.HOST_KEY,
                        Code.LOGIN,
                        Code.PRIVILEGE,
                        Code.PLATFORM_TOOLS,
                        Code.CONFIGURATION,
                        Code.SERVICES,
                        Code.CLOCK,
                        Code.DISK);
        assertThat(on(id).mayChange().isAllowed()).isTrue();
        assertThat(lab(id).journal().unknownCommands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-fe1", "net-fe1"})
    void loginWithoutRights_isFoundBeforeAnythingIsChanged(String id) {
        lab(id).faults().lacksRights();
        PlatformServer underTest = on(id);

        assertThat(finding(underTest, Code.PRIVILEGE).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(underTest, Code.PRIVILEGE).remedy()).contains("docs/servers.md");
        assertThat(underTest.mayChange())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(RefusalCode.PRIVILEGE_MISSING));
        assertThat(underTest.read().reachable()).isTrue();
        assertThat(underTest.stop(PlatformService.SCHEDULER))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(RefusalCode.PRIVILEGE_MISSING));
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-fe1", "net-fe1"})
    void serverOutOfReach_isTheOnlyFinding(String id) {
        lab(id).faults().unreachable();

        assertThat(on(id).check()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.REACHABLE);
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-fe1", "net-fe1"})
    void changedHostKeyAndRefusedLogin_areToldApart(String id) {
        lab(id).faults().refusesLogin();
        assertThat(worst(on(id))).isEqualTo(Code.LOGIN);

        lab(id).faults().clear().changesHostKey();
        assertThat(worst(on(id))).isEqualTo(Code.HOST_KEY);
    }

    @Test
    void sudoThatAsks_isAnsweredInCheckStepAndDialogue() {
        lab("java-fe1").faults().sudoAsksForPassword();
        PlatformServer underTest = on("java-fe1");

        assertThat(finding(underTest, Code.PRIVILEGE).severity()).isEqualTo(Severity.OK);
        assertThat(underTest.stop(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest.disable(PlatformService.SCHEDULER)).isInstanceOf(Outcome.Changed.class);
    }

    @Test
    void toolThatIsNotThere_isNamed() {
        String tool = "/opt/outsystems/platform/configurationtool.sh";
        lab("java-fe1").faults().failsOn(" -l -- " + tool, 1, "sudo: " + tool + ": command not found");

        assertThat(finding(on("java-fe1"), Code.PLATFORM_TOOLS).sentence()).contains("configurationtool.sh");
    }

    @Test
    void diskFull_isAnErrorBeforeAnythingIsChanged() {
        lab("java-fe1").faults().fillsDisk();

        assertThat(finding(on("java-fe1"), Code.DISK).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(on("java-fe1"), Code.DISK).sentence()).contains("No space left on device");
        assertThat(on("java-fe1").mayRunJobs().isAllowed()).isFalse();
    }

    @Test
    void forcedCommand_isAnError() {
        lab("java-fe1").faults().failsOn("osfailover-shell", 1, "This service allows sftp connections only.");

        assertThat(finding(on("java-fe1"), Code.SHELL).sentence()).contains("sftp connections only");
    }

    @Test
    void restrictedPowerShell_isNamed() {
        lab("net-fe1")
                .faults()
                .failsOn(
                        "read-server.ps1",
                        1,
                        "Die Methode kann nicht aufgerufen werden. + FullyQualifiedErrorId :"
                                + " MethodInvocationNotSupportedInConstrainedLanguage");

        assertThat(finding(on("net-fe1"), Code.POWERSHELL).sentence()).contains("language mode");
    }

    private static CheckFinding finding(PlatformServer server, Code code) {
        return server.check().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow();
    }

    private static Code worst(PlatformServer server) {
        ServerCheck check = new ServerCheck(server.server().id(), server.check());
        assertThat(check.worst()).isEqualTo(Severity.ERROR);
        return check.findings().get(check.findings().size() - 1).code();
    }

    private PlatformServer on(String server) {
        Environments environments = context.getBean(Environments.class);
        Environment environment = environments.all().stream()
                .filter(candidate -> candidate.server(server).isPresent())
                .findFirst()
                .orElseThrow();
        return context.getBean(PlatformServers.class)
                .on(environment, environment.server(server).orElseThrow(), new RunStep("run-1", "test", false));
    }

    private LabServer lab(String server) {
        return context.getBean(LabFarm.class).server(server);
    }
}
