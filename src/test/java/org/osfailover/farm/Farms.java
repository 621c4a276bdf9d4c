package org.osfailover.farm;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Environments and readings of them, for tests of what follows from a reading. */
public final class Farms {

    private final Map<String, ServerReading> readings = new LinkedHashMap<>();
    private final List<Server> servers = new ArrayList<>();

    /** A server that is called by its address and these aliases. */
    public Farms server(String id, String address, @Nullable String group, String sshHost, String... aliases) {
        servers.add(new Server(
                id,
                address,
                List.of(aliases),
                group,
                true,
                new SshEndpoint(sshHost, 22, "failover", "ssh", null, null, Elevation.NONE, null)));
        return this;
    }

    /** The same, logged in to at its address. */
    public Farms server(String id, String address, @Nullable String group) {
        return server(id, address, group, address);
    }

    /** It could be read: whom it names, and which of its services are enabled and run; the others are disabled. */
    public Farms names(String id, @Nullable String controller, PlatformService... enabled) {
        return reads(id, controller, List.of(), enabled);
    }

    /** The same of a server that says what it is called. */
    public Farms reads(String id, @Nullable String controller, List<String> ownNames, PlatformService... enabled) {
        Map<PlatformService, ServiceReading> services = new EnumMap<>(PlatformService.class);
        for (PlatformService service : PlatformService.values()) {
            boolean runs = List.of(enabled).contains(service);
            services.put(
                    service,
                    new ServiceReading(
                            service,
                            runs ? StartType.AUTOMATIC : StartType.DISABLED,
                            runs ? ServiceState.RUNNING : ServiceState.STOPPED,
                            ""));
        }
        readings.put(
                id,
                new ServerReading(
                        id, Instant.EPOCH, true, null, null, "11.0", null, controller, null, null, ownNames, services));
        return this;
    }

    public Environment environment() {
        return environment("http://10.0.0.1/ServiceCenter");
    }

    public Environment environment(String serviceCenter) {
        return new Environment(
                "production",
                "Production",
                Stack.DOTNET,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.SERVICE_CENTER,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint(serviceCenter, "sc", "All_Components"),
                servers,
                Map.of());
    }

    public FarmReading reading() {
        return new FarmReading(environment(), Instant.EPOCH, readings);
    }
}
