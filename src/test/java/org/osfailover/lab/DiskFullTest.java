package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Stack;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Dialect;

/** A server whose disk is full says so, in its operating system's words, and changes nothing. */
class DiskFullTest {

    @Test
    void windows_scriptReportsTheFailure() throws IOException {
        try (LabFarm farm = LabFarms.of(Stack.DOTNET, LabOptions.defaults())) {
            farm.start();
            LabServer underTest = farm.server("fe1");
            byte[] before = underTest.hsconf();
            underTest.faults().fillsDisk();

            LabClient.Answer written = script(
                    underTest,
                    "write-controller-address.ps1",
                    "ControllerAddress",
                    "127.0.30.12",
                    "BackupSuffix",
                    "r-1");

            assertThat(written.exit()).isEqualTo(1);
            assertThat(written.out())
                    .startsWith("OSFAILOVER:{")
                    .contains("COMMAND_FAILED", "There is not enough space on the disk.");
            assertThat(underTest.hsconf()).isEqualTo(before);
            assertThat(script(underTest, "check-server.ps1").out()).contains("\"freeBytes\":0");
            assertThat(script(underTest, "read-server.ps1").out())
                    .as("reading works")
                    .contains("\"serialNumber\"");
        }
    }

    @Test
    void runningJob_endsWithTheWords() throws Exception {
        try (LabFarm farm = LabFarms.of(Stack.JAVA, LabOptions.defaults())) {
            farm.start();
            LabServer underTest = farm.server("fe1");
            underTest.beginJob("job-1", "any line", "");
            underTest.faults().fillsDisk();

            underTest.runJob("job-1", () -> underTest.writeFile("/tmp/x", new byte[1]));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> underTest.job("job-1").orElseThrow().state() != LabJob.State.RUNNING);
            LabJob ended = underTest.job("job-1").orElseThrow();
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output()).contains("No space left on device");
        }
    }

    private static LabClient.Answer script(LabServer server, String name, String... parameters) throws IOException {
        CommandLine.Builder command =
                CommandLine.powerShell(new CommandLine.Script(name, "# " + name + ": plays\nparam()\n"));
        for (int i = 0; i < parameters.length; i += 2) {
            command.parameter(parameters[i], parameters[i + 1]);
        }
        Dialect.Rendered rendered = Dialect.POWERSHELL.render(command.build(), false);
        String input = rendered.input();
        try (LabClient client = LabClient.to(server)) {
            return client.run(rendered.line(), input == null ? "" : input);
        }
    }
}
