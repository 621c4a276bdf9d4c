package org.osfailover.servicecenter;

import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;

/** Where clients of an environment's Service Center come from. */
public interface ServiceCenters {

    /**
     * The environment's Service Center. Where the configured URL's host is one of the environment's servers, the host is
     * replaced by {@code controller}'s address; any other host (a load balancer) is used as written.
     */
    ServiceCenter of(Environment environment, Server controller, RunStep step);

    /** Service Center as this very server serves it, whatever the configured URL's host: to check one front-end. */
    ServiceCenter at(Environment environment, Server server, RunStep step);
}
