package org.osfailover;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** H2 is for one node and for trying things out: outside the demo that is said at every start. */
@Component
@Profile("!demo")
class DatabaseWarning implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWarning.class);

    private final String url;

    DatabaseWarning(@Value("${spring.datasource.url}") String url) {
        this.url = url;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (url.startsWith("jdbc:h2:")) {
            LOG.warn(
                    "The database is H2, which is meant for trying things out. For production set spring.datasource.url"
                            + " to a PostgreSQL database that does not live on the environments' own servers.");
        }
    }
}
