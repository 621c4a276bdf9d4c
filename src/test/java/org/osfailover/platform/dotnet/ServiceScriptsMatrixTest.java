package org.osfailover.platform.dotnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each script that changes a service, on a service in each state: what it answers, and what it leaves behind. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class ServiceScriptsMatrixTest {

    private static final String NOT_SO = "NOT_IN_WANTED_STATE";

    /**
     * One row of the table.
     *
     * @param service its fields, as JSON without braces; empty: there is no such service
     * @param before PowerShell that runs just before the script; {0} is the service's name
     * @param stop what the script answers, then the state it leaves: "changed Stopped Automatic"
     */
    private record Row(
            String state, String service, String before, String stop, String disable, String automatic, String start) {

        String name() {
            return "OutSystems " + state + " Service";
        }

        String wanted(Scripts script) {
            return switch (script) {
                case STOP_SERVICE -> stop;
                case DISABLE_SERVICE -> disable;
                case SET_SERVICE_AUTOMATIC -> automatic;
                case START_SERVICE -> start;
                default -> throw new IllegalArgumentException(script.toString());
            };
        }

        @Override
        public String toString() {
            return state;
        }
    }

    private static Row row(
            String state, String service, String before, String stop, String disable, String automatic, String start) {
        return new Row(state, service, before, stop, disable, automatic, start);
    }

    private static final String RUNS = "'status':'Running','startType':'Automatic'";
    private static final String STANDS = "'status':'Stopped','startType':'Automatic'";
    private static final String BEGIN = "(Get-Service '{0}').Start()";
    private static final String END = "(Get-Service '{0}').Stop()";

    private static final List<Row> TABLE = List.of(
            row(
                    "running",
                    RUNS,
                    "",
                    "changed Stopped Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "unchanged Running Automatic"),
            row(
                    "stopped",
                    STANDS,
                    "",
                    "unchanged Stopped Automatic",
                    "changed Stopped Disabled",
                    "unchanged Stopped Automatic",
                    "changed Running Automatic"),
            row(
                    "disabled",
                    "'status':'Stopped','startType':'Disabled'",
                    "",
                    "unchanged Stopped Disabled",
                    "unchanged Stopped Disabled",
                    "changed Stopped Automatic",
                    NOT_SO + " Stopped Disabled"),
            row(
                    "disabled while running",
                    "'status':'Running','startType':'Disabled'",
                    "",
                    "changed Stopped Disabled",
                    "unchanged Running Disabled",
                    "changed Running Automatic",
                    "unchanged Running Disabled"),
            row(
                    "manual",
                    "'status':'Stopped','startType':'Manual'",
                    "",
                    "unchanged Stopped Manual",
                    "changed Stopped Disabled",
                    "changed Stopped Automatic",
                    "changed Running Manual"),
            row(
                    "delayed",
                    RUNS + ",'delayedAutoStart':true",
                    "",
                    "changed Stopped Automatic delayed",
                    "changed Running Disabled",
                    "unchanged Running Automatic delayed",
                    "unchanged Running Automatic delayed"),
            row("absent", "", "", "absent absent", "absent absent", "SERVICE_ABSENT absent", "SERVICE_ABSENT absent"),
            row(
                    "slow to stop",
                    RUNS + ",'stopSeconds':1.2",
                    "",
                    "changed Stopped Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "unchanged Running Automatic"),
            row(
                    "slow to start",
                    STANDS + ",'startSeconds':1.2",
                    "",
                    "unchanged Stopped Automatic",
                    "changed Stopped Disabled",
                    "unchanged Stopped Automatic",
                    "changed Running Automatic"),
            row(
                    "start pending",
                    STANDS + ",'startSeconds':1.5",
                    BEGIN,
                    "changed Stopped Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "changed Running Automatic"),
            row(
                    "stop pending",
                    RUNS + ",'stopSeconds':1.5",
                    END,
                    "changed Stopped Automatic",
                    "changed Stopped Disabled",
                    "unchanged Stopped Automatic",
                    "changed Running Automatic"),
            row(
                    "failing to stop",
                    RUNS + ",'failStop':'Zugriff auf die Datei verweigert \u00fc.'",
                    "",
                    NOT_SO + " Running Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "unchanged Running Automatic"),
            row(
                    "failing to start",
                    STANDS + ",'failStart':'Der Dienst antwortet nicht \u00fc.'",
                    "",
                    "unchanged Stopped Automatic",
                    "changed Stopped Disabled",
                    "unchanged Stopped Automatic",
                    "COMMAND_FAILED Stopped Automatic"),
            row(
                    "hanging at its stop",
                    RUNS + ",'hang':'stop'",
                    "",
                    NOT_SO + " StopPending Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "unchanged Running Automatic"),
            row(
                    "hanging at its start",
                    STANDS + ",'hang':'start'",
                    "",
                    "unchanged Stopped Automatic",
                    "changed Stopped Disabled",
                    "unchanged Stopped Automatic",
                    NOT_SO + " StartPending Automatic"),
            row(
                    "lying",
                    RUNS,
                    "",
                    NOT_SO + " Stopped Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "unchanged Running Automatic"),
            row(
                    "other display",
                    RUNS + ",'name':'osctl [o\\u0027Brien]','displayName':'OutSystems other display Service'",
                    "",
                    "changed Stopped Automatic",
                    "changed Running Disabled",
                    "unchanged Running Automatic",
                    "unchanged Running Automatic"));

    private static final List<Scripts> CHANGES = List.of(
            Scripts.STOP_SERVICE, Scripts.DISABLE_SERVICE, Scripts.SET_SERVICE_AUTOMATIC, Scripts.START_SERVICE);

    private static final Map<Scripts, WindowsPowerShell> WORLDS = new EnumMap<>(Scripts.class);
    private static final Map<Scripts, ScriptBatch.Started> STARTED = new EnumMap<>(Scripts.class);
    private static final List<Process> LEFT = new ArrayList<>();

    /** The scripts wait more than they work: all four at once. */
    @BeforeAll
    static void runAll(@TempDir Path folder) throws Exception {
        for (Scripts script : CHANGES) {
            WindowsPowerShell windows = WindowsPowerShell.in(Files.createDirectory(folder.resolve(script.name())));
            ScriptBatch batch = new ScriptBatch(windows);
            for (Row row : TABLE) {
                if (!row.service().isEmpty()) {
                    String more = row.state().equals("lying") ? lingering(windows) : "";
                    windows.service(("{'name':'" + row.name() + "'," + row.service() + more + "}").replace('\'', '"'));
                }
                if (!row.before().isEmpty()) {
                    batch.powerShell(row.before().replace("{0}", row.name()));
                }
                batch.call(script, "-Service", row.name(), "-TimeoutSeconds", timeout(row));
            }
            WORLDS.put(script, windows);
            STARTED.put(script, batch.start());
        }
    }

    /** One that never gets there is not waited for long; one that does is, on a slow machine. */
    private static String timeout(Row row) {
        return Stream.of("failing", "hanging", "lying").anyMatch(row.state()::startsWith) ? "2" : "40";
    }

    /** A program of the platform that works on whatever Windows says of its service. */
    private static String lingering(WindowsPowerShell windows) throws Exception {
        windows.tool("Lying.exe", "exec 3<&0; read line <&3");
        Process process = new ProcessBuilder(windows.installed("Lying.exe").toString()).start();
        LEFT.add(process);
        return ",'pid':" + process.pid()
                + ",'exitCode':1,'path':'\\u0022C:\\\\Program Files\\\\OutSystems\\\\Platform Server\\\\Lying.exe\\u0022'";
    }

    @AfterAll
    static void end() {
        LEFT.forEach(Process::destroy);
        STARTED.values().forEach(s -> s.running().kill());
        WORLDS.clear();
        STARTED.clear();
        LEFT.clear();
    }

    static Stream<Scripts> changes() {
        return CHANGES.stream();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyState_hasItsAnswerAndItsEnd(Scripts script) {
        List<JsonNode> answers = Objects.requireNonNull(STARTED.get(script)).answers();

        List<String> actual = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < TABLE.size(); i++) {
            Row row = TABLE.get(i);
            actual.add(row + ": " + said(answers.get(i)) + " " + left(Objects.requireNonNull(WORLDS.get(script)), row));
            wanted.add(row + ": " + row.wanted(script));
        }
        assertThat(actual).isEqualTo(wanted);
    }

    private static String said(JsonNode answer) {
        if (answer.has("error")) {
            assertThat(answer.path("message").asText()).isNotBlank();
            return answer.path("error").asText();
        }
        return !answer.path("present").asBoolean()
                ? "absent"
                : answer.path("changed").asBoolean() ? "changed" : "unchanged";
    }

    private static String left(WindowsPowerShell windows, Row row) {
        JsonNode service = windows.record(row.name());
        // one on its way gets there when it is next looked at
        String status = row.state().endsWith("pending") && service.has("then") ? "then" : "status";
        return service.isMissingNode()
                ? "absent"
                : service.path(status).asText() + " "
                        + service.path("startType").asText()
                        + (service.path("delayedAutoStart").asBoolean() ? " delayed" : "");
    }
}
