package org.osfailover.farm;

import java.util.List;

/**
 * A service of OutSystems Platform Server, in the vendor's documented start order (the stop order is the same).
 *
 * <p>Names: "manual start of services" and the failover procedures of the vendor's documentation; the Java words
 * CONTROLLER, DEPLOYER and SCHEDULER are those of {@code service outsystems}. LOG and SMS exist on OutSystems 10 and
 * older only.
 */
public enum PlatformService {
    LOG("Log", "OutSystems Log Service"),
    CONTROLLER("Deployment Controller", "OutSystems Deployment Controller Service"),
    DEPLOYER("Deployment", "OutSystems Deployment Service"),
    SCHEDULER("Scheduler", "OutSystems Scheduler Service"),
    SMS("SMS Connector", "OutSystems SMS Connector Service"),
    /** The cache invalidation service of OutSystems 11 (.NET); not one of the platform's own services. */
    RABBITMQ("RabbitMQ", "RabbitMQ");

    private final String shortName;
    private final String displayName;

    PlatformService(String shortName, String displayName) {
        this.shortName = shortName;
        this.displayName = displayName;
    }

    /** As an operator says it: "Scheduler". */
    public String shortName() {
        return shortName;
    }

    /** As Windows' services dialog shows it: "OutSystems Scheduler Service". */
    public String displayName() {
        return displayName;
    }

    /** The platform's own services, in the documented start order; RabbitMQ is not among them. */
    public static List<PlatformService> inStartOrder() {
        return List.of(LOG, CONTROLLER, DEPLOYER, SCHEDULER, SMS);
    }
}
