package org.osfailover.platform.javastack;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.osfailover.farm.Environment;
import org.osfailover.farm.PlatformService;
import org.osfailover.platform.Evidence;
import org.osfailover.platform.PlatformSetting;

/**
 * What is documented, inferred or assumed of the Java stack, as it is in one environment. Every fact that a farm may
 * know differently is here and can be overridden; {@code docs/fidelity.md} lists them all.
 */
final class JavaSettings {

    /** Of every setting that is a regular expression. */
    static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE;

    private static final List<PlatformSetting> ALL = new ArrayList<>();

    // --- places and words ---
    static final PlatformSetting HOME = documented(
            "java.home", "/opt/outsystems/platform", "default configurations for Java", "the installation folder");
    static final PlatformSetting CONFIGURATION_FILE = documented(
            "java.configuration-file",
            "/etc/outsystems/server.hsconf",
            "default configurations for Java",
            "the configuration");
    static final PlatformSetting SETTINGS_KEY_FILE = assumed(
            "java.settings-key-file",
            "/etc/outsystems/private.key",
            "the key that encrypts the settings, equal on all servers; empty where it is not to be read");
    static final PlatformSetting CONNECTION_SETTINGS = assumed(
            "java.connection-settings",
            "PlatformDatabaseConfiguration,LoggingDatabaseConfiguration,SessionDatabaseConfiguration",
            "sections of server.hsconf that must be the same on every server");

    static final PlatformSetting SERVICES_FILE = inCode(
            "java.services-file",
            "/etc/outsystems/os.services.conf",
            "published installation script for PostgreSQL, which sources it",
            "which services are enabled, in shell syntax");
    static final PlatformSetting SERVICE_COMMAND = documented(
            "java.service-command", "service", "failover procedures", "the program that runs the init script");
    static final PlatformSetting INIT_SCRIPT =
            documented("java.init-script", "outsystems", "failover procedures", "the init script's name");

    // --- status words ---
    static final PlatformSetting RUNNING = documented(
            "java.status.running",
            "\\b(?:RUNNING|STARTED|ACTIVE|ONLINE|ALIVE|UP)\\b",
            "balanced application deployment (RUNNING; the others are assumed)",
            "the status of a running service");
    static final PlatformSetting DISABLED = documented(
            "java.status.disabled",
            "\\bDISABLED\\b|\\bNOT[ _-]+ENABLED\\b",
            "balanced application deployment",
            "the status of a disabled service; alone it also says that the service is stopped");
    static final PlatformSetting STOPPED = assumed(
            "java.status.stopped",
            "\\b(?:STOPPED|INACTIVE|DOWN|DEAD|OFFLINE|HALTED|TERMINATED|FAILED)\\b|\\bNOT[ _-]+(?:RUNNING|STARTED|ACTIVE|UP|ALIVE)\\b|\\bISN'T RUNNING\\b",
            "the status of an enabled service that is stopped");
    static final PlatformSetting STARTING = assumed(
            "java.status.starting",
            "\\b(?:STARTING|INITIALI[SZ]ING|START[ _-]PENDING|ACTIVATING)\\b",
            "the status of a service that starts");
    static final PlatformSetting STOPPING = assumed(
            "java.status.stopping",
            "\\b(?:STOPPING|SHUTTING[ _-]DOWN|STOP[ _-]PENDING|DEACTIVATING)\\b",
            "the status of a service that stops");
    static final PlatformSetting UNCLEAR = assumed(
            "java.status.unclear",
            "\\b(?:NOT|NO|NEVER|UNKNOWN|UNABLE|CANNOT|COULD|WHETHER|IF|SHOULD|WOULD|EXITED|ERROR|EXCEPTION|TIME[DS]? ?OUT)\\b|N['\u2019]T\\b|\\?",
            "words that make a status unknown whatever else it says, apart from the words for stopped and disabled");
    static final PlatformSetting ABSENT = assumed(
            "java.status.absent",
            "\\bUSAGE\\b|\\bUNKNOWN SERVICE\\b|\\bUNRECOGNI[SZ]ED SERVICE\\b|\\bINVALID (?:SERVICE|ARGUMENT|OPTION)\\b|\\bNO SUCH SERVICE\\b|\\bNOT INSTALLED\\b|\\bSERVICE NOT FOUND\\b",
            "what is answered for a service that is not installed");

    // --- os.services.conf ---
    static final PlatformSetting ENABLED_VALUE = inCode(
            "java.services-file.enabled",
            "ENABLED?|YES|Y|TRUE|ON|1",
            "published installation script for PostgreSQL (ENABLED)",
            "the value of an enabled service");
    static final PlatformSetting DISABLED_VALUE = inferred(
            "java.services-file.disabled",
            "DISABLED?|NO|N|FALSE|OFF|0",
            "the counterpart of ENABLED",
            "the value of a disabled service");

