package org.osfailover;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.osfailover.farm.StartProblem;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The configured database, opened once, with short deadlines, before anything of the program is there.
 *
 * @param url {@code spring.datasource.url}
 * @param driverSettings what the pool hands to the driver: {@code spring.datasource.hikari.data-source-properties}
 */
record StartDatabase(String url, String username, String password, Map<String, String> driverSettings) {

    private static final String URL = "spring.datasource.url";
    /** Seconds until a database that doesn't answer is called out of reach. */
    private static final String SECONDS = "4";
    /** H2's code for a file that does not exist, where it must not be made. */
    private static final int H2_NOT_THERE = 90146;
    /** H2's code for a file that another program has open. */
    private static final int H2_IN_USE = 90020;

    static StartDatabase of(Environment settings) {
        return new StartDatabase(
                settings.getProperty(URL, ""),
                settings.getProperty("spring.datasource.username", ""),
                settings.getProperty("spring.datasource.password", ""),
                Binder.get(settings)
                        .bind(
                                "spring.datasource.hikari.data-source-properties",
                                Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of()));
    }

    @Override
    public String toString() {
        return shown();
    }

    boolean isH2() {
        return url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
    }

    /**
     * A connection; empty where the database is a file that the first start will make.
     *
     * @throws SQLException it can't be opened: see {@link #problem}
     */
    Optional<Connection> openIfThere() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(driverSettings);
        if (!username.isEmpty()) {
            properties.setProperty("user", username);
            properties.setProperty("password", password);
        }
        if (url.startsWith("jdbc:postgresql:")) {
            properties.setProperty("connectTimeout", SECONDS);
            properties.setProperty("loginTimeout", SECONDS);
            properties.setProperty("socketTimeout", SECONDS);
        }
        try {
            return Optional.of(DriverManager.getConnection(isH2() ? url + ";IFEXISTS=TRUE" : url, properties));
        } catch (SQLException e) {
            if (isH2() && e.getErrorCode() == H2_NOT_THERE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What a failure to open it means. */
    StartProblem problem(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("28")) {
            return new StartProblem(
                    "The database " + shown() + " refuses the user '" + username + "': its password is another, or it"
                            + " may not log in.",
                    "Correct spring.datasource.username and spring.datasource.password.");
        }
        if ("3D000".equals(state)) {
            return new StartProblem(
                    "The server of " + shown() + " has no such database.",
                    "Make it (create database …), or correct " + URL + ".");
        }
        if (state.startsWith("08") && e.getErrorCode() != H2_IN_USE) {
            return isH2() || url.startsWith("jdbc:postgresql:")
                    ? new StartProblem(
                            "The database " + shown() + " can't be reached: " + said(e) + ".",
                            "Start it, or correct " + URL + "; from this machine, its host and port must answer.")
                    : new StartProblem(
                            "No database driver of this program knows " + shown() + ": " + said(e) + ".",
                            "It keeps its runs in PostgreSQL: jdbc:postgresql://db.example/failover.");
        }
        if (e.getErrorCode() == H2_IN_USE) {
            return new StartProblem(
                    "The database " + shown() + " is open in another program.",
                    "End that one first: is this program running already?");
        }
        return new StartProblem(
                "The database " + shown() + " can't be opened: " + said(e) + ".",
                "Correct " + URL + ", or what it complains of.");
    }

    /** Without options: a password may stand in them. */
    String shown() {
        return url.replaceAll("[?;].*", "").replaceAll("//[^/@]*@", "//");
    }

    /** The driver's first line; some repeat the whole URL. */
    private String said(SQLException e) {
        String said = String.valueOf(e.getMessage())
                .replace(url, shown())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }
}
