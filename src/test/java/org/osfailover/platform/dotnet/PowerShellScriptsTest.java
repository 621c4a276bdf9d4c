package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.remote.CommandLine;

/** The scripts on PowerShell's real engine, against Windows worlds of folders. Skipped where there is no engine. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class PowerShellScriptsTest {

    private static final String CONTROLLER = "OutSystems Deployment Controller Service";
    private static final String SCHEDULER = "OutSystems Scheduler Service";

    private final Path folder;
    private final WindowsPowerShell underTest;

    PowerShellScriptsTest(@TempDir Path folder) {
        this.folder = folder;
        this.underTest = WindowsPowerShell.in(folder);
    }

    @Test
    void readServer_controller_everythingIsRead() {
        underTest
                .service(CONTROLLER, "Running", "Automatic", "")
                .service("OutSystems Deployment Service", "StopPending", "Manual", "")
                .service(SCHEDULER, "Stopped", "Disabled", "")
                .service("OutSystems SMS Connector", "Stopped", "Automatic", "")
                .configuration(hsconf("10.0.0.11"), UTF_8);

        JsonNode json = underTest.answer(Scripts.READ_SERVER);

        assertThat(json.path("version").asText()).isEqualTo("11.18.1.4242");
        assertThat(json.path("serialNumber").asText()).isEqualTo("ABC-123");
        assertThat(json.path("controllerAddress").asText()).isEqualTo("10.0.0.11");
        assertThat(json.path("cacheServiceHost").isNull()).isTrue();
        assertThat(json.path("configurationWrittenAt").asText()).endsWith("Z");
        assertThat(json.path("administrator").asBoolean()).isTrue();
        assertThat(service(json, "CONTROLLER")).contains("Automatic Running");
        assertThat(service(json, "DEPLOYER")).contains("Manual StopPending");
        assertThat(service(json, "SCHEDULER")).contains("Disabled Stopped");
        assertThat(service(json, "SMS")).contains("Automatic Stopped");
        assertThat(service(json, "LOG")).isEqualTo("absent");
        assertThat(service(json, "RABBITMQ")).isEqualTo("absent");
    }

    @Test
    void uploadLicense_toolGetsFileAndLoginAsTheyAre_andNothingIsLeft() throws IOException {
        underTest.tool(
                "ConfigurationTool.com",
                "echo \"$1 [$3] [$4] $(cat \"$(ls \"$2\" 2>/dev/null || echo /dev/null)\" | wc -c)\"; exit 4");

        JsonNode json = underTest.answer(
                Scripts.UPLOAD_LICENSE,
                "-JobId",
                "run-1",
                "-File",
                "AAEC",
                "-User",
                "ad min",
                "-Password",
                "a\"b&%c^\\");

        assertThat(json.path("exitCode").asInt()).isEqualTo(4);
        assertThat(json.path("output").asText()).startsWith("/UploadLicense [ad min] [a\"b&%c^\\]");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.contains("run-1-license"));
        }
    }

    @Test
    void testPort_saysWhetherItIsOpen() throws IOException {
        int port;
        try (ServerSocket open = new ServerSocket(0)) {
            port = open.getLocalPort();
            assertThat(underTest
                            .answer(Scripts.TEST_PORT, "-HostName", "127.0.0.1", "-Port", "" + port)
                            .path("open")
                            .asBoolean())
                    .isTrue();
        }
        JsonNode closed = underTest.answer(Scripts.TEST_PORT, "-HostName", "127.0.0.1", "-Port", "" + port);
        assertThat(closed.path("open").asBoolean()).isFalse();
        assertThat(closed.path("reason").asText()).isNotEmpty();
    }

    @Test
    void readServer_startedService_isInitialisedByItsEvent() {
        underTest
                .service(CONTROLLER, "Stopped", "Automatic", "\"event\":true")
                .configuration(hsconf("10.0.0.11"), UTF_8);
        underTest.answer(Scripts.START_SERVICE, "-Service", CONTROLLER);

        JsonNode row = underTest.answer(Scripts.READ_SERVER).path("services").get(1);

        assertThat(row.path("startedAt").asText()).isNotEmpty();
        assertThat(row.path("initialisedAt").asText())
                .isGreaterThan(row.path("startedAt").asText());
        assertThat(row.path("lastEventAt").asText())
                .isEqualTo(row.path("initialisedAt").asText());
    }

    @Test
    void readServer_noPlatformAtAll_isNotesAndNoFailure() throws IOException {
        Files.delete(folder.resolve("registry.json"));

        JsonNode json = underTest.answer(Scripts.READ_SERVER);

        assertThat(json.path("version").isNull()).isTrue();
        assertThat(json.path("controllerAddress").isNull()).isTrue();
        assertThat(json.path("services")).hasSize(6);
        assertThat(json.path("notes").toString()).contains("server.hsconf").contains("version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<EnvironmentConfiguration><Service", "", "no XML"})
    void readServer_damagedConfiguration_isANote(String text) {
        underTest.configuration(text, UTF_8);

        assertThat(underTest.answer(Scripts.READ_SERVER).path("notes").toString())
                .contains("server.hsconf can\\u0027t be read".replace("\\u0027", "'"));
    }

    @Test
    void checkServer_saysWhatACheckLooksAt() throws IOException {
        JsonNode without = underTest.answer(Scripts.CHECK_SERVER);
        assertThat(without.path("missing")).isNotEmpty();

        Path home = folder.resolve("C/Program Files/OutSystems/Platform Server");
        Files.createDirectories(home);
        Files.writeString(home.resolve("ConfigurationTool.com"), "");
        Files.writeString(home.resolve("SCInstaller.exe"), "");
        JsonNode json = underTest.answer(Scripts.CHECK_SERVER);

        assertThat(json.path("powerShell").asText()).startsWith("5.1");
        assertThat(json.path("languageMode").asText()).isEqualTo("FullLanguage");
        assertThat(json.path("executionPolicy").asText()).isEmpty();
        assertThat(json.path("missing")).isEmpty();
        assertThat(json.path("drive").asText()).isEqualTo("C:");
        assertThat(json.path("freeBytes").asLong()).isPositive();
        assertThat(java.time.Instant.parse(json.path("now").asText()))
                .isBetween(
                        java.time.Instant.now().minusSeconds(60),
                        java.time.Instant.now().plusSeconds(1));
    }

    @Test
    void stopService_running_isStoppedButNotDisabled() {
        underTest.service(SCHEDULER, "Running", "Automatic", "\"stopSeconds\":0.5");

        JsonNode json = underTest.answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER);

        assertThat(json.path("changed").asBoolean()).isTrue();
        assertThat(underTest.stateOf(SCHEDULER)).isEqualTo("Stopped Automatic");
    }

    @Test
    void stopService_stoppedOrAbsent_nothingIsChanged() {
        underTest.service(SCHEDULER, "Stopped", "Automatic", "");

        assertThat(underTest
                        .answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER)
                        .path("changed")
                        .asBoolean(true))
                .isFalse();
        assertThat(underTest
                        .answer(Scripts.STOP_SERVICE, "-Service", CONTROLLER)
                        .path("present")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void stopService_stillStarting_isStoppedAfterwards() {
        underTest.service(SCHEDULER, "Stopped", "Automatic", "\"startSeconds\":1.5");
        underTest.startWithoutWaiting(SCHEDULER);

        underTest.answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER, "-TimeoutSeconds", "20");

        assertThat(underTest.stateOf(SCHEDULER)).isEqualTo("Stopped Automatic");
    }

    @Test
    void stopService_hangs_endsInTimeWithTheState() {
        underTest.service(SCHEDULER, "Running", "Automatic", "\"hang\":\"stop\"");

        JsonNode json = underTest.answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER, "-TimeoutSeconds", "2");

        assertThat(json.path("error").asText()).isEqualTo("NOT_IN_WANTED_STATE");
        assertThat(json.path("message").asText()).contains("StopPending");
    }

    @Test
    void stopService_refuses_itsReasonIsGiven() {
        underTest.service(SCHEDULER, "Running", "Automatic", "\"failStop\":\"The service is busy.\"");

        JsonNode json = underTest.answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER, "-TimeoutSeconds", "15");

        assertThat(json.path("error").asText()).isEqualTo("COMMAND_FAILED");
        assertThat(json.path("message").asText()).contains("The service is busy.");
    }

    @Test
    void stopService_withDependents_stopsThemFirstAndNamesThem() {
        underTest
                .service(SCHEDULER, "Running", "Automatic", "")
                .service("Monitor", "Running", "Automatic", "\"dependsOn\":[\"" + SCHEDULER + "\"]");

        JsonNode json = underTest.answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER);

        assertThat(json.path("alsoStopped").toString()).isEqualTo("[\"Monitor\"]");
        assertThat(underTest.stateOf("Monitor")).isEqualTo("Stopped Automatic");
    }

    @Test
    void stopThenDisable_revivedByRecovery_theReadingShowsIt() {
        underTest.service(SCHEDULER, "Running", "Automatic", "\"revives\":0.5");

        underTest.answer(Scripts.STOP_SERVICE, "-Service", SCHEDULER);

        await().atMost(Duration.ofSeconds(10)).until(() -> service(underTest.answer(Scripts.READ_SERVER), "SCHEDULER")
                .equals("Automatic Running"));
    }

    @Test
    void startTypes_areSetAndNothingElse() {
        underTest.service(SCHEDULER, "Running", "Automatic", "\"delayedAutoStart\":true");

        assertThat(underTest
                        .answer(Scripts.SET_SERVICE_AUTOMATIC, "-Service", SCHEDULER)
                        .path("changed")
                        .asBoolean(true))
                .isFalse();
        underTest.answer(Scripts.DISABLE_SERVICE, "-Service", SCHEDULER);
        assertThat(underTest.stateOf(SCHEDULER)).isEqualTo("Running Disabled");
        underTest.answer(Scripts.SET_SERVICE_AUTOMATIC, "-Service", SCHEDULER);
        assertThat(underTest.stateOf(SCHEDULER)).isEqualTo("Running Automatic");
    }

    @ParameterizedTest
    @EnumSource(
            value = Scripts.class,
            names = {"START_SERVICE", "SET_SERVICE_AUTOMATIC"})
    void absentService_isAnError(Scripts script) {
        assertThat(underTest.answer(script, "-Service", SCHEDULER).path("error").asText())
                .isEqualTo("SERVICE_ABSENT");
    }

    @Test
    void startService_disabled_isRefused() {
        underTest.service(SCHEDULER, "Stopped", "Disabled", "");

        assertThat(underTest
                        .answer(Scripts.START_SERVICE, "-Service", SCHEDULER)
                        .path("error")
                        .asText())
                .isEqualTo("NOT_IN_WANTED_STATE");
    }

    @Test
    void startService_failsOrHangs_isSaid() {
        underTest
                .service(SCHEDULER, "Stopped", "Automatic", "\"failStart\":\"A logon failure.\"")
                .service(CONTROLLER, "Stopped", "Automatic", "\"hang\":\"start\"");

        assertThat(underTest
                        .answer(Scripts.START_SERVICE, "-Service", SCHEDULER)
                        .path("message")
                        .asText())
                .contains("A logon failure.");
        assertThat(underTest
                        .answer(Scripts.START_SERVICE, "-Service", CONTROLLER, "-TimeoutSeconds", "2")
                        .path("message")
                        .asText())
                .contains("StartPending");
    }

    private record Encoded(String name, Charset charset, String mark) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Encoded> encodings() {
        return Stream.of(
                new Encoded("UTF-8", UTF_8, ""),
                new Encoded("UTF-8 with mark", UTF_8, "\uFEFF"),
                new Encoded("UTF-16 little endian with mark", UTF_16LE, "\uFEFF"),
                new Encoded("UTF-16 big endian with mark", UTF_16BE, "\uFEFF"),
                new Encoded("UTF-16 without mark", UTF_16LE, ""),
                new Encoded("ANSI", ISO_8859_1, ""));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void writeControllerAddress_anyEncoding_onlyTheAddressesChange(Encoded encoded) throws IOException {
        String before = encoded.mark() + hsconf("10.0.0.11").replace("Umlaut", "\u00fcber");
        underTest.configuration(before, encoded.charset());

        JsonNode json = underTest.answer(
                Scripts.WRITE_CONTROLLER_ADDRESS,
                "-ControllerAddress",
                "10.0.0.12",
                "-CacheServiceHost",
                "ctrl&2.example",
                "-BackupSuffix",
                "run-1");

        String wanted = before.replace(">10.0.0.11<", ">10.0.0.12<")
                .replace("<ServiceHost />", "<ServiceHost>ctrl&amp;2.example</ServiceHost>");
        assertThat(json.path("error").isMissingNode()).as(json.toString()).isTrue();
        assertThat(Files.readAllBytes(underTest.configuration())).isEqualTo(wanted.getBytes(encoded.charset()));
        assertThat(Files.readAllBytes(underTest.configuration().resolveSibling("server.hsconf.run-1.bak")))
                .isEqualTo(before.getBytes(encoded.charset()));
        assertThat(json.path("controllerAddress").asText()).isEqualTo("10.0.0.12");
        assertThat(underTest
                        .answer(Scripts.READ_SERVER)
                        .path("cacheServiceHost")
                        .asText())
                .isEqualTo("ctrl&2.example");
        try (Stream<Path> files = Files.list(underTest.configuration().getParent())) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.startsWith("server.hsconf")))
                    .containsExactlyInAnyOrder("server.hsconf", "server.hsconf.run-1.bak");
        }
    }

    @Test
    void writeControllerAddress_twiceInARun_theBackupStaysThatOfTheOriginal() throws IOException {
        underTest.configuration(hsconf("10.0.0.11"), UTF_8);
        underTest.answer(Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "10.0.0.12", "-BackupSuffix", "run-1");
        underTest.answer(Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "10.0.0.13", "-BackupSuffix", "run-1");

        assertThat(Files.readString(underTest.configuration().resolveSibling("server.hsconf.run-1.bak")))
                .isEqualTo(hsconf("10.0.0.11"));
        assertThat(Files.readString(underTest.configuration())).isEqualTo(hsconf("10.0.0.13"));
    }

    @Test
    void writeControllerAddress_theSame_writesNothing() throws IOException {
        underTest.configuration(hsconf("10.0.0.11"), UTF_8);

        JsonNode json = underTest.answer(
                Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "10.0.0.11", "-BackupSuffix", "run-1");

        assertThat(json.path("changed").asBoolean(true)).isFalse();
        try (Stream<Path> files = Files.list(underTest.configuration().getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    static Stream<String> unusable() {
        String good = hsconf("10.0.0.11");
        String element = "<CompilerServerHostname encrypted=\"false\">10.0.0.11</CompilerServerHostname>";
        return Stream.of(
                good.replace(element, ""),
                good.replace(element, element + element),
                good.replace(element, element.replace("false", "true")),
                good.replace(element, "<!--" + element + "-->"),
                good.replace(element, "<CompilerServerHostname><Host>10.0.0.11</Host></CompilerServerHostname>"),
                good.replace("</ServiceConfiguration>", ""));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void writeControllerAddress_notAsExpected_isRefusedAndNothingIsWritten(String text) throws IOException {
        underTest.configuration(text, UTF_8);

        JsonNode json = underTest.answer(
                Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "10.0.0.12", "-BackupSuffix", "run-1");

        assertThat(json.path("error").asText()).isEqualTo("PLATFORM_NOT_AS_EXPECTED");
        assertThat(Files.readString(underTest.configuration())).isEqualTo(text);
        try (Stream<Path> files = Files.list(underTest.configuration().getParent())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void writeControllerAddress_readOnlyOrMissing_isRefused() {
        assertThat(underTest
                        .answer(Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "x", "-BackupSuffix", "run-1")
                        .path("message")
                        .asText())
                .contains("there is no");
        underTest.configuration(hsconf("10.0.0.11"), UTF_8);
        assertThat(underTest.configuration().toFile().setWritable(false)).isTrue();

        assertThat(underTest
                        .answer(Scripts.WRITE_CONTROLLER_ADDRESS, "-ControllerAddress", "x", "-BackupSuffix", "run-1")
                        .path("message")
                        .asText())
                .contains("read-only");
    }

    @Test
    void applyConfiguration_restartsEveryEnabledServiceAndStartsNoDisabledOne() {
        farmServer();

        underTest.answer(Scripts.APPLY_CONFIGURATION, "-Method", "upgrade-install", "-JobId", "run-1-apply");
        JsonNode tool = awaitJob("run-1-apply", "ENDED");
        JsonNode json =
                underTest.answer(Scripts.APPLY_CONFIGURATION, "-Method", "restart-services", "-JobId", "run-1-apply");

        assertThat(tool.path("output").asText()).contains("ConfigurationTool.com /UpgradeInstall");
        assertThat(json.path("restarted").toString())
                .isEqualTo("[\"" + CONTROLLER + "\",\"OutSystems Deployment Service\"]");
        assertThat(underTest.stateOf(SCHEDULER)).isEqualTo("Stopped Disabled");
        assertThat(underTest.stateOf(CONTROLLER)).isEqualTo("Running Automatic");
    }

    @Test
    void applyConfiguration_toolFails_nothingIsRestarted() {
        farmServer().tool("ConfigurationTool.com", "echo 'Invalid login' >&2; exit 3");

        underTest.answer(Scripts.APPLY_CONFIGURATION, "-Method", "apply-settings-factory", "-JobId", "run-1-apply");
        JsonNode json = awaitJob("run-1-apply", "ENDED");

        assertThat(json.path("exitCode").asInt()).isEqualTo(3);
        assertThat(json.path("output").asText()).contains("Invalid login");
        assertThat(underTest.stateOf(CONTROLLER)).isEqualTo("Stopped Automatic");
    }

    @Test
    void applyConfiguration_restartServices_runsNoTool() {
        farmServer().tool("ConfigurationTool.com", "exit 9");

        JsonNode json = underTest.answer(Scripts.APPLY_CONFIGURATION, "-Method", "restart-services");

        assertThat(json.path("restarted")).hasSize(2);
    }

    @Test
    void applyConfiguration_forbiddenSwitch_isNeverRun() {
        farmServer();

        JsonNode json = underTest.answer(
                Scripts.APPLY_CONFIGURATION, "-Method", "upgrade-install", "-Arguments", "/RegenerateSettingsKey");

        assertThat(json.path("message").asText()).contains("never run");
    }

    @Test
    void installServiceCenter_eachVersion_hasItsParts() {
        farmServer();

        assertThat(installed("10.0.1005.2", "a")).endsWith("OMLProcessor.xif IntegrationStudio.xif");
        assertThat(installed("11.17.0", "b")).endsWith("IntegrationStudio.xif PlatformLogs.xif");
        assertThat(installed("11.18.1.4242", "c")).endsWith("PlatformLogs.xif CentralizedPlatformLogs.xif");
    }

    private String installed(String version, String job) {
        underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-Version", version, "-JobId", job);
        return awaitJob(job, "ENDED").path("output").asText();
    }

    /** The job, once it is so. */
    private JsonNode awaitJob(String job, String state) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> underTest.answer(Scripts.JOB_LOOK, "-JobId", job).path("job"),
                        found -> found.path("state").asText().equals(state));
    }

    @Test
    void installServiceCenter_sessionEnds_jobGoesOnAndIsFoundAndNotStartedTwice() throws IOException {
        farmServer()
                .tool(
                        "SCInstaller.exe",
                        "echo x >>\"$(dirname \"$0\")/count\"; echo working; until [ -e \"$(dirname \"$0\")/go\" ]; do sleep 0.1; done; echo done");

        WindowsPowerShell.Running first = underTest.start(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(underTest.installed("count")));
        first.kill();
        JsonNode second = underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");

        assertThat(second.path("started").asBoolean(true)).isFalse();
        // the engine's cmd.exe shows what a program printed when it ends, so that there is no output to see yet
        assertThat(awaitJob("run-1-sc", "RUNNING").path("exitCode").isNull()).isTrue();
        JsonNode listed = underTest.answer(Scripts.READ_SERVER).path("jobs").get(0);
        assertThat(listed.path("id").asText()).isEqualTo("run-1-sc");
        assertThat(listed.path("state").asText()).isEqualTo("RUNNING");

        Files.createFile(underTest.installed("go"));

        JsonNode ended = awaitJob("run-1-sc", "ENDED");
        assertThat(ended.path("exitCode").asInt(-1)).isZero();
        assertThat(ended.path("output").asText()).contains("done");
        assertThat(Files.readString(underTest.installed("count"))).hasLineCount(1);
    }

    @Test
    void job_twoStartersAtOnce_oneStartsIt() throws IOException {
        farmServer().tool("SCInstaller.exe", "echo x >>\"$(dirname \"$0\")/count\"; exec sleep 120");

        WindowsPowerShell.Running one = underTest.start(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");
        WindowsPowerShell.Running other = underTest.start(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");
        String answers = one.end() + other.end();

        assertThat(answers).contains("\"started\":true", "\"started\":false");
        assertThat(Files.readString(underTest.installed("count"))).hasLineCount(1);
        underTest.answer(Scripts.JOB_CANCEL, "-JobId", "run-1-sc");
    }

    @Test
    void job_failed_leavesItsExitCode_isRemovedAndTriedAnew() {
        farmServer().tool("SCInstaller.exe", "echo no licence; exit 5");
        underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");

        JsonNode failed = awaitJob("run-1-sc", "ENDED");
        JsonNode removed =
                underTest.answer(Scripts.JOB_REMOVE, "-JobId", "run-1-sc").path("job");
        underTest.tool("SCInstaller.exe", "echo fine");
        JsonNode again = underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");

        assertThat(failed.path("exitCode").asInt()).isEqualTo(5);
        assertThat(failed.path("output").asText()).isEqualTo("no licence");
        assertThat(removed.path("state").asText()).isEqualTo("ABSENT");
        assertThat(again.path("started").asBoolean()).isTrue();
        assertThat(awaitJob("run-1-sc", "ENDED").path("output").asText()).isEqualTo("fine");
    }

    @Test
    void job_cancelled_itsTreeEnds_andRemoveTakesWhatIsLeft() throws IOException {
        farmServer().tool("SCInstaller.exe", "sleep 300 & echo $! >\"$(dirname \"$0\")/child\"; wait");
        underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(underTest.installed("child")));
        assertThat(underTest
                        .answer(Scripts.JOB_REMOVE, "-JobId", "run-1-sc")
                        .path("job")
                        .path("state")
                        .asText())
                .isEqualTo("RUNNING");

        JsonNode cancelled =
                underTest.answer(Scripts.JOB_CANCEL, "-JobId", "run-1-sc").path("job");

        assertThat(cancelled.path("state").asText()).isEqualTo("LOST");
        assertThat(cancelled.path("why").asText()).contains("ended by this program");
        long child =
                Long.parseLong(Files.readString(underTest.installed("child")).strip());
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
        assertThat(underTest
                        .answer(Scripts.JOB_REMOVE, "-JobId", "run-1-sc")
                        .path("job")
                        .path("state")
                        .asText())
                .isEqualTo("ABSENT");
    }

    @Test
    void job_unknown_isAbsent() {
        assertThat(underTest
                        .answer(Scripts.JOB_LOOK, "-JobId", "run-1-sc")
                        .path("job")
                        .path("state")
                        .asText())
                .isEqualTo("ABSENT");
    }

    @Test
    void installServiceCenter_noInstaller_isRefusedAndNothingIsLeft() {
        JsonNode json = underTest.answer(Scripts.INSTALL_SERVICE_CENTER, "-JobId", "run-1-sc");

        assertThat(json.path("error").asText()).isEqualTo("PLATFORM_NOT_AS_EXPECTED");
        assertThat(json.path("message").asText()).contains("no SCInstaller.exe");
    }

    /**
     * The script is another package's; the jobs are the same. The engine's cmd.exe knows no delayed expansion, so that what
     * the tool is given can't be told here.
     */
    @Test
    void publishFactory_runsAsAJobAndLeavesNoLogin() throws IOException {
        farmServer().tool("OSPTool.com", "echo \"tool got: $*\"; exit 3");
        CommandLine.Script script = new CommandLine.Script(
                "publish-factory.ps1", Files.readString(Path.of("src/main/resources/osptool/publish-factory.ps1")));

        String output = underTest
                .run(CommandLine.powerShell(script)
                        .parameter("JobId", "run-1-publish")
                        .parameter("Switch", "/PublishFactory")
                        .parameter("HostName", "10.0.0.11")
                        .parameter("User", "admin")
                        .raw("-Password")
                        .secret("p%a!s^s&w")
                        .parameter("Tool", "C:\\Program Files\\OutSystems\\Platform Server\\OSPTool.com")
                        .build())
                .end();

        assertThat(output).contains("\"started\":true").doesNotContain("p%a");
        JsonNode ended = awaitJob("run-1-publish", "ENDED");
        assertThat(ended.path("exitCode").asInt(-1)).as(ended.toString()).isEqualTo(3);
        assertThat(ended.path("output").asText()).startsWith("tool got: ");
        try (Stream<Path> left = Files.walk(underTest.drive().resolve("Program Files/OutSystems failover/jobs"))) {
            assertThat(left.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("p%a"));
        }
    }

    @Test
    void createCacheService_runsTheTool() {
        farmServer();

        underTest.answer(Scripts.CREATE_CACHE_SERVICE, "-JobId", "run-1-cache");

        assertThat(awaitJob("run-1-cache", "ENDED").path("output").asText())
                .contains("/CreateUpgradeCacheInvalidationService");
    }

    @Test
    void runCommand_quotesOperatorsAndExitCode_arriveAsWritten() {
        farmServer();

        JsonNode json = underTest.answer(
                Scripts.RUN_COMMAND,
                "-Command",
                "\"C:\\Program Files\\OutSystems\\Platform Server\\SCInstaller.exe\" \"a 'b\" && exit 4");

        assertThat(json.path("output").asText()).contains("a 'b");
        assertThat(json.path("exitCode").asInt()).isEqualTo(4);
    }

    private WindowsPowerShell farmServer() {
        return underTest
                .service(CONTROLLER, "Stopped", "Automatic", "\"event\":true")
                .service("OutSystems Deployment Service", "Running", "Automatic", "\"event\":true")
                .service(SCHEDULER, "Stopped", "Disabled", "")
                .configuration(hsconf("10.0.0.11"), UTF_8)
                .tool("ConfigurationTool.com", "echo \"ConfigurationTool.com $*\"")
                .tool("SCInstaller.exe", "echo \"SCInstaller.exe $*\"");
    }

    private static String service(JsonNode json, String name) {
        for (JsonNode row : json.path("services")) {
            if (row.path("name").asText().equals(name)) {
                return row.path("present").asBoolean()
                        ? row.path("startType").asText() + " "
                                + row.path("status").asText()
                        : "absent";
            }
        }
        return "not read";
    }

    /** As the vendor describes it, with what a careless reader falls for. */
    private static String hsconf(String address) {
        return """
                <?xml version="1.0"?>
                <!-- Umlaut <ServiceConfiguration><CompilerServerHostname>trap</CompilerServerHostname></ServiceConfiguration> -->
                <EnvironmentConfiguration>
                  <PlatformDatabaseConfiguration ProviderKey="SqlServer">
                    <AdminPassword encrypted="true">x/y==</AdminPassword>
                    <RuntimeAdvancedSettings><![CDATA[<CompilerServerHostname>trap]]></RuntimeAdvancedSettings>
                  </PlatformDatabaseConfiguration>
                  <OtherConfigurations><CompilerServerHostname>another section</CompilerServerHostname></OtherConfigurations>
                  <ServiceConfiguration Note="a > b">
                    <!-- <CompilerServerHostname>old</CompilerServerHostname> -->
                    <CompilerServerHostname encrypted="false">ADDRESS</CompilerServerHostname>
                    <CompilerServerPort>12000</CompilerServerPort>
                  </ServiceConfiguration>
                  <CacheInvalidationConfiguration><ServiceHost /><ServicePort>5672</ServicePort></CacheInvalidationConfiguration>
                </EnvironmentConfiguration>
                """.replace("ADDRESS", address).replaceAll(Pattern.quote("\n"), "\r\n");
    }

    /** Hashes are made on the server with its private.key; of what is encrypted only the name leaves it. */
    @Test
    void connectionSettings_areHashedByNameAndNeverTold(@TempDir Path one, @TempDir Path two) throws IOException {
        String text = """
                <EnvironmentConfiguration><PlatformDatabaseConfiguration ProviderKey="SqlServer">
                  <Server>db-\u00fc</Server><Catalog>OSPLAT</Catalog><RuntimeUser></RuntimeUser>
                  <RuntimePassword encrypted="true">$1$abc=</RuntimePassword>
                </PlatformDatabaseConfiguration></EnvironmentConfiguration>
                """;
        JsonNode here = connectionSettings(WindowsPowerShell.in(one).configuration(text, UTF_8));
        JsonNode there = connectionSettings(
                WindowsPowerShell.in(two).configuration("\uFEFF" + text.replace("OSPLAT", "OSPlat"), UTF_16LE));

        assertThat(here.path("encrypted"))
                .extracting(JsonNode::asText)
                .containsExactly("PlatformDatabaseConfiguration/RuntimePassword");
        assertThat(here.path("hashes").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "PlatformDatabaseConfiguration/@ProviderKey",
                        "PlatformDatabaseConfiguration/Server",
                        "PlatformDatabaseConfiguration/Catalog");
        assertThat(here.toString()).doesNotContain("OSPLAT", "SqlServer", "abc");
        assertThat(there.path("hashes").path("PlatformDatabaseConfiguration/Server"))
                .isEqualTo(here.path("hashes").path("PlatformDatabaseConfiguration/Server"));
        assertThat(there.path("hashes").path("PlatformDatabaseConfiguration/Catalog"))
                .isNotEqualTo(here.path("hashes").path("PlatformDatabaseConfiguration/Catalog"));
    }

    private static JsonNode connectionSettings(WindowsPowerShell windows) throws IOException {
        Files.writeString(windows.installed("private.key"), "--comment\r\nS2V5T2ZUZXN0cyEhISE=\r\n");
        return windows.answer(Scripts.READ_SERVER).path("connectionSettings");
    }
}
