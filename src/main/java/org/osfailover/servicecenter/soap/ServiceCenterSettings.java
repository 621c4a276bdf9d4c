package org.osfailover.servicecenter.soap;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Stack;

/**
 * What is assumed of Service Center's web services, each with its default, each to be overridden per environment
 * ({@code overrides:} in the inventory). Paths, namespaces and SOAPActions are those of published WSDLs; the wording of
 * publication and licence messages is not documented anywhere and is assumed. Patterns ignore case.
 */
final class ServiceCenterSettings {

    /** One of Service Center's web services. */
    enum Service {
        PLATFORM("platform", "OutSystemsPlatform"),
        SOLUTIONS("solutions", "Solutions"),
        SERVICE_STUDIO("service-studio", "ServiceStudio");

        private final String key;
        private final String name;

        Service(String key, String name) {
            this.key = key;
            this.name = name;
        }
    }

    /** The whole publication: not a step of it, not one of its modules. */
    private static final String WHOLE = "(solution|publication|publish|publishing|deployment|deploy|execution plan"
            + "|all (?:the )?(?:modules|components|applications|e-?spaces|extensions)(?: and extensions)?)";

    private static final String MODULE = "(?:e-?space|module|extension|application|component|consumer|producer)";

    private final Map<String, String> overrides;
    private final String environmentId;
    private final Stack stack;
    /** Every key that was looked up, with its default. */
    private final Map<String, String> defaults = new TreeMap<>();

    /** @throws IllegalArgumentException an override can't be used; the message names it */
    public ServiceCenterSettings(Environment environment) {
        this(environment.overrides(), environment.id(), environment.stack());
    }

    private ServiceCenterSettings(Map<String, String> overrides, String environmentId, Stack stack) {
        this.overrides = overrides;
        this.environmentId = environmentId;
        this.stack = stack;
        for (Service service : Service.values()) {
            resolve(() -> path(service));
            resolve(() -> soapAction(service, ""));
        }
        Stream.<Supplier<?>>of(
                        this::namespace,
                        this::changingCallTimeout,
                        this::passwordForm,
                        this::publishOperation,
                        this::publishSystemApplications,
                        this::pingPath,
                        this::pingAnswer,
                        this::healthPaths,
                        this::loginAccepted,
                        this::errorType,
                        this::warningType,
                        this::publicationSucceeded,
                        this::publicationFailed,
                        this::publicationAboutPart,
                        this::publicationModuleIds,
                        this::solutionNotFound,
                        this::licenseValid,
                        this::licenseInvalid,
                        this::loginRefused)
                .forEach(ServiceCenterSettings::resolve);
    }

    /** Every key that an environment can override, with its default. */
    public static Map<String, String> defaults() {
        return Map.copyOf(new ServiceCenterSettings(Map.of(), "", Stack.DOTNET).defaults);
    }

    /** What is wrong with an override; empty where it can be used. */
    static Optional<String> problem(String key, String value) {
        try {
            ServiceCenterSettings unused = new ServiceCenterSettings(Map.of(key, value), "", Stack.DOTNET);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            return Optional.of(message.substring(message.lastIndexOf("': ") + 3));
        }
    }

    /** Reads a setting only to find out whether it can be read. */
    private static void resolve(Supplier<?> setting) {
        Object resolved = setting.get();
        if (resolved == null) {
            throw new IllegalStateException("a setting resolved to nothing");
        }
    }

    /** {@code service-center.path.<platform|solutions|service-studio>}: relative to the configured URL. */
    String path(Service service) {
        String key = "service-center.path." + service.key;
        return address(key, text(key, service.name + ".asmx"));
    }

    /** {@code service-center.soap-action.<service>}: the operation's name is appended. */
    String soapAction(Service service, String operation) {
        return text("service-center.soap-action." + service.key, "http://ServiceCenter/" + service.name + "/")
                + operation;
    }

    /** {@code service-center.namespace}: of the elements. */
    String namespace() {
        return text("service-center.namespace", "http://www.outsystems.com");
    }

    /** {@code service-center.call-timeout}: for a call that changes something (ISO 8601). */
    Duration changingCallTimeout() {
        String value = text("service-center.call-timeout", "PT2M");
        try {
            Duration timeout = Duration.parse(value);
            if (timeout.isNegative() || timeout.isZero()) {
                throw invalid("service-center.call-timeout", value, "it is no time at all");
            }
            return timeout;
        } catch (DateTimeException e) {
            throw invalid("service-center.call-timeout", value, "it is not an ISO 8601 duration such as PT2M");
        }
    }

