package org.osfailover.run;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceReading;

/**
 * A server before a run changed anything on it.
 *
 * @param controllerAddress null where it could not be read
 */
public record ServerBefore(
        String server,
        Instant readAt,
        @Nullable String controllerAddress,
        @Nullable String cacheServiceHost,
        Map<PlatformService, ServiceReading> services) {

    public ServerBefore {
        services = Map.copyOf(services);
    }

    public ServiceReading service(PlatformService service) {
        ServiceReading reading = services.get(service);
        return reading != null ? reading : ServiceReading.unknown(service, "not read before the run");
    }
}
