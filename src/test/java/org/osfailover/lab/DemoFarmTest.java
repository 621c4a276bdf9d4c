package org.osfailover.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.lab.servicecenter.LabServiceCenters;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class DemoFarmTest {

    private final Path directory;
    private final DemoFarm underTest = new DemoFarm();

    DemoFarmTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private AnnotationConfigApplicationContext context(String... profiles) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment().setActiveProfiles(profiles);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "commandLineArgs",
                        Map.of("failover.demo.directory", directory.toString(), "server.address", "0.0.0.0")));
        return context;
    }

    @Test
    void withoutTheProfile_nothingHappens() {
        try (AnnotationConfigApplicationContext context = context("production")) {
            underTest.initialize(context);
            context.refresh();

            assertThat(directory).isEmptyDirectory();
            assertThat(context.getBeanProvider(LabFarm.class).getIfAvailable()).isNull();
            assertThat(context.getEnvironment().getProperty("failover.inventory"))
                    .isNull();
        }
    }

    @Test
    void withTheProfile_farmRunsAndTheProgramIsToldWhereItIs() throws Exception {
        LabServer server;
        try (AnnotationConfigApplicationContext context = context("demo")) {
            underTest.initialize(context);
            context.refresh();

            LabFarm farm = context.getBean(LabFarm.class);
            assertThat(context.getBean(LabServiceCenters.class).all()).hasSize(2);
            assertThat(context.getEnvironment().getProperty("failover.inventory"))
                    .isEqualTo(directory.resolve("environments.yaml").toString());
            assertThat(context.getEnvironment().getProperty("spring.datasource.url"))
                    .startsWith("jdbc:h2:file:" + directory);
            assertThat(context.getEnvironment().getProperty("failover.credentials.demo-ssh.password"))
                    .isEqualTo(farm.sshPassword());
            server = farm.server("java-fe1");
            try (LabClient client = LabClient.to(server)) {
                assertThat(client.run("hostname").out()).isEqualTo("java-fe1\n");
            }
        }
        assertThat(server.sshPort()).isPositive();
        assertThatThrownBy(() -> LabClient.to(server))
                .as("closed with the context")
                .isInstanceOf(IOException.class);
    }

    @Test
    void commandLine_winsOverTheDemo() {
        try (AnnotationConfigApplicationContext context = context("demo")) {
            underTest.initialize(context);

            assertThat(context.getEnvironment().getProperty("server.address")).isEqualTo("0.0.0.0");
            context.refresh();
        }
    }

    @Test
    void inventory_isWholeAndHoldsNoSecret() throws Exception {
        try (AnnotationConfigApplicationContext context = context("demo")) {
            underTest.initialize(context);
            context.refresh();
            LabFarm farm = context.getBean(LabFarm.class);
            String yaml = Files.readString(directory.resolve("environments.yaml"));

            assertThat(yaml).doesNotContain(farm.sshPassword(), farm.serviceCenterPassword());
            JsonNode environments = JsonMapper.builder()
                    .build()
                    .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml))
                    .path("environments");
            assertThat(environments).hasSize(2);
            JsonNode java = environments.path(1);
            assertThat(java.path("id").asText()).isEqualTo("demo-java");
            assertThat(java.path("licenseInstallation").asText()).isEqualTo("manual");
            assertThat(java.path("servers")).hasSize(4);
            JsonNode ssh = java.path("servers").path(0).path("ssh");
            assertThat(ssh.path("port").asInt())
                    .isEqualTo(farm.server("java-fe1").sshPort());
            assertThat(ssh.path("hostKey").asText())
                    .isEqualTo(farm.server("java-fe1").hostKeyFingerprint());
        }
    }
}
