package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second program on one database with the same node id: a rolling update, or a restart after a crash. */
class SameNodeIT {

    RunningProgram program;

    @BeforeEach
    void start() {
        program = RunningProgram.start();
    }

    @AfterEach
    void stop() {
        program.close();
    }

    @Test
    void secondProgram_isRefusedBesideTheLivingOne_whoseJobsStayItsOwn() throws Exception {
        program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-java", "mode", "PLANNED", "reason", "drill", "newController", "java-fe2"));
        sql("update ACT_RU_JOB set LOCK_OWNER_ = 'node-1', LOCK_EXP_TIME_ = now() + interval '2 hours'"
                + " where HANDLER_TYPE_ = 'timer-start-event'");
        String lockedBefore = locks();

        assertThatThrownBy(() -> program.beside().close())
                .rootCause()
                .hasMessageContaining("Another program works on this database with the same failover.node-id 'node-1'")
                .hasMessageContaining("process " + ProcessHandle.current().pid())
                .hasMessageContaining("alive since")
                .hasMessageContaining("s ago");

        assertThat(locks()).isEqualTo(lockedBefore);
        String lastBeat = "select count(*) from fo_node where beat_at > now() - interval '1 second'";
        await().atMost(RunningProgram.PATIENCE).until(() -> count(lastBeat) == 1);
        assertThat(program.isRunning()).isTrue();
    }

    @Test
    void orderlyEnd_nextStartIsNotHeldUp_crash_nextStartWaitsUntilItIsSure() throws Exception {
        program.end();
        assertThat(count("select count(*) from fo_node")).isZero();
        // what a crash leaves
        sql("insert into fo_node values ('node-1', 'gone', 'old-host', 4711, now(), now())");
        long before = System.nanoTime();

        program.begin();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(14));
        assertThat(count("select count(*) from fo_node where incarnation <> 'gone'"))
                .isEqualTo(1);
    }

    @Test
    void programWhoseNodeIdWasTakenOver_endsItself() throws Exception {
        sql("update fo_node set incarnation = 'another'");

        await().atMost(RunningProgram.PATIENCE).until(() -> !program.isRunning());
        assertThat(count("select count(*) from fo_node where incarnation = 'another'"))
                .isEqualTo(1);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(program.databaseUrl())) {
            connection.createStatement().execute(statement);
        }
    }

    private int count(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(program.databaseUrl());
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String locks() throws SQLException {
        try (Connection connection = DriverManager.getConnection(program.databaseUrl());
                var rows = connection
                        .createStatement()
                        .executeQuery("select coalesce(string_agg(ID_, ',' order by ID_), '') from ACT_RU_JOB"
                                + " where LOCK_OWNER_ is not null and HANDLER_TYPE_ = 'timer-start-event'")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
