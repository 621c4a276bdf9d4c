package org.osfailover.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The beans as Spring Boot makes them: the tables are there before anything asks for them. */
class RunBeansTest {

    private final ApplicationContextRunner underTest = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    FlywayAutoConfiguration.class))
            .withBean(JdbcRuns.class)
            .withBean(PlannedCommands.class)
            .withBean(JdbcCommandLog.class)
            .withPropertyValues(
                    "spring.datasource.url=jdbc:h2:mem:beans;DB_CLOSE_DELAY=60",
                    "spring.flyway.baseline-on-migrate=true",
                    "spring.flyway.baseline-version=0");

    @Test
    void programStartsAgain_commandsOfItsEarlierLifeAreClosed() {
        underTest.run(context -> {
            assertThat(context).hasNotFailed();
            long id = context.getBean(CommandLog.class)
                    .begin(
                            new RunStep("production-2026-11-22-1", "look", false),
                            "production",
                            "fe1",
                            "service outsystems status",
                            false);
            assertThat(id).isPositive();
        });

        underTest.run(context -> assertThat(context.getBean(JdbcClient.class)
                        .sql("select outcome from fo_command")
                        .query(String.class)
                        .single())
                .isEqualTo("CONNECTION_LOST"));
    }
}
