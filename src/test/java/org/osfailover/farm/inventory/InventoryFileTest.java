package org.osfailover.farm.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;

@NullUnmarked
class InventoryFileTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(directory.resolve("environments.yaml"), InventoryReaderTest.MINIMAL);
    }

    @Test
    void fileChanges_isReadAgain() throws Exception {
        try (InventoryFile underTest = new InventoryFile(file)) {
            assertThat(underTest.ids()).isEqualTo("production");

            Files.writeString(file, InventoryReaderTest.MINIMAL.replace("id: production", "id: quality"));

            await().atMost(SOON).until(() -> underTest.ids().equals("quality"));
            assertThat(underTest.problems()).isEmpty();
            assertThat(underTest.notInForce()).isEmpty();
        }
    }

    @Test
    void askedRightAfterAChange_theNewOneCounts() throws Exception {
        try (InventoryFile underTest = new InventoryFile(file)) {
            for (String id : new String[] {"quality", "test", "production-2"}) {
                Files.writeString(file, InventoryReaderTest.MINIMAL.replace("id: production", "id: " + id));

                assertThat(underTest.ids()).isEqualTo(id);
            }
        }
    }

    @Test
    void fileIsReplaced_isReadAgain() throws Exception {
        try (InventoryFile underTest = new InventoryFile(file)) {
            Path next = Files.writeString(
                    directory.resolve("next"), InventoryReaderTest.MINIMAL.replace("id: production", "id: quality"));

            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

            await().atMost(SOON).until(() -> underTest.ids().equals("quality"));
        }
    }

    @Test
    void directoryIsNotWatchedAnyMore_askingNoticesTheChange() throws Exception {
        InventoryFile underTest = new InventoryFile(file);
        underTest.close();

        Files.writeString(file, InventoryReaderTest.MINIMAL.replace("id: production", "id: quality"));

        await().atMost(SOON).until(() -> underTest.ids().equals("quality"));
    }

    @Test
    void badFile_doesNotReplaceTheGoodOneAndSaysWhatIsWrong() throws Exception {
        try (InventoryFile underTest = new InventoryFile(file)) {
            Files.writeString(
                    file,
                    InventoryReaderTest.MINIMAL
                            .replace("id: production", "id: quality")
                            .replace("stack: dotnet", "stack: net"));

            await().atMost(SOON).until(() -> !underTest.problems().isEmpty());
            assertThat(underTest.ids()).isEqualTo("production");
            assertThat(underTest.problems()).singleElement().satisfies(problem -> assertThat(problem.path())
                    .isEqualTo("environments[0].stack"));
            assertThat(underTest.notInForce()).singleElement().satisfies(sentence -> assertThat(sentence)
                    .contains(file + " was changed and can't be used; the last good one stays in force: line ")
                    .contains("environments[0].stack"));

            Files.writeString(file, InventoryReaderTest.MINIMAL.replace("id: production", "id: quality"));

            await().atMost(SOON).until(() -> underTest.ids().equals("quality"));
            assertThat(underTest.problems()).isEmpty();
        }
    }

    @Test
    void fileIsDeleted_theLastGoodOneStays() throws Exception {
        try (InventoryFile underTest = new InventoryFile(file)) {
            Files.delete(file);

            await().atMost(SOON).until(() -> !underTest.problems().isEmpty());
            assertThat(underTest.ids()).isEqualTo("production");
        }
    }

    @Test
    void noFileAtStart_saysWhatToDo() {
        assertThatThrownBy(() -> new InventoryFile(directory.resolve("nowhere.yaml")))
                .isInstanceOf(InvalidInventoryException.class)
                .hasMessageContaining("nowhere.yaml")
                .hasMessageContaining("failover.inventory")
                .hasMessageContaining("docs/inventory.md");
    }

    @Test
    void badFileAtStart_everyProblemIsNamed() throws Exception {
        Files.writeString(
                file,
                InventoryReaderTest.MINIMAL
                        .replace("stack: dotnet", "stack: net")
                        .replace("address: 10.0.0.12", "address: localhost"));

        assertThatThrownBy(() -> new InventoryFile(file))
                .isInstanceOfSatisfying(InvalidInventoryException.class, e -> assertThat(e.problems())
                        .hasSize(2))
                .hasMessageContaining("environments[0].stack")
                .hasMessageContaining("environments[0].servers[1].address");
    }

    @Test
    void programStartsWithoutInventory_endsWithAReadableReason() {
        SpringApplication application = new SpringApplication(InventoryConfiguration.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(() -> application.run("--failover.inventory=" + directory.resolve("nowhere.yaml")))
                .hasRootCauseInstanceOf(InvalidInventoryException.class)
                .satisfies(e -> {
                    FailureAnalysis analysis = new InvalidInventoryFailureAnalyzer().analyze(e);
                    assertThat(analysis).isNotNull();
                    assertThat(analysis.getDescription()).contains("nowhere.yaml");
                    assertThat(analysis.getAction()).contains("failover.inventory");
                });
    }
}
