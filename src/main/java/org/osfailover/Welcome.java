package org.osfailover;

import javax.sql.DataSource;
import org.osfailover.farm.Environments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The last word of a good start, outside the demo, which has its own. */
@Component
@Profile("!demo")
class Welcome {

    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    private final Environment settings;
    private final Environments environments;
    private final DataSource database;

    Welcome(Environment settings, Environments environments, DataSource database) {
        this.settings = settings;
        this.environments = environments;
        this.database = database;
    }

    /** Everything that waits for the program to be ready has said its word by then. */
    @EventListener
    void welcome(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
            LOG.info(
                    "the program is ready.\n{}",
                    new StartReport(settings, new StartChecks.StartFacts(environments.all())).text(database));
        }
    }
}
