package org.osfailover;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.springframework.boot.CommandLineRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.StringUtils;

/**
 * What somebody wants to know who has just started the program, or is about to: where it is, what it works on, what is
 * under way, what is missing and what is not safe. Of the database only what was kept is read; no server is contacted.
 *
 * <p>By itself it is the last thing that {@code check} does.
 */
class StartReport implements CommandLineRunner {

    private static final String NAME = "  %-14s %s%n";

    private final org.springframework.core.env.Environment settings;
    private final List<Environment> environments;

    StartReport(org.springframework.core.env.Environment settings, StartChecks.StartFacts facts) {
        this.settings = settings;
        this.environments = facts.environments();
    }

    @Override
    public void run(String... args) throws SQLException {
        StringBuilder text = new StringBuilder("Nothing stands in the way of a start. Nothing was started.\n");
        StartDatabase database = StartDatabase.of(settings);
        var opened = database.openIfThere();
        if (opened.isEmpty()) {
            text.append(text(null));
        } else {
            SingleConnectionDataSource one = new SingleConnectionDataSource(opened.get(), true);
            text.append(text(one));
            one.destroy();
        }
        System.out.print(text);
    }

    /**
     * The report, a line each.
     *
     * @param database null where there is none yet
     */
    String text(@Nullable DataSource database) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, NAME, "Address", address()));
        text.append(line(
                "Inventory",
                Path.of(settings.getProperty("failover.inventory", "./environments.yaml"))
                        .toAbsolutePath()
                        .normalize()
                        .toString()));
        text.append(line(
                "Database", StartDatabase.of(settings).shown() + (database == null ? " (made at the start)" : "")));
        Kept kept = database == null ? Kept.NOTHING : new Kept(JdbcClient.create(database));
        environments.forEach(environment -> text.append(line(
                environment.id(), environment.servers().size() + " servers, " + kept.readiness(environment.id()))));
        kept.underWay().forEach(run -> text.append(line("Under way", run)));
        kept.emptyGroups()
                .forEach(group -> text.append(line(
                        "Nobody yet",
                        "is in the group " + group + ": an administrator adds" + " users in Admin (" + address()
                                + "/camunda/app/admin/)")));
        unsafe().forEach(sentence -> text.append(line("Not safe", sentence)));
        return text.toString();
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, NAME, name, value);
    }

    private String address() {
        String told =
                settings.getProperty("failover.public-url", "").split(",", 2)[0].strip();
        if (StringUtils.hasText(told)) {
            return told.replaceAll("/+$", "");
        }
        String host = settings.getProperty("server.address", "localhost");
        return (hasTls() ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + settings.getProperty("local.server.port", settings.getProperty("server.port", "8080"));
    }

    private boolean hasTls() {
        return StringUtils.hasText(settings.getProperty("server.ssl.key-store"))
                || StringUtils.hasText(settings.getProperty("server.ssl.certificate"))
                || StringUtils.hasText(settings.getProperty("server.ssl.bundle"));
    }

    private List<String> unsafe() {
        List<String> unsafe = new ArrayList<>();
        if (StartDatabase.of(settings).isH2()) {
            unsafe.add("the database is H2, which is meant for trying things out: set spring.datasource.url to a"
                    + " PostgreSQL database that does not live on the environments' own servers");
        }
        String host = settings.getProperty("server.address", "");
        boolean isLocal = host.startsWith("127.") || "localhost".equals(host) || "::1".equals(host);
        if (!isLocal && !hasTls() && !address().startsWith("https:")) {
            unsafe.add("passwords and licence files travel as plain HTTP: put a proxy with TLS before it and set"
                    + " failover.public-url, or set server.ssl.* (docs/operations.md)");
        }
        return unsafe;
    }

    /** What the database has kept; an old or unfinished schema has kept nothing. */
    private static final class Kept {
        static final Kept NOTHING = new Kept(null);

        private final @Nullable JdbcClient jdbc;
        private final Instant now = Clock.systemUTC().instant();

        Kept(@Nullable JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        String readiness(String environment) {
            return query(
                            "select c.ended_at, (select count(*) from fo_finding f where f.check_id = c.id"
                                    + " and f.severity = 'ERROR') as errors from fo_readiness_check c"
                                    + " where c.environment_id = ? and c.ended_at is not null"
                                    + " order by c.ended_at desc fetch first 1 rows only",
                            row -> readiness(
                                    row.getInt("errors"),
                                    row.getTimestamp("ended_at").toInstant()),
                            environment)
                    .stream()
                    .findFirst()
                    .orElse("not verified: never checked");
        }

        private String readiness(int errors, Instant checkedAt) {
            Duration age = Duration.between(checkedAt, now);
            String checked =
                    "when checked " + (age.toHours() < 2 ? age.toMinutes() + " min ago" : age.toHours() + " hours ago");
            return errors == 0
                    ? "ready " + checked
                    : "not ready " + checked + ": " + errors + (errors == 1 ? " finding" : " findings")
                            + " a procedure would stop at";
        }

        List<String> underWay() {
            return query(
                    "select id, procedure_key, started_at from fo_run where ended_at is null and rehearsal = false"
                            + " order by started_at",
                    row -> row.getString("id") + " (" + row.getString("procedure_key") + "), since "
                            + row.getTimestamp("started_at").toInstant().truncatedTo(ChronoUnit.SECONDS));
        }

        List<String> emptyGroups() {
            return query(
                    "select ID_ from ACT_ID_GROUP where ID_ <> 'camunda-admin' and ID_ not in"
                            + " (select GROUP_ID_ from ACT_ID_MEMBERSHIP) order by ID_",
                    row -> row.getString(1));
        }

        private <T> List<T> query(String sql, Read<T> read, Object... parameters) {
            if (jdbc == null) {
                return List.of();
            }
            try {
                return jdbc.sql(sql)
                        .params(parameters)
                        .query((row, number) -> read.of(row))
                        .list();
            } catch (org.springframework.dao.DataAccessException e) {
                return List.of();
            }
        }

        private interface Read<T> {
            T of(java.sql.ResultSet row) throws SQLException;
        }
    }
}