    // --- initialised ---
    static final PlatformSetting INITIALISED_BY = assumed(
            "java.initialised-by",
            "port",
            "'port': a service has initialised when its status is RUNNING and its port answers; 'status': the status alone says it");
    static final PlatformSetting PORT_HOST =
            assumed("java.port-check.host", "127.0.0.1", "where a service's port is tried, seen from its own server");

    // --- serviceconfigurator.sh ---
    static final PlatformSetting CONFIGURATOR_SILENCE = assumed(
            "java.service-configurator.silence",
            "PT30S",
            "how long serviceconfigurator.sh may be silent behind what looks like a prompt before that counts as a question that is not known");
    static final PlatformSetting CONFIGURATOR_ANSWERS = assumed(
            "java.service-configurator.answers",
            "",
            "further questions of serviceconfigurator.sh, one a line: 'regular expression => answer'; the answer may be <enter> or <stop>");

    // --- configurationtool.sh ---
    static final PlatformSetting TOOL_SILENCE = assumed(
            "java.configuration-tool.silence",
            "PT1M",
            "how long configurationtool.sh may be silent behind what looks like a prompt before that counts as a question that is not known");
    static final PlatformSetting CONFIGURED_BY = assumed(
            "java.configuration",
            "dialogue",
            "how the Controller's address is written and Service Center installed, as javaConfiguration says: 'dialogue' with configurationtool.sh, or 'silent': written into server.hsconf, then the tool without questions");
    static final PlatformSetting SILENT_OPTIONS = inCode(
            "java.configuration-tool.silent",
            "/upgradeinstall /silent",
            "published installation recipes for Linux",
            "the options by which configurationtool.sh takes server.hsconf as it is and asks nothing");
    static final PlatformSetting SILENT_INSTALLATION = inCode(
            "java.configuration-tool.silent-service-center",
            "/scinstall",
            "published installation recipes for Linux",
            "the further option by which it installs Service Center");
    static final PlatformSetting TOOL_ANSWERS = assumed(
            "java.configuration-tool.answers",
            "",
            "further questions of configurationtool.sh, one a line: 'regular expression => answer'; the answer may be <enter> or <stop>");
    static final PlatformSetting CONTROLLER_LABEL = documented(
            "java.configuration-tool.controller",
            "(?:\\bdeployment[ \\t]+controller\\b|\\bcompiler[ \\t]*(?:server|service|host)(?:[ \\t]*host[ \\t]*name)?\\b|(?:^[ \\t]*|\\boutsystems[ \\t]+|\\bthe[ \\t]+)controller\\b)"
                    + "(?:[ \\t]+(?:server|service|host|host[ -]?name|machine|address|location|ip|name|or|fqdn)\\b|[ \\t]*/)*",
            "failover procedures (Deployment Controller Server; the variants are assumed)",
            "the prompt for the Controller's address");
    static final PlatformSetting SERVICE_CENTER_QUESTION = assumed(
            "java.configuration-tool.service-center",
            "service\\s*cent(?:er|re)",
            "what the question whether to install Service Center names");
    static final PlatformSetting PREPARE_MODULES_QUESTION = assumed(
            "java.configuration-tool.prepare-modules",
            "prepar(?:e|ation|ing)[^\\n]*(?:modules|espaces|applications)|(?:modules|espaces|applications)[^\\n]*prepar(?:e|ation)",
            "what the question whether to prepare modules says");
    static final PlatformSetting RESTART_QUESTION = assumed(
            "java.configuration-tool.restart",
            "(?:\\bre-?start(?:ed|ing)?\\b[^\\n]*\\b(?:services?|outsystems|platform|now|them|all|jboss|wildfly|weblogic)\\b|\\bservices?\\b[^\\n]*\\bre-?start|\\bstart(?:ed)?\\b[^\\n]*\\bservices?\\b)",
            "what the question whether to restart the services says");
    static final PlatformSetting SAVE_QUESTION = assumed(
            "java.configuration-tool.save",
            "\\b(?:apply|save|commit|confirm|correct|accept)\\b",
            "what the question whether to save says");
    static final PlatformSetting MAY_REWRITE = assumed(
            "java.configuration-tool.may-rewrite",
            "",
            "keys of server.hsconf that configurationtool.sh may write anew without that being an error (a regular expression)");
    static final PlatformSetting RESTART_WHEN_INSTALLING = assumed(
            "java.configuration-tool.restart-when-installing",
            "yes",
            "the answer to the restart of the services when Service Center is installed");
    static final PlatformSetting INSTALLATION_SILENCE =
            assumed("java.service-center.silence", "PT10M", "the same while Service Center is installed");
    static final PlatformSetting INSTALLATION_FAILED = assumed(
            "java.service-center.failure",
            "(?im)^.*(?:install(?:ation|ing|er)?\\b[^\\n]*\\b(?:fail(?:ed|ure)?|abort(?:ed)?)\\b|\\b(?:failed|unable|could not)\\b[^\\n]*\\binstall"
                    + "|^\\s*\\[?(?:error|fatal|severe)\\b(?!s?\\s*[:=]\\s*0)|\\berror:\\s*\\S|\\bexception\\b).*$",
            "a line by which configurationtool.sh says that the installation of Service Center failed");

