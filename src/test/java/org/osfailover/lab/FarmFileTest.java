package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;
import static org.osfailover.farm.ServiceState.STOPPED;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;

class FarmFileTest {

    private final Path folder;

    FarmFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private LabFarm open() throws IOException {
        return LabFarm.builder()
                .environment(LabFarms.definition(Stack.JAVA))
                .timings(LabTimings.quick())
                .folder(folder)
                .build();
    }

    @Test
    void restartedFarm_isAsItWas() throws IOException {
        int port;
        String hostKey;
        String serial;
        String password;
        try (LabFarm first = open()) {
            first.start();
            LabServer server = first.server("fe1");
            port = server.sshPort();
            hostKey = server.hostKeyFingerprint();
            serial = server.serialNumber();
            password = first.sshPassword();
            server.stop(SCHEDULER);
            server.startType(SCHEDULER, StartType.DISABLED);
            server.writeFile("/etc/outsystems/server.hsconf.r.bak", "kept".getBytes(StandardCharsets.UTF_8));
            first.server("fe4").powerOff();
            LabServiceCenterState serviceCenter = server.environment().serviceCenter();
            serviceCenter.addSolution("Failover_r");
            serviceCenter.publish("Failover_r", LabServiceCenterState.PublicationOutcome.SUCCEEDED);
            serviceCenter.licenseSerial("ABC");
            serviceCenter.release(serial);
            server.beginJob("half-way", "SCInstaller.exe", "");
        }

        try (LabFarm again = open()) {
            again.start();
            LabServer server = again.server("fe1");
            assertThat(server.sshPort()).isEqualTo(port);
            assertThat(server.hostKeyFingerprint()).isEqualTo(hostKey);
            assertThat(server.serialNumber()).isEqualTo(serial);
            assertThat(again.sshPassword()).isEqualTo(password);
            assertThat(server.startType(SCHEDULER)).isEqualTo(StartType.DISABLED);
            assertThat(server.file("/etc/outsystems/server.hsconf.r.bak"))
                    .hasValue("kept".getBytes(StandardCharsets.UTF_8));
            assertThat(again.server("fe2").state(SCHEDULER)).isEqualTo(INITIALISED);
            assertThat(again.server("fe4").isPoweredOn()).isFalse();
            LabServiceCenterState serviceCenter = server.environment().serviceCenter();
            assertThat(serviceCenter.solutions()).containsKeys("All_Components", "Failover_r");
            assertThat(serviceCenter.publications())
                    .extracting(LabServiceCenterState.Publication::solution)
                    .containsExactly("Failover_r");
            assertThat(serviceCenter.licenseSerial()).isEqualTo("ABC");
            assertThat(serviceCenter.releasedSerials()).containsExactly(serial);
            await("the job that ran when the farm ended goes on").untilAsserted(() -> assertThat(server.job("half-way"))
                    .map(LabJob::state)
                    .hasValue(LabJob.State.ENDED));
            try (LabClient client = LabClient.to(server)) {
                assertThat(client.run("sudo -n -- service outsystems status SCHEDULER")
                                .out())
                        .contains("DISABLED");
            }
            await().untilAsserted(() -> assertThat(server.state(SCHEDULER)).isEqualTo(STOPPED));
        }
    }

    @Test
    void file_holdsSecretsAndIsTheOwnersAlone() throws IOException {
        try (LabFarm farm = open()) {
            assertThat(farm.sshPassword()).isNotEmpty();
            assertThat(Files.getPosixFilePermissions(folder.resolve("farm.json")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }
}
