package org.osfailover.platform;

import java.util.List;
import java.util.Optional;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServerReading;
import org.osfailover.farm.Verdict;

/**
 * A server of the platform one can act on; the same for both stacks. Every changing call probes, acts only where needed
 * and probes again (safety rules 2 and 5): running it twice changes nothing the second time. Nothing here throws for what
 * a server does or doesn't do: it is in the {@link Outcome} or the {@link ServerReading}.
 *
 * <p>Source of the steps: the vendor's "Platform Server failover procedures".
 */
public interface PlatformServer {

    Server server();

    /** Services, version, serial number and the configured Controller's address; only reads. */
    ServerReading read();

    /**
     * Whether the login may do what the procedures need. Runs nothing and changes nothing. Where that can't be told it is
     * allowed: the step itself will tell.
     */
    Verdict mayChange();

    /** Whether the server is ready for the procedures, and what to do where it is not. Only reads. */
    List<CheckFinding> check();

    /** Stops the service and reads back that it has stopped. A service that is not installed is a success. */
    Outcome stop(PlatformService service);

    /** Keeps the service from starting, and reads that back. A service that is not installed is a success. */
    Outcome disable(PlatformService service);

    /** Lets the service start with its server, and reads that back. */
    Outcome setAutomatic(PlatformService service);

    /**
     * Starts the service and reads back that it is running. Whether it has <em>initialised</em> is read by {@link #read}:
     * Deployment and Scheduler may take minutes.
     */
    Outcome start(PlatformService service);

    /**
     * Writes the Controller's address (and the cache invalidation service's host, where it moves too) into the server's
     * configuration, after a backup; nothing else in it changes. Read back from the file. On the Java stack the
     * Configuration Tool's dialogue also restarts the services. Service Center is not installed.
     *
     * @param cacheServiceHost empty where the cache invalidation service stays where it is
     */
    Outcome writeControllerAddress(String controllerAddress, Optional<String> cacheServiceHost);

    /**
     * Brings the written configuration into force: every enabled OutSystems service of the server is restarted, in the
     * documented order. Already done where every one of them was started after the configuration was last written.
     */
    Outcome applyConfiguration();

    /** .NET, the new Controller alone: creates or upgrades the cache invalidation service (RabbitMQ) here. */
    Outcome createCacheInvalidationService();

    /** Installs Service Center; takes long. Only ever on the new Controller (safety rule 12). */
    Outcome installServiceCenter();

    /** Runs the customer's own command (traffic switch). */
    Outcome runCustomCommand(String command);
}
