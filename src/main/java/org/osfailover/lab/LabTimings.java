package org.osfailover.lab;

import java.time.Duration;

/**
 * How long things take on the simulated farm.
 *
 * @param stop until a service that was told to stop has stopped
 * @param start until a service that was told to start runs (not: is initialised)
 * @param initialise how long a running Controller (or Log, or SMS) takes to initialise
 * @param retry how long Deployment and Scheduler wait before they try to connect to the Controller again (really 30 s)
 * @param serviceCenterInstallation how long the installation of Service Center takes
 * @param publication how long a publication takes
 */
public record LabTimings(
        Duration stop,
        Duration start,
        Duration initialise,
        Duration retry,
        Duration serviceCenterInstallation,
        Duration publication) {

    /** As a person can watch it. */
    public static LabTimings demo() {
        return new LabTimings(
                Duration.ofMillis(300),
                Duration.ofMillis(300),
                Duration.ofMillis(800),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4));
    }

    /** As short as it can be while every state can still be seen. */
    public static LabTimings quick() {
        return new LabTimings(
                Duration.ofMillis(40),
                Duration.ofMillis(40),
                Duration.ofMillis(80),
                Duration.ofMillis(100),
                Duration.ofMillis(150),
                Duration.ofMillis(300));
    }
}
