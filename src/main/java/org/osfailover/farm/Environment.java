package org.osfailover.farm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An OutSystems environment (a farm): what the inventory says of it. Where the roles are now is never here; it is read
 * ({@link FarmReading}).
 *
 * @param recoveryTimeTarget how long a recovery may take; null where nobody said
 * @param overrides platform facts that are assumed by default and are different here: setting key to value (the keys,
 *     their defaults and evidence are in {@code docs/fidelity.md})
 */
public record Environment(
        String id,
        String name,
        Stack stack,
        ControllerStart controllerStart,
        RabbitMqPlacement rabbitMq,
        @Nullable Duration recoveryTimeTarget,
        Approvals approval,
        TrafficSwitch trafficSwitch,
        LicenseInstallation licenseInstallation,
        Licensing licensing,
        Republish republish,
        AllContent allContent,
        ApplyConfiguration applyConfiguration,
        ServiceCenterEndpoint serviceCenter,
        List<Server> servers,
        Map<String, String> overrides) {

    public Environment {
        servers = List.copyOf(servers);
        overrides = Map.copyOf(overrides);
    }

    /** One of which nothing special is said about requests for a licence. */
    public Environment(
            String id,
            String name,
            Stack stack,
            ControllerStart controllerStart,
            RabbitMqPlacement rabbitMq,
            @Nullable Duration recoveryTimeTarget,
            Approvals approval,
            TrafficSwitch trafficSwitch,
            LicenseInstallation licenseInstallation,
            Republish republish,
            AllContent allContent,
            ApplyConfiguration applyConfiguration,
            ServiceCenterEndpoint serviceCenter,
            List<Server> servers,
            Map<String, String> overrides) {
        this(
                id,
                name,
                stack,
                controllerStart,
                rabbitMq,
                recoveryTimeTarget,
                approval,
                trafficSwitch,
                licenseInstallation,
                new Licensing(null, null),
                republish,
                allContent,
                applyConfiguration,
                serviceCenter,
                servers,
                overrides);
    }

    /** When the new Controller's service is started (the vendor corrected the order in 2024). */
    public enum ControllerStart {
        /** By the restart that follows the change of configuration: the vendor's corrected order. */
        WITH_CONFIGURATION,
        /** As soon as it is set to automatic: the order of the older document. */
        BEFORE_CONFIGURATION
    }

    /** Where the cache invalidation service runs. */
    public enum RabbitMqPlacement {
        ON_CONTROLLER,
        ELSEWHERE,
        NONE
    }

    /** Who approves a plan. */
    public enum Approval {
        /** Anyone but the starter. */
        FOUR_EYES,
        /** Any approver, the starter included. */
        SELF,
        /** Nobody is asked. */
        NONE
    }

    public record Approvals(Approval planned, Approval emergency) {
        public Approval in(RunMode mode) {
            return mode == RunMode.EMERGENCY ? emergency : planned;
        }
    }

    /** How users' traffic gets to the activated group. */
    public sealed interface TrafficSwitch {
        record Manual() implements TrafficSwitch {}

        record None() implements TrafficSwitch {}

        /** A command of the customer's own, run on one of the environment's servers. */
        record Command(String command, String onServer) implements TrafficSwitch {}
    }

    public enum LicenseInstallation {
        MANUAL,
        SERVICE_CENTER,
        CONFIGURATION_TOOL
    }

    /** When people are asked for a licence for the new Controller. */
    public enum LicenseRequest {
        /** While the machines work; the serial number is a prediction then. */
        EARLY,
        /** When Service Center on the new Controller says that one is needed. */
        AFTER_INSTALLATION
    }

    /**
     * How a new licence is asked for.
     *
     * @param request null where the run's mode decides
     * @param infrastructure what the Licensing Portal calls the infrastructure; null where nobody said
     */
    public record Licensing(
            @Nullable LicenseRequest request, @Nullable String infrastructure) {

        /** In an emergency, people may need a day, and every minute counts; otherwise nothing is asked in vain. */
        public LicenseRequest requestIn(RunMode mode) {
            if (request != null) {
                return request;
            }
            return mode == RunMode.EMERGENCY ? LicenseRequest.EARLY : LicenseRequest.AFTER_INSTALLATION;
        }
    }

    public enum Republish {
        SERVICE_CENTER,
        OSP_TOOL,
        MANUAL
    }

    /** Whether the configured all-content solution is believed to carry everything. */
    public enum AllContent {
        TRUSTED,
        ALWAYS_CREATE
    }

    /** How a changed configuration is brought into force on the .NET stack (assumed: outsystems.md, open question 1). */
    public enum ApplyConfiguration {
        UPGRADE_INSTALL,
        APPLY_SETTINGS_FACTORY,
        RESTART_SERVICES
    }

    /**
     * Where Service Center is and how to log in to it.
     *
     * @param url scheme, host, port and path, e.g. {@code http://10.0.0.11/ServiceCenter}
     * @param credentials the name under which {@code failover.credentials.<name>} holds user name and password
     * @param trustStore a PEM file with the authorities that may have issued its certificate; null for the JVM's
     */
    public record ServiceCenterEndpoint(
            String url,
            String credentials,
            String allContentSolution,
            @Nullable String trustStore) {

        /** One whose certificate, if it has one, an authority issued that the JVM trusts. */
        public ServiceCenterEndpoint(String url, String credentials, String allContentSolution) {
            this(url, credentials, allContentSolution, null);
        }
    }

    public Optional<Server> server(String serverId) {
        return servers.stream().filter(s -> s.id().equals(serverId)).findFirst();
    }

    /** The server of that name, where nobody is known to say it: {@link #serverNamed(String)}. */
    public Optional<Server> serverByAddress(String address) {
        return serverNamed(address);
    }

    /**
     * The server that a name means: by its address, an alias, the host of its SSH server where no other has the same (so
     * may one be called that is behind a NAT), or by the short or the long form of one of these, where no other server has
     * the same. Empty where it can't be told, as for {@code localhost}.
     */
    public Optional<Server> serverNamed(String name) {
        HostName wanted = HostName.of(name);
        return only(server -> server.names().anyMatch(wanted::equals))
                .or(() -> only(server -> HostName.of(server.ssh().host()).equals(wanted)))
                .or(() -> only(server -> server.names().anyMatch(wanted::isShortOrLongOf)));
    }

    /**
     * The server that a name in one server's own files means: {@code localhost} and its kind is the server itself, unless it
     * is an address that the inventory gives to a server. Empty where it can't be told.
     */
    public Optional<Server> serverNamed(String name, Server speaker) {
        HostName wanted = HostName.of(name);
        return wanted.isLoopback()
                ? only(server -> server.names().anyMatch(wanted::equals)).or(() -> Optional.of(speaker))
                : serverNamed(name);
    }

    /**
     * Whether a name in a server's own files means the same server as an address of the inventory.
     *
     * @param address one that is not {@code localhost}
     */
    public boolean isSameServer(String name, Server speaker, String address) {
        Optional<Server> meant = serverNamed(name, speaker);
        return HostName.of(name).equals(HostName.of(address))
                || (meant.isPresent() && meant.equals(serverNamed(address)));
    }

    private Optional<Server> only(Predicate<Server> fits) {
        List<Server> found = servers.stream().filter(fits).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The groups, in the inventory's order. */
    public List<String> groups() {
        return servers.stream()
                .map(Server::group)
                .filter(g -> g != null)
                .distinct()
                .toList();
    }

    public List<Server> serversOf(String group) {
        return servers.stream().filter(s -> group.equals(s.group())).toList();
    }
}
