package org.osfailover.platform;

import java.util.Locale;
import java.util.Optional;
import org.osfailover.farm.PlatformService;

/**
 * What may take longer on a server than a step of a process may wait: it is begun, and looked at until it has ended. On
 * the stack where it is quick it has ended when it is begun.
 */
public sealed interface LongTask {

    /** The end of the names of its jobs: {@code <run id>-install-service-center}. */
    String key();

    /**
     * Writes the Controller's address (and the cache invalidation service's host, where it moves too) into the server's
     * configuration, after a backup; nothing else in it changes. Read back from the file. On the Java stack the
     * Configuration Tool's dialogue also restarts the services. Service Center is not installed.
     *
     * @param cacheServiceHost empty where the cache invalidation service stays where it is
     */
    record WriteControllerAddress(String controllerAddress, Optional<String> cacheServiceHost) implements LongTask {
        @Override
        public String key() {
            return "write-controller-address";
        }
    }

    /**
     * Brings the written configuration into force: every enabled OutSystems service of the server is restarted, in the
     * documented order. Already done where every one of them was started after the configuration was last written.
     */
    record ApplyConfiguration() implements LongTask {
        @Override
        public String key() {
            return "apply-configuration";
        }
    }

    /** .NET, the new Controller alone: creates or upgrades the cache invalidation service (RabbitMQ) here. */
    record CreateCacheInvalidationService() implements LongTask {
        @Override
        public String key() {
            return "create-cache-service";
        }
    }

    /** Installs Service Center. Only ever on the new Controller (safety rule 12). */
    record InstallServiceCenter() implements LongTask {
        @Override
        public String key() {
            return "install-service-center";
        }
    }

    /** Java: one service is enabled or disabled by the service configurator, which asks about every service. */
    record ConfigureService(PlatformService service, boolean enable) implements LongTask {
        @Override
        public String key() {
            return (enable ? "enable-" : "disable-") + service.name().toLowerCase(Locale.ROOT);
        }
    }
}
