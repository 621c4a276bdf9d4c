package org.osfailover.servicecenter.soap;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;

/** Environments whose Service Center is somewhere on this machine. */
final class TestEnvironments {

    static final RunStep STEP =
            new RunStep("production-2026-11-22-1", "republish-applications/serviceTask_publishSolution", false);

    private TestEnvironments() {}

    static Environment at(String url, @Nullable String trustStore, Map<String, String> overrides) {
        return new Environment(
                "production",
                "Production",
                Stack.DOTNET,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.SERVICE_CENTER,
                Environment.Republish.SERVICE_CENTER,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint(url, "sc", "All_Components", trustStore),
                List.of(server("fe1", "10.0.0.11", "fe1.local"), server("fe2", "10.0.0.12", "fe2.local")),
                overrides);
    }

    static Server server(String id, String address, String sshHost) {
        return new Server(
                id,
                address,
                "blue",
                true,
                new SshEndpoint(sshHost, 22, "u", "ssh", "SHA256:x", null, Elevation.NONE, null));
    }

    static Deadlines deadlines(Duration all) {
        return new Deadlines(all, all, all, all, all, all, all, all);
    }
}
