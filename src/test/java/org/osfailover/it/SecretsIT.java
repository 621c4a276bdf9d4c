package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.osfailover.lab.LabServer;
import org.slf4j.LoggerFactory;

/**
 * Safety rule 9, for a whole move on both stacks: no secret that is configured is in the database (commands, events, the
 * engine's variables and history, whatever the table), in the log, or in what the API answers. sudo asks for the password
 * on every command of the Java stack.
 */
@NullUnmarked
class SecretsIT {

    private final Queue<String> logged = new ConcurrentLinkedQueue<>();

    @Test
    void wholeMoveOnBothStacks_leavesNoSecretAnywhere() throws Exception {
        try (RunningProgram program = RunningProgram.start("--logging.level.org.osfailover=DEBUG")) {
            List<String> secrets = List.of(
                    program.farm().sshPassword(),
                    program.farm().serviceCenterPassword(),
                    "admin-secret",
                    "olga-secret",
                    "anna-secret",
                    "lisa-secret");
            assertThat(secrets).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThanOrEqualTo(8));
            listen();
            program.environment("demo-java").servers().stream()
                    .map(LabServer::faults)
                    .forEach(faults -> faults.sudoAsksForPassword());

            String java = move(program, "demo-java", "java-fe3");
            String dotnet = move(program, "demo-dotnet", "net-fe3");

            List<String> said = new ArrayList<>(logged);
            for (String environment : List.of("demo-java", "demo-dotnet")) {
                said.add(
                        program.get("admin", "/api/environments/" + environment).body());
                said.add(program.get("admin", "/api/environments/" + environment + "/check")
                        .body());
            }
            for (String run : List.of(java, dotnet)) {
                said.add(program.events(run));
                JsonNode commands = program.commands(run);
                said.add(commands.toString());
                for (JsonNode command : commands) {
                    said.add(program.get(
                                    "admin",
                                    "/api/runs/" + run + "/commands/"
                                            + command.path("id").asText() + "/output")
                            .body());
                }
            }
            said.addAll(everyValueOf(program.databaseUrl()));

            assertThat(said).anyMatch(text -> text.contains("serviceconfigurator.sh"));
            assertThat(program.commands(java).toString()).contains("[sudo asks for the user's password]");
            for (String secret : secrets) {
                for (String form : List.of(secret, hex(secret), base64(secret))) {
                    assertThat(said).noneMatch(text -> text.contains(form));
                }
            }
        }
    }

    private static String move(RunningProgram program, String environment, String newController) {
        String run = program.start(
                "olga",
                "move-controller",
                Map.of(
                        "environment",
                        environment,
                        "mode",
                        "PLANNED",
                        "reason",
                        "the Controller's server is replaced",
                        "newController",
                        newController));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        String serial = program.server(newController).serialNumber();
        program.environment(environment).serviceCenter().licenseSerial(serial);
        assertThat(program.awaitOutcome(run)).isEqualTo("COMPLETED");
        return run;
    }

    /** Everything that is logged from now on, with the exceptions' texts. */
    private void listen() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                // the farm is in the same program and says what it likes
                if (!event.getLoggerName().startsWith("org.osfailover.lab")
                        && event.getLevel().isGreaterOrEqual(Level.DEBUG)) {
                    logged.add(event.getFormattedMessage());
                    for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                        logged.add(String.valueOf(cause.getMessage()));
                    }
                }
            }
        };
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /** Every value of every table: text as it is, bytes as hexadecimal digits and, where they are gzip'ed, unpacked. */
    private static List<String> everyValueOf(String url) throws Exception {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url)) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
                while (found.next()) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
            assertThat(tables).contains("fo_command", "fo_run_event", "act_hi_varinst");
            for (String table : tables) {
                try (var statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select * from " + table)) {
                    ResultSetMetaData columns = row.getMetaData();
                    while (row.next()) {
                        for (int i = 1; i <= columns.getColumnCount(); i++) {
                            values.add(table + "." + columns.getColumnName(i) + "=" + row.getString(i));
                            if (columns.getColumnTypeName(i).equals("bytea") && row.getBytes(i) != null) {
                                values.add(text(row.getBytes(i)));
                            }
                        }
                    }
                }
            }
        }
        return values;
    }

    private static String text(byte[] bytes) throws Exception {
        boolean gzip = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        return new String(
                gzip ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes,
                StandardCharsets.UTF_8);
    }

    private static String hex(String secret) {
        return java.util.HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(String secret) {
        return Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    }
}
