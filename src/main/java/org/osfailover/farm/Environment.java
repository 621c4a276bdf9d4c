package org.osfailover.farm;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** The server that the platform knows under this address (or whose SSH host it is). */
    public Optional<Server> serverByAddress(String address) {
        return servers.stream()
                .filter(s -> s.address().equalsIgnoreCase(address))
                .findFirst()
                .or(() -> servers.stream()
                        .filter(s -> s.ssh().host().equalsIgnoreCase(address))
                        .findFirst());
    }

    /**
     * The server that a name in one server's own files means: {@code localhost} is the server itself, upper and lower
     * case and a dot at the end make no difference. Empty where it can't be told.
     */
    public Optional<Server> serverNamed(String name, Server speaker) {
        String plain = name.strip().replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
        return Set.of("localhost", "127.0.0.1", "::1").contains(plain) ? Optional.of(speaker) : serverByAddress(plain);
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
