package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class DemoWelcomeTest {

    private final Path directory;
    private final LabFarm farm;
    private final MockEnvironment properties;
    private final DemoWelcome underTest;

    DemoWelcomeTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        farm = LabFarm.demo(directory.resolve("farm"));
        properties = new MockEnvironment()
                .withProperty("local.server.port", "18123")
                .withProperty("failover.demo.directory", directory.toString())
                .withProperty("camunda.bpm.admin-user.id", "admin")
                .withProperty("camunda.bpm.admin-user.password", "admin")
                .withProperty("failover.users.operator.password", "operator")
                .withProperty("failover.users.approver.password", "approver")
                .withProperty("failover.users.licensing.password", "licensing");
        underTest = new DemoWelcome(farm, properties);
    }

    @AfterEach
    void close() {
        farm.close();
    }

    @Test
    void demo_saysWhereToGoAndHowToLogIn() {
        assertThat(underTest.text())
                .contains("http://localhost:18123/camunda/app/tasklist/")
                .contains("http://localhost:18123/camunda/app/cockpit/")
                .contains("http://localhost:18123/api/environments")
                .contains("http://localhost:18123/demo/farm")
                .contains("http://localhost:18123/demo/licensing")
                .contains("http://localhost:18123/demo/service-center/demo-dotnet")
                .contains("http://localhost:18123/demo/service-center/demo-java")
                .contains("admin / admin", "operator / operator", "approver / approver", "licensing / licensing")
                .contains("Ctrl+C", directory.toString());
    }

    @Test
    void passwordSetBySomebody_isNotSaid() {
        properties.setProperty("camunda.bpm.admin-user.password", "s3cret-of-mine");
        properties.setProperty("failover.users.operator.password", "another-s3cret");

        assertThat(underTest.text())
                .doesNotContain("s3cret")
                .doesNotContain("admin / admin")
                .contains("admin (password as configured)", "operator (password as configured)")
                .contains("approver / approver");
    }
}
