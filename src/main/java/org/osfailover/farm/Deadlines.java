package org.osfailover.farm;

import java.time.Duration;

/**
 * How long is waited for what. All of them are configuration ({@code failover.deadlines.*}).
 *
 * @param connect until a connection to a server is up and logged in, jump hosts included; below {@code reading}, so that
 *     a reading can say what is wrong with a server that does not answer
 * @param command for a command that reads or changes one thing
 * @param dialogue for a whole dialogue with an interactive tool, restart of services included
 * @param service until a service that was told to stop has stopped, or one that was told to start runs
 * @param initialised until the services are initialised after a restart (Deployment and Scheduler retry every 30 s)
 * @param serviceCenterInstallation for the installation of Service Center
 * @param reading for reading a whole environment
 * @param poll between two looks at something that takes its time
 */
public record Deadlines(
        Duration connect,
        Duration command,
        Duration dialogue,
        Duration service,
        Duration initialised,
        Duration serviceCenterInstallation,
        Duration reading,
        Duration poll) {

    /** The defaults. */
    public static Deadlines defaults() {
        return new Deadlines(
                Duration.ofSeconds(8),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }
}