    private static final Map<PlatformService, PlatformSetting> WORDS = perService(
            "java.service-word.",
            Map.of(
                    PlatformService.LOG, "LOG",
                    PlatformService.CONTROLLER, "CONTROLLER",
                    PlatformService.DEPLOYER, "DEPLOYER",
                    PlatformService.SCHEDULER, "SCHEDULER",
                    PlatformService.SMS, "SMS"),
            Evidence.DOCUMENTED,
            "failover procedures (CONTROLLER, DEPLOYER, SCHEDULER; LOG and SMS are assumed)",
            "the service's word for the init script");
    private static final Map<PlatformService, PlatformSetting> KEYS = perService(
            "java.services-file.key.",
            Map.of(
                    PlatformService.LOG, "(?:OS_)?LOG(?:_?SERVICE)?",
                    PlatformService.CONTROLLER, "(?:OS_)?(?:DEPLOYMENT_?)?CONTROLLER(?:_?SERVICE)?",
                    PlatformService.DEPLOYER, "(?:OS_)?DEPLOY(?:ER|MENT)(?:_?SERVICE)?",
                    PlatformService.SCHEDULER, "(?:OS_)?SCHEDULER(?:_?SERVICE)?",
                    PlatformService.SMS, "(?:OS_)?SMS(?:_?CONNECTOR)?(?:_?SERVICE)?"),
            Evidence.IN_PUBLISHED_CODE,
            "published installation script for PostgreSQL (CONTROLLER; the others are inferred)",
            "the service's key in the services file");
    private static final Map<PlatformService, PlatformSetting> NAMES = perService(
            "java.service-name.",
            Map.of(
                    PlatformService.LOG,
                            "\\blog[ _-]?(?:service|server)\\b|(?-i:\\bLOG\\b)|\\boutsystems[ \\t]+log\\b|\\b(?:enable|activate|run)[ \\t]+(?:the[ \\t]+)?log\\b|^[ \\t]*log\\b",
                    PlatformService.CONTROLLER, "\\b(?:deployment[ \\t_-]*)?controller\\b|\\bcompiler\\b",
                    PlatformService.DEPLOYER, "\\bdeploy(?:er|ment)\\b(?![ \\t_-]*controller)",
                    PlatformService.SCHEDULER, "\\bscheduler\\b",
                    PlatformService.SMS, "\\bsms\\b"),
            Evidence.INFERRED,
            "the services' display names and words",
            "how a tool's text names the service");
    private static final Map<PlatformService, PlatformSetting> PORTS = perService(
            "java.port.",
            Map.of(
                    PlatformService.CONTROLLER, "12000",
                    PlatformService.DEPLOYER, "12001",
                    PlatformService.SCHEDULER, "12002"),
            Evidence.DOCUMENTED,
            "network requirements",
            "the port that answers when the service has initialised");
    private static final Map<PlatformService, PlatformSetting> PROCESSES = perService(
            "java.process.",
            Map.of(
                    PlatformService.LOG, "hubedition\\S*logserv|\\blogserv(?:ice|er)\\b|(?-i:\\bLOG\\b)",
                    PlatformService.CONTROLLER,
                            "hubedition\\S*(?:deploymentcontroller|compiler)|deployment-?controller|compilerservice|(?-i:\\bCONTROLLER\\b)",
                    PlatformService.DEPLOYER,
                            "hubedition\\S*deployservice|deploy(?:ment)?-?service|(?-i:\\bDEPLOYER\\b)",
                    PlatformService.SCHEDULER,
                            "hubedition\\S*scheduler|\\bscheduler(?:-?service)?\\.jar\\b|(?-i:\\bSCHEDULER\\b)",
                    PlatformService.SMS, "hubedition\\S*sms|sms-?connector|(?-i:\\bSMS\\b)"),
            Evidence.IN_PUBLISHED_CODE,
            "published validation script for Linux (outsystems.hubedition.*)",
            "how the service's process is known among all processes");

