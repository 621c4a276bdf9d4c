package org.osfailover.lab.servicecenter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabServiceCenterState.Publication;
import org.osfailover.lab.LabServiceCenterState.PublicationOutcome;
import org.osfailover.lab.ServiceCenterInstaller.Lines;

/** The vendor's OSPTool, as far as it publishes everything: it asks Service Center, and waits for the end. */
public final class OspToolRun {

    private static final String EVERYTHING = "OSPTool /PublishFactory";

    private OspToolRun() {}

    /**
     * Runs it on a server.
     *
     * @param arguments switch, host, user name, password
     * @return its exit code
     */
    public static int run(LabServer server, List<String> arguments, Lines lines)
            throws IOException, InterruptedException {
        if (arguments.size() != 4 || !arguments.get(0).equalsIgnoreCase("/PublishFactory")) {
            lines.add("Usage: OSPTool /PublishFactory <hostname> <username> <password>");
            return 1;
        }
        LabFarm farm = server.environment().farm();
        LabServer asked = server.environment().serverAt(arguments.get(1)).orElse(null);
        if (asked == null
                || !asked.isPoweredOn()
                || server.environment().serviceCenter().installedOn() == null) {
            lines.add("Error: Unable to connect to the remote server " + arguments.get(1) + ".");
            return 1;
        }
        if (!arguments.get(2).equals(farm.serviceCenterUser())
                || !same(arguments.get(3), farm.serviceCenterPassword())) {
            lines.add("Error: " + Login.REFUSED);
            return 1;
        }
        try {
            Factory.requireController(server.environment(), asked);
        } catch (SoapFault e) {
            lines.add("Error: " + e.sentence());
            return 1;
        }
        String problem = new Licensing(server.environment()).problem().orElse("");
        if (!problem.isEmpty()) {
            lines.add("Error: " + problem);
            return 1;
        }
        lines.add("Publishing the factory...");
        Publication publication =
                server.environment().serviceCenter().publish(EVERYTHING, PublicationOutcome.SUCCEEDED);
        Instant end = publication.startedAt().plus(publication.duration());
        for (String module : PublicationLog.MODULES) {
            farm.clock().pause(publication.duration().dividedBy(PublicationLog.MODULES.size()));
            lines.add("The '" + module + "' eSpace was deployed successfully.");
        }
        while (farm.now().isBefore(end)) {
            farm.clock().pause(Duration.ofMillis(10));
        }
        lines.add("Factory published successfully.");
        return 0;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