    /** How the password is sent to the web services. */
    enum PasswordForm {
        /** As it is. */
        PLAIN,
        /** In the form that the platform's own tools send ({@code #$1$…}); its algorithm is published nowhere. */
        TRANSFORMED
    }

    /**
     * {@code service-center.password}: {@code plain}, or {@code transformed}: then
     * {@code failover.credentials.<name>-transformed.password} holds what is sent, made once by the vendor's SetupTools.
     * Whether the web services take plain text is not known (assumed).
     */
    PasswordForm passwordForm() {
        return choice("service-center.password", PasswordForm.class, PasswordForm.PLAIN);
    }

    /** Which operation publishes a solution. */
    enum PublishOperation {
        RUNNING_VERSION("PublishRunningVersion"),
        RUNNING("PublishRunning");

        private final String wsdlName;

        PublishOperation(String wsdlName) {
            this.wsdlName = wsdlName;
        }

        String wsdlName() {
            return wsdlName;
        }
    }

    /**
     * {@code service-center.publish-operation}: {@code running-version} ({@code PublishRunningVersion}) or {@code running}
     * ({@code PublishRunning}, never as a clean publication).
     */
    PublishOperation publishOperation() {
        return choice("service-center.publish-operation", PublishOperation.class, PublishOperation.RUNNING_VERSION);
    }

    /** {@code service-center.publish-system-applications}: with {@code PublishRunning} alone. */
    boolean publishSystemApplications() {
        String value = text("service-center.publish-system-applications", "false");
        if (!value.matches("(?i)true|false")) {
            throw invalid("service-center.publish-system-applications", value, "it is neither true nor false");
        }
        return value.equalsIgnoreCase("true");
    }

    /** {@code service-center.path.ping}: relative to the configured URL (documented for .NET; from a script for Java). */
    String pingPath() {
        return address(
                "service-center.path.ping",
                text("service-center.path.ping", stack == Stack.JAVA ? "_ping.jsf" : "_ping.html"));
    }

    /** {@code service-center.ping.answer}: what the ping page says of a server that works. */
    Pattern pingAnswer() {
        return pattern("service-center.ping.answer", "\\brunning\\b");
    }

    /**
     * {@code service-center.path.health}: absolute paths with blanks between, {@code none} for none. Read in the vendor's
     * diagnostics tool, which asks them on the server itself; that they answer others is not known.
     */
    List<String> healthPaths() {
        String paths = text(
                "service-center.path.health",
                stack == Stack.JAVA ? "none" : "/server.api/v1/health /server.identity/v1/health");
        return paths.equals("none")
                ? List.of()
                : Stream.of(paths.split("\\s+"))
                        .map(path -> address("service-center.path.health", path))
                        .toList();
    }

    /** {@code service-center.login.accepted}: {@code TestLogin}'s status when the login is good. */
    Pattern loginAccepted() {
        return pattern(
                "service-center.login.accepted",
                "^\\W*(ok|true|1|yes|valid|success\\w*|succeeded|accepted|authenticated|authori[sz]ed|logged ?in)\\W*$");
    }

    /** {@code service-center.publication.error-type}: a message's type that makes it an error. */
    Pattern errorType() {
        return pattern("service-center.publication.error-type", "^(error|fatal|err)$");
    }

    /** {@code service-center.publication.warning-type}: a message's type that makes it a warning. */
    Pattern warningType() {
        return pattern("service-center.publication.warning-type", "^(warning|warn)$");
    }

    /** {@code service-center.publication.succeeded}: a message that says that the whole has ended well. */
    Pattern publicationSucceeded() {
        return pattern(
                "service-center.publication.succeeded",
                "\\b" + WHOLE
                        + "\\b.*\\b(finished|finishes|completed?|completes|done|ended|succe\\w+|published|deployed)\\b"
                        + "|\\b(finished|completed|successfully)\\b.*\\b(solution|publication|publish|publishing"
                        + "|published|deployment)\\b");
    }

