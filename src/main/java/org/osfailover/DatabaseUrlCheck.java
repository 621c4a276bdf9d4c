package org.osfailover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * The program doesn't start without a database that somebody chose: runs must survive, and Spring would silently take one
 * in memory.
 */
class DatabaseUrlCheck implements EnvironmentPostProcessor, Ordered {

    private static final String URL = "spring.datasource.url";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean isTheProgram = OutSystemsFailoverApplication.isStartedBy(application);
        if (isTheProgram && !StringUtils.hasText(environment.getProperty(URL))) {
            throw new MissingDatabaseUrlException();
        }
    }

    /** After everything that may set it. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** Nobody has said which database to use. */
    static final class MissingDatabaseUrlException extends RuntimeException {
        MissingDatabaseUrlException() {
            super(URL + " is not set");
        }
    }

    /** Says what to set. */
    static final class Analyzer extends AbstractFailureAnalyzer<MissingDatabaseUrlException> {
        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, MissingDatabaseUrlException cause) {
            return new FailureAnalysis(
                    "The program does not know which database to keep its runs in: " + URL + " is not set.",
                    "Set it (with spring.datasource.username and .password), for example"
                            + " SPRING_DATASOURCE_URL=jdbc:postgresql://db.example/failover;"
                            + " or start the demo, which brings its own, with --spring.profiles.active=demo.",
                    cause);
        }
    }
}
