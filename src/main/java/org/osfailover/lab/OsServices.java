package org.osfailover.lab;

import java.util.Map;
import org.osfailover.farm.PlatformService;

/** {@code os.services.conf} of the Java stack: shell syntax, {@code CONTROLLER="ENABLED"}. */
final class OsServices {

    private OsServices() {}

    static String text(FarmState.OfServer server) {
        StringBuilder text = new StringBuilder("# OutSystems services enabled on this server\n");
        for (Map.Entry<PlatformService, FarmState.OfService> service : server.services.entrySet()) {
            text.append(service.getKey())
                    .append("=\"")
                    .append(service.getValue().startType.isEnabled() ? "ENABLED" : "DISABLED")
                    .append("\"\n");
        }
        return text.toString();
    }
}
