package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;

/** What {@code read-server.ps1} and the program's understanding of it make of services in every state. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class ReadingScriptMatrixTest {

    /** This process stands for a service's. */
    private static final Instant START =
            ProcessHandle.current().info().startInstant().orElseThrow();

    private static final String STARTED = "Service started successfully. Waiting for initialization...";
    private static final String INITIALISED = "Service initialized successfully.";
    private static final String REFUSED =
            "Initialization error: No connection could be made\u0001 because \u2018ctrl\u2019 \uD83D\uDE00 refused \u00fcber it";

    private final WindowsPowerShell windows;
    private final List<String> events = new ArrayList<>();

    ReadingScriptMatrixTest(@TempDir Path folder) {
        this.windows = WindowsPowerShell.in(folder);
    }

    private void event(String source, long secondsAfterStart, String message) {
        events.add(JsonNodeFactory.instance
                .objectNode()
                .put("log", "Application")
                .put("source", source)
                .put("time", START.plusSeconds(secondsAfterStart).toString())
                .put("message", message)
                .toString());
    }

    private void running(String name, String more) {
        windows.service(name, "Running", "Automatic", more);
    }

    /** The row that a reading has for the Scheduler, where that is the service of this name. */
    private static ServiceReading scheduler(JsonNode reading) {
        return DotnetReading.of("fe1", Instant.now(), reading).service(PlatformService.SCHEDULER);
    }

    private List<ServiceReading> read(String... names) {
        windows.file("events.jsonl", String.join("\n", events) + "\n");
        ScriptBatch batch = new ScriptBatch(windows);
        for (String name : names) {
            batch.call(Scripts.READ_SERVER, "-ServiceNames", "SCHEDULER=" + name);
        }
        return batch.answers().stream().map(ReadingScriptMatrixTest::scheduler).toList();
    }

    @Test
    void eventLog_decidesWhetherAServiceHasInitialisedSinceItsStart() {
        running("initialised", "");
        event("initialised", -900, INITIALISED);
        event("initialised", 0, STARTED);
        event("initialised", 53, INITIALISED);
        running("restarted", "");
        event("restarted", -900, INITIALISED);
        event("restarted", 0, STARTED);
        running("trying", "");
        event("trying", 0, STARTED);
        event("trying", 20, REFUSED);
        event("trying", 20, "Retrying in 30 seconds");
        running("tried", "");
        event("tried", 0, STARTED);
        event("tried", 20, REFUSED);
        event("tried", 50, INITIALISED);
        running("short", "\"displayName\":\"OutSystems Long Service\"");
        event("OutSystems Long Service", 0, STARTED);
        event("OutSystems Long Service", 9, INITIALISED);
        // its process has long been running: the newest events no longer tell
        running("talkative", "\"pid\":" + ProcessHandle.current().pid());
        event("talkative", 0, STARTED);
        event("talkative", 20, REFUSED);
        event("talkative", 50, INITIALISED);
        for (int i = 0; i < 150; i++) {
            event("talkative", 100 + i, "Job Worker is in status Processing for more than " + i + " seconds");
        }
        List<ServiceReading> read =
                read("initialised", "restarted", "trying", "tried", "OutSystems Long Service", "talkative");

        assertThat(read)
                .extracting(ServiceReading::state)
                .containsExactly(
                        ServiceState.INITIALISED,
                        ServiceState.RUNNING,
                        ServiceState.RUNNING,
                        ServiceState.INITIALISED,
                        ServiceState.INITIALISED,
                        ServiceState.INITIALISED);
        assertThat(read.get(2).detail()).contains("\u2018ctrl\u2019 \uD83D\uDE00 refused \u00fcber it");
    }

    @Test
    void states_areToldApart() throws Exception {
        windows.tool("Scheduler.exe", "read line");
        Process lingering =
                new ProcessBuilder(windows.installed("Scheduler.exe").toString()).start();
        try {
            String program = "\"path\":\"C:\\\\Program Files\\\\OutSystems\\\\Platform Server\\\\Scheduler.exe -run\"";
            windows.service("stopped", "Stopped", "Manual", "\"path\":\"C:\\\\Windows\\\\other.exe\"");
            windows.service("lying", "Stopped", "Disabled", program);
            windows.service("pending", "StartPending", "Automatic", "\"delayedAutoStart\":true");
            windows.service("paused", "Paused", "Automatic", "");
            windows.file("registry.json", """
                    {"HKLM\\\\SOFTWARE\\\\OutSystems\\\\Installer\\\\Server": {"": "C:\\\\Program Files\\\\OutSystems\\\\Platform Server"},
                     "HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Services\\\\hidden": {"ImagePath": "C:\\\\x.exe"}}
                    """);

            List<ServiceReading> read = read("stopped", "lying", "pending", "paused", "hidden", "absent");

            assertThat(read)
                    .extracting(ServiceReading::state)
                    .containsExactly(
                            ServiceState.STOPPED,
                            ServiceState.STOPPING,
                            ServiceState.STARTING,
                            ServiceState.RUNNING,
                            ServiceState.UNKNOWN,
                            ServiceState.STOPPED);
            assertThat(read)
                    .extracting(ServiceReading::startType)
                    .containsExactly(
                            StartType.MANUAL,
                            StartType.DISABLED,
                            StartType.AUTOMATIC,
                            StartType.AUTOMATIC,
                            StartType.UNKNOWN,
                            StartType.ABSENT);
            assertThat(read.get(1).detail()).contains("Windows says Stopped, but its process " + lingering.pid());
            assertThat(read.get(4).detail()).contains("may not see it");
        } finally {
            lingering.destroy();
        }
    }

    @Test
    void registryAndFiles_missingOrOdd_areNotes() {
        windows.file("registry.json", "{}");
        windows.file("C/old.txt", "");
        windows.configuration(
                "<E><CacheInvalidationConfiguration><ServiceHost>s\u00f6l\u0416</ServiceHost></CacheInvalidationConfiguration>"
                        + "<ServiceConfiguration><CompilerServerHostname encrypted='TRUE'>x</CompilerServerHostname></ServiceConfiguration></E>",
                UTF_8);
        windows.tool("version.txt", "Version 11.23.1 (Build 41221)");

        JsonNode reading = windows.answer(Scripts.READ_SERVER);

        assertThat(reading.path("installDir").asText()).endsWith("Platform Server");
        assertThat(reading.path("version").asText()).isEqualTo("11.23.1");
        assertThat(reading.path("serialNumber").isNull()).isTrue();
        assertThat(reading.path("controllerAddress").isNull()).isTrue();
        assertThat(reading.path("notes").toString())
                .contains("SerialNumber")
                .contains("is encrypted")
                .contains("event log is empty");
    }
}
