package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Verdict;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteAccessException;

@NullUnmarked
class WindowsCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-22T02:10:05Z");

    private final FakeWindows windows = new FakeWindows();

    WindowsCheckTest() {
        windows.state().put("administrator", true);
        answers("""
                {"now":"2026-11-22T02:10:05.000Z","powerShell":"5.1.17763.1","languageMode":"FullLanguage",\
                "executionPolicy":"","installDir":"C:\\\\OS","missing":[],"drive":"C:","freeBytes":53687091200}""");
    }

    @Test
    void everythingThere_isOk() {
        assertThat(check())
                .allSatisfy(finding ->
                        assertThat(finding.severity()).as(finding.toString()).isEqualTo(Severity.OK));
        assertThat(windows.sent).noneMatch(CommandLine::changing);
        assertThat(server().mayChange()).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void noAdministrator_isAnErrorAndRefusedBeforeAnythingIsDone() {
        windows.state().put("administrator", false);

        assertThat(finding(Code.PRIVILEGE).severity()).isEqualTo(Severity.ERROR);
        assertThat(server().mayChange())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(RefusalCode.PRIVILEGE_MISSING));
        assertThat(windows.changes()).isEmpty();
    }

    @Test
    void oldPowerShellRestrictedLanguageMissingToolsLittleRoomAndClock_areAllNamed() {
        answers("""
                {"now":"2026-11-22T02:08:05.000Z","powerShell":"4.0","languageMode":"FullLanguage",\
                "executionPolicy":"","installDir":"C:\\\\OS","missing":["SCInstaller.exe"],"drive":"C:","freeBytes":5}""");

        assertThat(finding(Code.POWERSHELL).sentence()).contains("4.0");
        assertThat(finding(Code.PLATFORM_TOOLS).sentence()).contains("SCInstaller.exe");
        assertThat(finding(Code.DISK).severity()).isEqualTo(Severity.WARNING);
        assertThat(finding(Code.CLOCK).sentence()).contains("120.0 s behind");
    }

    @Test
    void constrainedLanguage_isAnErrorWhicheverScriptMeetsIt() {
        answers("""
                {"now":"2026-11-22T02:10:05.000Z","powerShell":"5.1","languageMode":"ConstrainedLanguage",\
                "executionPolicy":"","installDir":"C:\\\\OS","missing":[],"drive":"C:","freeBytes":53687091200}""");
        assertThat(finding(Code.POWERSHELL).severity()).isEqualTo(Severity.ERROR);

        windows.nextReading(() -> new CommandResult.Completed(
                OptionalInt.of(1),
                "",
                "Die Methode kann nicht aufgerufen werden. Der Methodenaufruf wird in diesem Sprachmodus nur fuer"
                        + " Kerntypen unterstuetzt.\n    + FullyQualifiedErrorId : MethodInvocationNotSupportedInConstrai\n"
                        + "   nedLanguage\n"));
        assertThat(finding(Code.POWERSHELL).sentence()).contains("language mode");
    }

    @Test
    void antivirusBlocksAScript_isNamedInWhateverLanguageItSaysSo() {
        windows.on("try-server.ps1", () -> FakeWindows.answers("""
                        {"way":"process","exitCode":0,"whys":[],"folderProblem":"","scripts":[\
                        {"name":"stop-service.ps1","problem":""},\
                        {"name":"write-controller-address.ps1","problem":"ScriptContainedMaliciousContent: Dieses Skript \
                        enthaelt schaedliche Inhalte"}]}"""));

        assertThat(check())
                .filteredOn(finding -> finding.code() == Code.POWERSHELL && finding.severity() == Severity.ERROR)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.sentence())
                            .contains("write-controller-address.ps1", "antivirus", "Dieses Skript");
                    assertThat(finding.remedy()).contains("Allow");
                });

        windows.nextReading(() -> new CommandResult.Completed(
                OptionalInt.of(1),
                "",
                "... Virenschutz\n + FullyQualifiedErrorId : ScriptContainedMalicious\nContent"));
        assertThat(finding(Code.POWERSHELL).sentence()).contains("read-server.ps1", "antivirus");
    }

    @Test
    void windowsRunsNothingApart_isAnErrorBeforeTheNight_andOneWayThatIsLeftIsAWarning() {
        windows.on(
                "try-server.ps1",
                () -> FakeWindows.answers(
                        "{\"way\":null,\"exitCode\":null,\"whys\":[\"by process: answered 2; Defender 1121\"]}"));
        assertThat(finding(Code.JOBS).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(Code.JOBS).sentence()).contains("Defender 1121");
        assertThat(server().mayRunJobs()).isInstanceOf(Verdict.Refused.class);

        windows.on(
                "try-server.ps1",
                () -> FakeWindows.answers(
                        "{\"way\":\"scheduled-task\",\"exitCode\":0,\"whys\":[\"by process: answered 2\"]}"));
        assertThat(finding(Code.JOBS).severity()).isEqualTo(Severity.WARNING);
        assertThat(finding(Code.JOBS).remedy()).contains("dotnet.jobs: scheduled-task");
        assertThat(server().mayRunJobs().isAllowed()).isTrue();
        assertThat(windows.changes()).isEmpty();
    }

    @Test
    void fullDiskAndWriteProtectedConfiguration_areNamed() {
        windows.on("try-server.ps1", () -> FakeWindows.answers("""
                        {"way":null,"exitCode":null,"whys":[],"folder":"C:\\\\P","folderProblem":"kein Platz (0x80070070)",\
                        "platformProblem":"","configurationProblem":"Zugriff verweigert"}"""));

        assertThat(finding(Code.JOBS).sentence()).contains("C:\\P", "0x80070070");
        assertThat(check())
                .anyMatch(finding -> finding.code() == Code.CONFIGURATION
                        && finding.sentence()
                                .contains("server.hsconf can't be opened for writing: Zugriff verweigert"));
    }

    @Test
    void shellThatRunsNothing_isAnError() {
        windows.nextReading(() -> FakeWindows.completed("This service allows sftp connections only."));

        assertThat(finding(Code.SHELL).sentence()).contains("sftp connections only");
    }

    @Test
    void accessRefused_saysHowFarItWent() {
        windows.nextReading(() -> {
            throw new RemoteAccessException(
                    RemoteAccessException.Reason.AUTHENTICATION_FAILED, "fe1 refuses the login");
        });

        assertThat(check()).extracting(CheckFinding::code).containsExactly(Code.REACHABLE, Code.HOST_KEY, Code.LOGIN);
    }

    @Test
    void restOfTheCheckFails_isAWarningAndTheRestIsTold() {
        windows.on("check-server.ps1", FakeWindows::lost);

        assertThat(finding(Code.CHECK).severity()).isEqualTo(Severity.WARNING);
        assertThat(finding(Code.PRIVILEGE).severity()).isEqualTo(Severity.OK);
    }

    private void answers(String json) {
        windows.on("check-server.ps1", () -> FakeWindows.answers(json));
    }

    private CheckFinding finding(Code code) {
        return check().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow();
    }

    private List<CheckFinding> check() {
        return new WindowsCheck(
                        FakeWindows.SERVER,
                        new ServerScripts(
                                DotnetServerTest.environment(java.util.Map.of()),
                                FakeWindows.SERVER,
                                windows,
                                deadlines()),
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .findings();
    }

    private DotnetServer server() {
        return new DotnetServer(
                DotnetServerTest.environment(java.util.Map.of()),
                FakeWindows.SERVER,
                windows,
                deadlines(),
                RunStep.reading("test"),
                name -> null);
    }

    private static Deadlines deadlines() {
        Duration brief = Duration.ofSeconds(1);
        return new Deadlines(brief, brief, brief, brief, brief, brief, brief, Duration.ofMillis(5));
    }
}