    /** {@code service-center.publication.failed}: a message that says that the whole has ended badly. */
    Pattern publicationFailed() {
        // not "fail" and whatever follows: solutions are called Failover_...
        String failing = "fail(?:s|ed|ing|ures?)?";
        String badly = "(abort\\w*|" + failing
                + "|cancel\\w*|with (?:[1-9]\\d* )?errors?|unsuccessful\\w*|not succe\\w+" + "|not (?:be )?published)";
        return pattern(
                "service-center.publication.failed",
                "\\b" + WHOLE + "\\b.*\\b" + badly + "\\b"
                        + "|\\b(abort\\w*|" + failing
                        + "|cancel\\w*)\\b.*\\b(solution|publication|publish|publishing|deployment)\\b"
                        + "|^\\W*(aborted|failed|cancell?ed|finished with errors?)\\W*$");
    }

    /** {@code service-center.publication.about-part}: a message about one module, server or phase, never the end of the whole. */
    Pattern publicationAboutPart() {
        return pattern(
                "service-center.publication.about-part",
                "['\"\u2018\u2019\u201c\u201d]\\s+" + MODULE + "\\b"
                        + "|\\b" + MODULE + "\\s*:?\\s*['\"\u2018\u201c]"
                        + "|\\b(?:of|for) (?:the )?" + MODULE + "\\s+\\S"
                        + "|^\\W*(?:the )?" + MODULE
                        + "\\s+\\S+\\s+(?:was|is|has|publish|deploy|compil|finish|complet|succe|fail)"
                        + "|\\b(?:to|on|at|in) (?:the )?(?:server|front-?end|zone|node|machine)\\b"
                        + "|\\bstep\\s+\\d+"
                        + "|^\\W*(?:the )?(?:(?:solution|publication|publish|deployment) )?(?:upload|download|validat|prepar|compil"
                        + "|generat|verif|analy|dependenc)\\w*\\b");
    }

    /** {@code service-center.publication.module-ids}: ids of messages that come once a module (documented samples). */
    Pattern publicationModuleIds() {
        return pattern("service-center.publication.module-ids", "^(CompileFinished|DeployFinished)$");
    }

    /** {@code service-center.solution.not-found}: a fault that says that there is no such solution. */
    Pattern solutionNotFound() {
        return pattern(
                "service-center.solution.not-found",
                "not (?:be )?found|does(?: not|n't) exist|no (?:such )?solution|unknown solution|invalid solution");
    }

    /** {@code service-center.license.valid}: the licence state's answer when it is good. */
    Pattern licenseValid() {
        return pattern("service-center.license.valid", "^\\W*(true|yes|ok|valid|active|1)\\W*$");
    }

    /** {@code service-center.license.invalid}: the licence state's answer or message when it is not. */
    Pattern licenseInvalid() {
        return pattern(
                "service-center.license.invalid",
                "^\\W*(false|no|0|-1)\\W*$|not valid|invalid|has expired|issued to (?:a|another) server"
                        + "|no licen[cs]e|licen[cs]e (?:was )?not found");
    }

    /** {@code service-center.login-refused}: the platform's words when the login, not the request, is refused. */
    Pattern loginRefused() {
        return pattern(
                "service-center.login-refused",
                "user ?name|password|log ?in\\b|logon|credential|permission|privilege|unauthori[sz]ed|not authori[sz]ed"
                        + "|access (?:is )?denied|authenticat");
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        String value = text(key, word(otherwise));
        return Stream.of(type.getEnumConstants())
                .filter(constant -> word(constant).equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> invalid(
                        key,
                        value,
                        "it is none of "
                                + Stream.of(type.getEnumConstants())
                                        .map(ServiceCenterSettings::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String text(String key, String otherwise) {
        defaults.put(key, otherwise);
        String value = overrides.get(key);
        return value == null || value.isBlank() ? otherwise : value.trim();
    }

    /** Part of an address: what can't be one is found when the inventory is read. */
    private String address(String key, String path) {
        try {
            URI part = new URI("http://service-center/" + path);
            return part.getRawPath() == null ? "" : path;
        } catch (URISyntaxException e) {
            throw invalid(key, path, "it can't be part of a web address: " + e.getReason());
        }
    }

    private Pattern pattern(String key, String otherwise) {
        String value = text(key, otherwise);
        try {
            Pattern pattern = Pattern.compile(value, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
            if (pattern.matcher("").find()) {
                throw invalid(key, value, "it is found in every text, even in an empty one");
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw invalid(key, value, "it is not a regular expression: " + e.getDescription());
        }
    }

    private IllegalArgumentException invalid(String key, String value, @Nullable String why) {
        return new IllegalArgumentException(
                "Environment '" + environmentId + "', overrides, " + key + ": '" + value + "': " + why);
    }
}
