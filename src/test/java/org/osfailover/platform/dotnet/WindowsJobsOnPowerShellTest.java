package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How long commands are started, tried and missed on a Windows that refuses them, on PowerShell's real engine. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class WindowsJobsOnPowerShellTest {

    private static final String JOB = "run-1-sc";

    /** As Windows refuses where a rule forbids processes that WMI starts. */
    private static final String WMI_REFUSES = "function global:Invoke-CimMethod { [CmdletBinding()] param($ClassName,"
            + " $MethodName, $Arguments) New-Object psobject -Property @{ ReturnValue = 2; ProcessId = $null } }";

    private final Path folder;
    private final WindowsPowerShell underTest;

    WindowsJobsOnPowerShellTest(@TempDir Path folder) {
        this.folder = folder;
        this.underTest = WindowsPowerShell.in(folder)
                .configuration("<EnvironmentConfiguration/>", UTF_8)
                .tool("ConfigurationTool.com", "true")
                .tool("SCInstaller.exe", "echo x >>\"$(dirname \"$0\")/count\"; echo installed");
    }

    @Test
    void nothingRefuses_everythingIsTriedAndNothingIsLeft() throws IOException {
        List<String> before = filesOnTheDrive();

        JsonNode tried = underTest.answer(Scripts.TRY_SERVER, "-Scripts", Scripts.all());

        assertThat(tried.path("way").asText()).isEqualTo("process");
        assertThat(tried.path("exitCode").asInt(-1)).isZero();
        assertThat(tried.path("whys")).isEmpty();
        assertThat(tried.path("folderProblem").asText("?")).isEmpty();
        assertThat(tried.path("platformProblem").asText("?")).isEmpty();
        assertThat(tried.path("scripts")).hasSize(Scripts.values().length - 1);
        assertThat(tried.path("scripts"))
                .allSatisfy(
                        script -> assertThat(script.path("problem").asText()).isEmpty());
        assertThat(filesOnTheDrive()).isEqualTo(before);
    }

    @Test
    void scriptThatPowerShellRefuses_isNamed_andNoneOfThemIsRun() {
        String acts = "Set-Content -LiteralPath 'C:\\ran.txt' -Value 'x'";

        JsonNode tried = underTest.answer(
                Scripts.TRY_SERVER, "-Scripts", "good.ps1:" + base64(acts) + ",bad.ps1:" + base64(acts + "\nif ("));

        assertThat(tried.path("scripts").path(0).path("problem").asText("?")).isEmpty();
        assertThat(tried.path("scripts").path(1).path("name").asText()).isEqualTo("bad.ps1");
        assertThat(tried.path("scripts").path(1).path("problem").asText()).isNotEmpty();
        assertThat(underTest.drive().resolve("ran.txt")).doesNotExist();
    }

    @Test
    void wmiRefuses_theTrialSaysSoWithDefendersWords_andTheJobIsDoneByATask() throws IOException {
        underTest.file(
                "events.jsonl",
                event("Microsoft-Windows-Windows Defender/Operational", 1121, "Der Vorgang wurde blockiert: WmiPrvSE"));

        List<JsonNode> answers = new ScriptBatch(underTest)
                .powerShell(WMI_REFUSES)
                .call(Scripts.TRY_SERVER)
                .call(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB)
                .answers();

        JsonNode tried = answers.get(0);
        assertThat(tried.path("way").asText()).isEqualTo("scheduled-task");
        assertThat(tried.path("whys").toString()).contains("Create answered 2", "1121", "WmiPrvSE");
        assertThat(answers.get(1).path("started").asBoolean()).isTrue();
        assertThat(awaitEnded().path("exitCode").asInt(-1)).isZero();
        assertThat(runs()).isEqualTo(1);
        assertThat(tasksLeft()).isZero();
    }

    @Test
    void scheduledTaskIsChosen_theJobIsDoneByATaskAlone() throws IOException {
        underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB, "-Way", "scheduled-task");

        assertThat(awaitEnded().path("output").asText()).isEqualTo("installed");
        assertThat(runs()).isEqualTo(1);
        assertThat(tasksLeft()).isZero();
    }

    @Test
    void antivirusEndsProcessesOfWmiAtOnce_theJobIsDoneByATask() throws IOException {
        JsonNode opened = new ScriptBatch(underTest)
                .powerShell(WMI_REFUSES.replace("= 2;", "= 0;").replace("$null }", "4190000 }"))
                .call(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB)
                .answers()
                .get(0);

        assertThat(opened.path("started").asBoolean()).as(opened.toString()).isTrue();
        assertThat(awaitEnded().path("exitCode").asInt(-1)).isZero();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void antivirusEndsEveryProcessAtOnce_nothingIsStartedAndItsWordsAreSaid_andTheNextStartRunsItOnce()
            throws IOException {
        underTest.file(
                "events.jsonl", event("Microsoft-Windows-AppLocker/MSI and Script", 8007, "run.cmd was prevented"));
        Path cmd = Files.createDirectories(folder.resolve("bin")).resolve("cmd.exe");
        Files.writeString(cmd, "#!/bin/sh\nexit 5\n");
        assertThat(cmd.toFile().setExecutable(true)).isTrue();

        JsonNode refused = underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB);

        assertThat(refused.path("error").asText()).isEqualTo("COMMAND_FAILED");
        assertThat(refused.path("message").asText())
                .contains("ended at once", "8007", "run.cmd was prevented", "nothing was done", "dotnet.jobs");
        assertThat(look().path("state").asText()).isEqualTo("ABSENT");
        Files.delete(cmd);
        underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB);
        awaitEnded();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void antivirusEndsTheToolWhileItWorks_theReasonIsSaid() throws IOException {
        underTest.tool("SCInstaller.exe", "exec sleep 120").answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB);
        underTest.file(
                "events.jsonl",
                event("Microsoft-Windows-Windows Defender/Operational", 1117, "SCInstaller.exe: Quarantine"));
        long process = Long.parseLong(Files.readString(job().resolve("pid.txt")).strip());
        ProcessHandle.of(process).ifPresent(each -> {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly();
        });

        JsonNode lost = await().atMost(Duration.ofSeconds(30))
                .until(this::look, found -> !found.path("state").asText().equals("RUNNING"));

        assertThat(lost.path("state").asText()).isEqualTo("LOST");
        assertThat(lost.path("why").asText()).contains("left no exit code", "1117", "Quarantine", "dotnet.jobs");
    }

    @Test
    void starterWasCutOffBeforeItStarted_isNotSeenYetThenLost_andCanBeStartedAnew() throws IOException {
        Files.createDirectories(job());
        JsonNode early = look();
        Files.setLastModifiedTime(
                job(), java.nio.file.attribute.FileTime.from(Instant.now().minusSeconds(31)));

        assertThat(early.path("state").asText()).isEqualTo("STARTING");
        assertThat(look().path("state").asText()).isEqualTo("LOST");
        assertThat(look().path("why").asText()).contains("no sign of life");
        underTest.answer(Scripts.JOB_REMOVE, "-JobId", JOB);
        underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", JOB);
        awaitEnded();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void diskIsFull_isSaidBeforeAnythingIsStarted() throws IOException {
        JsonNode tried = WindowsPowerShell.in(folder).withFilesOfAtMost(64).answer(Scripts.TRY_SERVER);

        assertThat(tried.path("folderProblem").asText()).isNotEmpty();
        assertThat(tried.path("platformProblem").asText()).isNotEmpty();
        assertThat(tried.path("way").isNull()).isTrue();
        try (Stream<Path> files = Files.walk(underTest.drive())) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.contains("failover-check"));
        }
    }

    // --- what this Windows does

    /** Its time is ahead, so that it is newer than what the test starts. */
    private static String event(String log, int id, String message) {
        return "{\"log\":\"" + log + "\",\"source\":\"guard\",\"id\":" + id + ",\"level\":\"Warning\",\"time\":\""
                + Instant.now().plusSeconds(60) + "\",\"message\":\"" + message + "\"}\n";
    }

    private Path job() {
        return underTest
                .drive()
                .resolve("Program Files/OutSystems failover/jobs")
                .resolve(JOB);
    }

    private JsonNode look() {
        return underTest.answer(Scripts.JOB_LOOK, "-JobId", JOB).path("job");
    }

    private JsonNode awaitEnded() {
        return await().atMost(Duration.ofSeconds(60))
                .until(this::look, found -> found.path("state").asText().equals("ENDED"));
    }

    private long runs() throws IOException {
        return Files.readAllLines(underTest.installed("count")).size();
    }

    private long tasksLeft() throws IOException {
        try (Stream<Path> tasks = Files.list(folder.resolve("tasks"))) {
            return tasks.filter(each -> each.toString().endsWith(".json")).count();
        }
    }

    private List<String> filesOnTheDrive() throws IOException {
        try (Stream<Path> files = Files.walk(underTest.drive().resolve("Program Files"))) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
