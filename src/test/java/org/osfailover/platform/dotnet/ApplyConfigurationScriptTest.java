package org.osfailover.platform.dotnet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which services a new configuration restarts, and which it leaves alone. */
@Tag("windows-powershell")
@ExtendWith(WindowsPowerShell.Required.class)
class ApplyConfigurationScriptTest {

    private final WindowsPowerShell windows;
    private final ScriptBatch batch;

    ApplyConfigurationScriptTest(@TempDir Path folder) {
        windows = WindowsPowerShell.in(folder).configuration("<EnvironmentConfiguration/>", UTF_8);
        batch = new ScriptBatch(windows);
    }

    private void restart(String services) {
        batch.call(
                Scripts.APPLY_CONFIGURATION,
                "-Method",
                "restart-services",
                "-ServiceNames",
                services,
                "-TimeoutSeconds",
                "20");
    }

    private void restartInVain(String services) {
        batch.call(
                Scripts.APPLY_CONFIGURATION,
                "-Method",
                "restart-services",
                "-ServiceNames",
                services,
                "-TimeoutSeconds",
                "1");
    }

    private String state(String service) {
        JsonNode fields = windows.record(service);
        return fields.path("status").asText() + " " + fields.path("startType").asText();
    }

    /** On a passive server, starting it would make the server an active one. */
    @Test
    void manualService_isRestartedWhereItRunsAndLeftStoppedWhereItIsStopped() {
        windows.service("stopped", "Stopped", "Manual", "").service("running", "Running", "Manual", "");
        restart("stopped;running");

        assertThat(batch.answers().get(0).path("restarted").toString()).isEqualTo("[\"running\"]");
        assertThat(state("stopped")).isEqualTo("Stopped Manual");
        assertThat(state("running")).isEqualTo("Running Manual");
    }

    @Test
    void everyState_isRestartedOrLeftOrNamed() {
        windows.service("stopped", "Stopped", "Automatic", "")
                .service("disabled", "Stopped", "Disabled", "")
                .service("disabled running", "Running", "Disabled", "")
                .service(
                        "slow",
                        "Running",
                        "Automatic",
                        "\"startSeconds\":1,\"stopSeconds\":1,\"delayedAutoStart\":true")
                .service("short", "Running", "Automatic", "\"displayName\":\"Long [x] Service\"")
                .service("needed", "Running", "Automatic", "")
                .service("dependent", "Running", "Automatic", "\"dependsOn\":[\"needed\"]")
                .service("disabled dependent", "Running", "Disabled", "\"dependsOn\":[\"needed\"]")
                .service("hangs at its stop", "Running", "Automatic", "\"hang\":\"stop\"")
                .service("hangs at its start", "Running", "Automatic", "\"hang\":\"start\"")
                .service("fails at its stop", "Running", "Automatic", "\"failStop\":\"busy\"")
                .service("fails at its start", "Running", "Automatic", "\"failStart\":\"1069\"");
        restart("stopped;absent;disabled;disabled running;slow;Long [x] Service");
        restart("needed");
        restartInVain("hangs at its stop");
        restartInVain("hangs at its start");
        restartInVain("fails at its stop");
        restartInVain("fails at its start");

        List<JsonNode> answers = batch.answers();

        assertThat(answers.get(0).path("restarted").toString()).isEqualTo("[\"stopped\",\"slow\",\"short\"]");
        assertThat(state("stopped")).isEqualTo("Running Automatic");
        assertThat(state("disabled")).isEqualTo("Stopped Disabled");
        assertThat(state("disabled running")).isEqualTo("Running Disabled");
        assertThat(windows.record("slow").path("delayedAutoStart").asBoolean()).isTrue();
        assertThat(answers.get(1).path("restarted").toString()).isEqualTo("[\"needed\"]");
        assertThat(state("dependent")).isEqualTo("Running Automatic");
        assertThat(state("disabled dependent")).isEqualTo("Stopped Disabled");
        assertThat(IntStream.of(2, 3, 4, 5)
                        .mapToObj(i -> answers.get(i).path("error").asText()))
                .containsExactly("NOT_IN_WANTED_STATE", "NOT_IN_WANTED_STATE", "NOT_IN_WANTED_STATE", "COMMAND_FAILED");
        assertThat(answers.get(4).path("message").asText()).contains("it was refused: busy");
    }
}
