package org.osfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class StartDatabaseTest {

    private static StartDatabase database(String url) {
        return new StartDatabase(url, "failover", "the-secret", Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, refuses the user 'failover'",
        "28000, refuses the user 'failover'",
        "3D000, has no such database",
        "08001, can't be reached: Connection to db refused.",
        "08006, can't be reached: Connection to db refused.",
        "57P03, can't be opened: Connection to db refused."
    })
    void databaseThatDoesNotLetUsIn_isOneSentenceWithoutSecrets(String state, String words) {
        String url = "jdbc:postgresql://db:5432/failover?user=x&password=other-secret";

        assertThat(database(url).problem(new SQLException("Connection to db refused.\nMore of it", state)))
                .satisfies(problem -> {
                    assertThat(problem.problem())
                            .contains("jdbc:postgresql://db:5432/failover", words)
                            .doesNotContain("secret", "\n", "..");
                    assertThat(problem.remedy()).isNotBlank();
                });
    }

    @Test
    void urlOfAnotherKindOfDatabase_isToldWhatIsWanted() {
        StartDatabase underTest = database("jdbc:mysql://root:root-secret@db/failover");

        assertThatThrownBy(underTest::openIfThere).isInstanceOfSatisfying(SQLException.class, refused -> assertThat(
                        underTest.problem(refused).problem())
                .contains("No database driver of this program knows jdbc:mysql://db/failover", "No suitable driver")
                .doesNotContain("root"));
    }

    @Test
    void settingsOfTheDriver_areThoseOfThePool() {
        MockEnvironment settings = new MockEnvironment()
                .withProperty("spring.datasource.url", "jdbc:postgresql://db/failover")
                .withProperty("spring.datasource.hikari.data-source-properties.sslmode", "verify-full");

        assertThat(StartDatabase.of(settings).driverSettings()).containsExactly(Map.entry("sslmode", "verify-full"));
    }

    @Test
    void fileThatIsNotThereYet_isNotMade() throws Exception {
        assertThat(database("jdbc:h2:file:/nowhere/at/all").openIfThere()).isEmpty();
        assertThat(database("jdbc:h2:mem:start-database-test").openIfThere()).isEmpty();
    }
}
