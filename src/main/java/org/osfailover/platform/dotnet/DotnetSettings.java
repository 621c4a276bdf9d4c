package org.osfailover.platform.dotnet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.osfailover.farm.Environment;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.Evidence;
import org.osfailover.platform.PlatformSetting;

/** What of the .NET stack an environment can override; the same list is in {@code docs/fidelity.md}. */
final class DotnetSettings {

    static final PlatformSetting INSTALL_DIRECTORY = new PlatformSetting(
            "dotnet.install-directory",
            "",
            Evidence.IN_PUBLISHED_CODE,
            "OutSystems.SetupTools, Lib/PlatformSetup.ps1 (registry HKLM\\SOFTWARE\\OutSystems\\Installer\\Server)",
            "the platform's install directory; empty: as the registry says");

    static final PlatformSetting INITIALISED_MESSAGE = new PlatformSetting(
            "dotnet.event.initialised",
            "",
            Evidence.DOCUMENTED,
            "docs-support, manual-start-services.md: \"Service initialized successfully.\"",
            "what the Application event log says when a service has initialised; empty: the documented text");

    static final PlatformSetting INITIALISATION_ERROR_MESSAGE = new PlatformSetting(
            "dotnet.event.initialisation-error",
            "",
            Evidence.DOCUMENTED,
            "docs-support, manual-start-services.md: \"Initialization error: ...\"",
            "what the event log says when a service could not initialise; empty: the documented text");

    static final PlatformSetting PORTS = new PlatformSetting(
            "dotnet.ports",
            "",
            Evidence.DOCUMENTED,
            "docs-product, network-requirements.md: 12000, 12001, 12002, RabbitMQ 5672",
            "CONTROLLER=12000;DEPLOYER=12001;SCHEDULER=12002;RABBITMQ=5672, those that differ; a port that answers"
                    + " stands for the event-log message where the log no longer reaches back");

    static final PlatformSetting CONNECTION_SETTINGS = new PlatformSetting(
            "dotnet.connection-settings",
            "",
            Evidence.INFERRED,
            "docs-product, server-hsconf-ref.md names the sections; which of them the vendor compares is not stated",
            "sections of server.hsconf that must be the same on every server; empty: PlatformDatabaseConfiguration,"
                    + "LoggingDatabaseConfiguration,SessionDatabaseConfiguration");

    static final PlatformSetting UPGRADE_INSTALL_ARGUMENTS = new PlatformSetting(
            "dotnet.configuration-tool.upgrade-install",
            "/UpgradeInstall",
            Evidence.ASSUMED,
            "docs-product, config-tool-ref.md documents the switch; that it suffices for a changed Controller address"
                    + " is not documented",
            "arguments of ConfigurationTool.com with applyConfiguration: upgrade-install");

    static final PlatformSetting APPLY_SETTINGS_ARGUMENTS = new PlatformSetting(
            "dotnet.configuration-tool.apply-settings-factory",
            "/ApplySettingsFactory",
            Evidence.DOCUMENTED,
            "docs-product, config-tool-ref.md (11.10.0 and newer)",
            "arguments of ConfigurationTool.com with applyConfiguration: apply-settings-factory");

    static final PlatformSetting CREATE_CACHE_SERVICE_ARGUMENTS = new PlatformSetting(
            "dotnet.configuration-tool.create-cache-service",
            "/CreateUpgradeCacheInvalidationService",
            Evidence.DOCUMENTED,
            "docs-product, config-tool-ref.md",
            "arguments of ConfigurationTool.com that create or upgrade RabbitMQ on a server");

    static final PlatformSetting SERVICE_CENTER_ARGUMENTS = new PlatformSetting(
            "dotnet.service-center.arguments",
            "",
            Evidence.IN_PUBLISHED_CODE,
            "OutSystems.SetupTools, Install-OSPlatformServiceCenter.ps1",
            "arguments of SCInstaller.exe; empty: by version (ServiceCenter.oml, OMLProcessor.xif,"
                    + " IntegrationStudio.xif; from 11 PlatformLogs.xif; from 11.18.1 CentralizedPlatformLogs.xif)");