    private final Environment environment;

    JavaSettings(Environment environment) {
        this.environment = environment;
    }

    /** Every setting of the stack, for the documentation. */
    static List<PlatformSetting> all() {
        return List.copyOf(ALL);
    }

    String text(PlatformSetting setting) {
        return setting.in(environment);
    }

    /** Whether configurationtool.sh is run without questions. */
    boolean isSilent() {
        return text(CONFIGURED_BY).trim().equalsIgnoreCase("silent");
    }

    /** The setting as a regular expression that ignores case. */
    Pattern pattern(PlatformSetting setting) throws GivenUp {
        return compile(setting.key(), text(setting));
    }

    /** As a duration, e.g. PT2M. */
    Duration duration(PlatformSetting setting) throws GivenUp {
        try {
            return Duration.parse(text(setting).trim());
        } catch (DateTimeParseException e) {
            throw GivenUp.notAsExpected("the override " + setting.key() + " of environment " + environment.id()
                    + " is not a duration such as PT2M: " + text(setting));
        }
    }

    Pattern compile(String key, String expression) throws GivenUp {
        try {
            return Pattern.compile(expression, FLAGS);
        } catch (PatternSyntaxException e) {
            throw GivenUp.notAsExpected("the override " + key + " of environment " + environment.id()
                    + " is not a regular expression: " + e.getDescription() + " in '" + expression + "'");
        }
    }

    /** The service's word for the init script: SCHEDULER. */
    String word(PlatformService service) {
        return text(of(WORDS, service));
    }

    /** The service's key in the services file; the whole key has to match. */
    Pattern key(PlatformService service) throws GivenUp {
        return pattern(of(KEYS, service));
    }

    /** How texts name the service. */
    Pattern name(PlatformService service) throws GivenUp {
        return pattern(of(NAMES, service));
    }

    /** How the service's process is known. */
    Pattern process(PlatformService service) throws GivenUp {
        return pattern(of(PROCESSES, service));
    }

    boolean hasPort(PlatformService service) {
        return PORTS.containsKey(service);
    }

    /** The port that answers when the service has initialised. */
    int port(PlatformService service) throws GivenUp {
        PlatformSetting setting = of(PORTS, service);
        String port = text(setting).trim();
        if (!port.matches("\\d{1,5}")) {
            throw GivenUp.notAsExpected("the override " + setting.key() + " of environment " + environment.id()
                    + " is not a port number: " + port);
        }
        return Integer.parseInt(port);
    }

    /** A host that may stand in a command without quotes. */
    String portHost() throws GivenUp {
        String host = text(PORT_HOST).trim();
        if (!host.matches("[A-Za-z0-9.:_-]+")) {
            throw GivenUp.notAsExpected("the override " + PORT_HOST.key() + " of environment " + environment.id()
                    + " is not a host name or address: " + host);
        }
        return host;
    }

    private static PlatformSetting of(Map<PlatformService, PlatformSetting> settings, PlatformService service) {
        PlatformSetting setting = settings.get(service);
        if (setting == null) {
            throw new IllegalArgumentException("there is no such setting for " + service);
        }
        return setting;
    }

    private static Map<PlatformService, PlatformSetting> perService(
            String prefix, Map<PlatformService, String> defaults, Evidence evidence, String source, String what) {
        Map<PlatformService, PlatformSetting> settings = new EnumMap<>(PlatformService.class);
        for (PlatformService service : PlatformService.inStartOrder()) {
            String value = defaults.get(service);
            if (value != null) {
                String key = prefix + service.name().toLowerCase(Locale.ROOT);
                settings.put(service, add(key, value, evidence, source, what + " (" + service.shortName() + ")"));
            }
        }
        return settings;
    }

    private static PlatformSetting documented(String key, String value, String source, String what) {
        return add(key, value, Evidence.DOCUMENTED, source, what);
    }

    private static PlatformSetting inCode(String key, String value, String source, String what) {
        return add(key, value, Evidence.IN_PUBLISHED_CODE, source, what);
    }

    private static PlatformSetting inferred(String key, String value, String source, String what) {
        return add(key, value, Evidence.INFERRED, source, what);
    }

    private static PlatformSetting assumed(String key, String value, String what) {
        return add(key, value, Evidence.ASSUMED, "nowhere stated", what);
    }

    private static PlatformSetting add(String key, String value, Evidence evidence, String source, String what) {
        PlatformSetting setting = new PlatformSetting(key, value, evidence, source, what);
        ALL.add(setting);
        return setting;
    }
}
