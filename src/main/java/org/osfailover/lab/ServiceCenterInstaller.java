package org.osfailover.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;

/**
 * Installs Service Center on a server: it is compiled and deployed by the Controller of that server (inferred), so that
 * one must be initialised. Afterwards the environment's serial number is this server's.
 */
public final class ServiceCenterInstaller {

    private static final List<String> STEPS = List.of(
            "Compiling extension OMLProcessor",
            "Compiling extension IntegrationStudio",
            "Compiling Service Center",
            "Deploying Service Center",
            "Updating the platform's metamodel");

    private ServiceCenterInstaller() {}

    /** Where the installer's lines go. */
    public interface Lines {
        void add(String line) throws IOException;
    }

    /** Answers the installer's exit code. */
    public static int install(LabServer server, Lines lines) throws IOException, InterruptedException {
        lines.add("Installing Service Center...");
        if (server.state(PlatformService.CONTROLLER) != ServiceState.INITIALISED) {
            lines.add("ERROR: Could not connect to the Deployment Controller Service at " + server.controllerAddress()
                    + ":12000. Service Center was not installed.");
            return 1;
        }
        LabFarm farm = server.environment().farm();
        Duration each = farm.timings().serviceCenterInstallation().dividedBy(STEPS.size());
        for (int done = 0; done < STEPS.size(); done++) {
            lines.add(String.format(Locale.ROOT, "[%3d%%] %s...", 100 * done / STEPS.size(), STEPS.get(done)));
            farm.clock().pause(each);
            if (server.state(PlatformService.CONTROLLER) != ServiceState.INITIALISED) {
                lines.add("ERROR: The Deployment Controller Service closed the connection.");
                return 2;
            }
        }
        server.environment().serviceCenter().installedOn(server.id());
        lines.add("[100%] Service Center installed successfully.");
        return 0;
    }
}
