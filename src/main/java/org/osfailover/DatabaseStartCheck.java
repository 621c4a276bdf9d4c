package org.osfailover;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osfailover.farm.Environment;
import org.osfailover.farm.StartCheck;
import org.osfailover.farm.StartProblem;
import org.springframework.util.StringUtils;

/**
 * The database lets us in, and somebody will be able to log in to the program. It is only read; one that does not exist
 * yet is not made.
 */
final class DatabaseStartCheck implements StartCheck {

    private static final String ADMINISTRATOR = "camunda.bpm.admin-user.id";
    private static final String PASSWORD = "camunda.bpm.admin-user.password";
    /** "No such table", as PostgreSQL and H2 say it. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    private final org.springframework.core.env.Environment settings;

    DatabaseStartCheck(org.springframework.core.env.Environment settings) {
        this.settings = settings;
    }

    @Override
    public List<StartProblem> problems(List<Environment> environments) {
        List<StartProblem> problems = new ArrayList<>();
        StartDatabase database = StartDatabase.of(settings);
        try (Connection connection = database.openIfThere().orElse(null)) {
            administrator(connection == null ? Optional.of(0) : administrators(connection))
                    .ifPresent(problems::add);
        } catch (SQLException e) {
            problems.add(database.problem(e));
        }
        return problems;
    }

    /** How many there are; empty where that can't be known. */
    private static Optional<Integer> administrators(Connection connection) {
        try (PreparedStatement query = connection.prepareStatement(
                        "select count(*) from ACT_ID_MEMBERSHIP where GROUP_ID_ = 'camunda-admin'");
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return Optional.of(rows.getInt(1));
        } catch (SQLException e) {
            return NO_TABLE.contains(e.getSQLState()) ? Optional.of(0) : Optional.empty();
        }
    }

    private Optional<StartProblem> administrator(Optional<Integer> known) {
        boolean isNamed = StringUtils.hasText(settings.getProperty(ADMINISTRATOR));
        if (isNamed && !StringUtils.hasText(settings.getProperty(PASSWORD))) {
            return Optional.of(new StartProblem(
                    ADMINISTRATOR + " is set and " + PASSWORD + " is not.",
                    "Set both, or, once an administrator exists, neither."));
        }
        if (!isNamed && known.filter(count -> count == 0).isPresent()) {
            return Optional.of(new StartProblem(
                    "Nobody could log in: there is no administrator in the database, and " + ADMINISTRATOR
                            + " is not set.",
                    "Set " + ADMINISTRATOR + " and " + PASSWORD
                            + " for the first start: this user makes the others in Admin."));
        }
        return Optional.empty();
    }
}
