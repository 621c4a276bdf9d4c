package org.osfailover.farm;

import java.time.Duration;

/**
 * How long is waited for what. All of them are configuration ({@code failover.deadlines.*}).
 *
 * @param connect until a server takes the connection: one that is gone costs no more than this
 * @param login until a server that takes connections has let us in, connecting and jump hosts included; below the
 *     readings, so that a reading can say what is wrong. An SSH service under load needs a minute now and then
 * @param tryPort until a connection from one server to another is there
 * @param command for a command that reads or changes one thing
 * @param dialogue for a whole dialogue with an interactive tool, restart of services included
 * @param service until a service that was told to stop has stopped, or one that was told to start runs
 * @param initialised until the services are initialised after a restart (Deployment and Scheduler retry every 30 s)
 * @param serviceCenterInstallation for the installation of Service Center
 * @param readingJava for reading a whole environment of the Java stack
 * @param readingDotnet the same of the .NET stack: PowerShell that was not used lately needs long to start
 * @param poll between two looks at something that takes its time
 */
public record Deadlines(
        Duration connect,
        Duration login,
        Duration tryPort,
        Duration command,
        Duration dialogue,
        Duration service,
        Duration initialised,
        Duration serviceCenterInstallation,
        Duration readingJava,
        Duration readingDotnet,
        Duration poll) {

    /** Where connecting and logging in have one deadline, and both stacks' readings have the same. */
    public Deadlines(
            Duration connect,
            Duration command,
            Duration dialogue,
            Duration service,
            Duration initialised,
            Duration serviceCenterInstallation,
            Duration reading,
            Duration poll) {
        this(
                connect,
                connect,
                Duration.ofSeconds(5),
                command,
                dialogue,
                service,
                initialised,
                serviceCenterInstallation,
                reading,
                reading,
                poll);
    }

    /** For reading a whole environment of this stack. */
    public Duration reading(Stack stack) {
        return stack == Stack.JAVA ? readingJava : readingDotnet;
    }

    /** The defaults. */
    public static Deadlines defaults() {
        return new Deadlines(
                Duration.ofSeconds(8),
                Duration.ofSeconds(45),
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                Duration.ofMinutes(3),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(90),
                Duration.ofSeconds(2));
    }
}