    static final PlatformSetting JOBS = new PlatformSetting(
            "dotnet.jobs",
            "auto",
            Evidence.ASSUMED,
            "that the vendor's tools do their work as SYSTEM, too, is nowhere stated",
            "how long commands are started apart from the session: process (WMI's Win32_Process.Create, as the login),"
                    + " scheduled-task (as SYSTEM), or auto: the first of them that Windows allows");

    static final PlatformSetting UPLOAD_LICENSE_REJECTED = new PlatformSetting(
            "dotnet.upload-license.rejected",
            "licen[cs]e\\b.*\\b(?:not valid|invalid|expired|issued to|not for)|(?:not valid|invalid)\\b.*\\blicen[cs]e|serial number",
            Evidence.ASSUMED,
            "only the text for another serial number is documented (docs-support, change-hw-license-invalid.md)",
            "what ConfigurationTool.com /UploadLicense says of a file that the platform refuses");

    static final PlatformSetting UPLOAD_LICENSE_LOGIN = new PlatformSetting(
            "dotnet.upload-license.login-refused",
            "user ?name|password|log ?in\\b|logon|credential|access (?:is )?denied|authenticat|unauthori[sz]ed",
            Evidence.ASSUMED,
            "nowhere stated",
            "what ConfigurationTool.com /UploadLicense says of a login that Service Center refuses");

    private static final Map<PlatformService, PlatformSetting> SERVICE_NAMES = serviceNames();

    private DotnetSettings() {}

    /** The Windows service's name (or display name). */
    static PlatformSetting serviceName(PlatformService service) {
        PlatformSetting setting = SERVICE_NAMES.get(service);
        if (setting == null) {
            throw new IllegalArgumentException("no name for " + service);
        }
        return setting;
    }

    static List<PlatformSetting> all() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                INSTALL_DIRECTORY,
                                INITIALISED_MESSAGE,
                                INITIALISATION_ERROR_MESSAGE,
                                PORTS,
                                CONNECTION_SETTINGS,
                                UPGRADE_INSTALL_ARGUMENTS,
                                APPLY_SETTINGS_ARGUMENTS,
                                CREATE_CACHE_SERVICE_ARGUMENTS,
                                SERVICE_CENTER_ARGUMENTS,
                                JOBS,
                                UPLOAD_LICENSE_REJECTED,
                                UPLOAD_LICENSE_LOGIN),
                        SERVICE_NAMES.values().stream())
                .toList();
    }

    /** Where the service listens; it is the same on every server of the environment. */
    static int port(PlatformService service, Environment environment) {
        int usual =
                switch (service) {
                    case LOG -> 12003;
                    case CONTROLLER -> 12000;
                    case DEPLOYER -> 12001;
                    case SCHEDULER -> 12002;
                    case SMS -> 12004;
                    case RABBITMQ -> 5672;
                };
        for (String pair : PORTS.in(environment).split(";", -1)) {
            String[] both = pair.split("=", 2);
            if (both.length == 2
                    && both[0].strip().equalsIgnoreCase(service.name())
                    && both[1].strip().matches("\\d{1,5}")) {
                return Integer.parseInt(both[1].strip());
            }
        }
        return usual;
    }

    /** How the configuration is brought into force there: the script's word for it. */
    static String applyMethod(Environment environment) {
        return switch (environment.applyConfiguration()) {
            case UPGRADE_INSTALL -> "upgrade-install";
            case APPLY_SETTINGS_FACTORY -> "apply-settings-factory";
            case RESTART_SERVICES -> "restart-services";
        };
    }

    private static Map<PlatformService, PlatformSetting> serviceNames() {
        Map<PlatformService, PlatformSetting> names = new EnumMap<>(PlatformService.class);
        for (PlatformService service : PlatformService.values()) {
            names.put(
                    service,
                    new PlatformSetting(
                            "dotnet.service." + service.name().toLowerCase(java.util.Locale.ROOT),
                            service.displayName(),
                            service == PlatformService.RABBITMQ ? Evidence.INFERRED : Evidence.IN_PUBLISHED_CODE,
                            service == PlatformService.RABBITMQ
                                    ? "docs-support, manage-troubleshoot.md: registry key of the Erlang service"
                                    : "OutSystems.SetupTools, Lib/Constants.ps1; docs-support,"
                                            + " manual-start-services.md",
                            "name or display name of the Windows service"));
        }
        return names;
    }
}
