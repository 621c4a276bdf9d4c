package org.osfailover.farm.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.HostName;
import org.osfailover.farm.KnownHosts;
import org.osfailover.farm.TextFile;
import org.osfailover.farm.WebAddress;
import org.osfailover.farm.inventory.Positions.Place;

/**
 * The checks that a schema can't express: what must be unique, what must name something that exists, what does not go
 * together. Takes also a tree that does not hold to the schema, so that all problems come together.
 */
final class InventoryRules {

    private static final String PEM = "Write the authority's certificate into it as PEM (-----BEGIN CERTIFICATE-----)";

    private final JsonNode root;
    private final Positions positions;
    private final Path directory;
    private final List<InventoryProblem> problems = new ArrayList<>();
    private final List<InventoryProblem> warnings = new ArrayList<>();
    /** Pointer of what was seen first, by kind and value. */
    private final Map<String, String> seen = new HashMap<>();

    private final Set<String> usedJumpHosts = new HashSet<>();

    private InventoryRules(JsonNode root, Positions positions, Path directory) {
        this.root = root;
        this.positions = positions;
        this.directory = directory;
    }

    /** What was found. */
    record Findings(List<InventoryProblem> problems, List<InventoryProblem> warnings) {}

    /** @param directory where relative paths of the inventory begin */
    static Findings check(JsonNode root, Positions positions, Path directory) {
        InventoryRules rules = new InventoryRules(root, positions, directory);
        rules.each("/jumpHosts", rules::jumpHost);
        rules.each("/environments", rules::environment);
        rules.unusedJumpHosts();
        return new Findings(rules.problems, rules.warnings);
    }

    private void environment(String env) {
        unique("environment id", env + "/id", "", "Give every environment an id of its own");
        boolean dotnet = "dotnet".equals(text(env + "/stack"));
        boolean java = "java".equals(text(env + "/stack"));
        if (java && "on-controller".equals(text(env + "/rabbitMq"))) {
            problem(env + "/rabbitMq", "the Java stack has no RabbitMQ", "Use 'rabbitMq: none', or leave the key out");
        }
        if (java && "early".equals(text(env + "/licenseRequest"))) {
            warning(
                    env + "/licenseRequest",
                    "a server of the Java stack does not tell its serial number, so the licence is requested after Service"
                            + " Center was installed",
                    "Use 'after-installation', or leave the key out");
        }
        passwordAsArgument(env + "/republish", "osp-tool", "OSPTool", "service-center or manual");
        licenseInstallation(env + "/licenseInstallation", java);
        if (!java && text(env + "/javaConfiguration") != null) {
            problem(
                    env + "/javaConfiguration",
                    "an environment of the stack dotnet has no configurationtool.sh",
                    "Leave it out");
        }
        if (java && !root.at(env + "/applyConfiguration").isMissingNode()) {
            warning(env + "/applyConfiguration", "only the .NET stack uses it", "Leave the key out");
        }
        duration(env + "/recoveryTimeTarget");
        url(env + "/serviceCenter/url");
        trustStore(env + "/serviceCenter");
        each(env + "/servers", server -> server(env, server, dotnet));
        trafficSwitch(env);
        controllers(env);
    }

    /** The vendor's tools offer no other way: whoever may list the server's processes can read the password. */
    private void passwordAsArgument(String pointer, String choice, String tool, String others) {
        if (choice.equals(text(pointer))) {
            warning(
                    pointer,
                    "'" + choice + "' makes " + tool
                            + " take a password as an argument: it is visible in the server's process list while the tool"
                            + " runs",
                    "Use " + others + ", unless nobody else can log in to the servers");
        }
    }

    private void licenseInstallation(String pointer, boolean java) {
        if (java && "configuration-tool".equals(text(pointer))) {
            problem(
                    pointer,
                    "the Java stack's configurationtool.sh can't install a licence",
                    "Use 'manual' or 'service-center'");
        } else {
            passwordAsArgument(
                    pointer,
                    "configuration-tool",
                    "the Configuration Tool (/UploadLicense)",
                    "service-center or manual");
        }
    }

    private void server(String env, String server, boolean dotnet) {
        unique("server id", server + "/id", env, "Give every server of an environment an id of its own");
        name(env, server, server + "/address", "address", "Each server has an address of its own");
        address(server + "/address");
        JsonNode aliases = root.at(server + "/aliases");
        for (int i = 0; i < aliases.size(); i++) {
            String alias = server + "/aliases/" + i;
            address(alias);
            name(env, server, alias, "alias", "A name means one server: remove it where it is wrong");
        }
        underscore(env, server);
        ssh(server + "/ssh", server, dotnet);
    }

    /** Whether address or alias, however it is spelled, is another server's name already. */
    private void name(String env, String server, String pointer, String what, String remedy) {
        String value = text(pointer);
        if (value == null) {
            return;
        }
        String first =
                seen.putIfAbsent("server name|" + env + "|" + HostName.of(value).canonical(), pointer);
        if (first == null) {
            return;
        }
        String found = "the " + what + " '" + value.toLowerCase(Locale.ROOT) + "' is used twice (first at "
                + Positions.path(first) + ", line " + positions.value(first).line() + ")";
        if (first.startsWith(server + "/")) {
            warning(pointer, found, "Remove it: the server has that name already");
        } else {
            problem(pointer, found, remedy);
        }
    }

    /**
     * Service Center is called at a server's address, and Java's HTTP client takes no underscore in a host. Another name is
     * used where there is one, else the IP address is looked up; a certificate is never issued for that one.
     */
    private void underscore(String env, String server) {
        String address = text(server + "/address");
        if (address == null || HostName.of(address).fitsInUrl()) {
            return;
        }
        List<String> others = new ArrayList<>();
        root.at(server + "/aliases").forEach(alias -> others.add(alias.asText()));
        String host = text(server + "/ssh/host");
        if (host != null) {
            others.add(host);
        }
        if (others.stream().anyMatch(other -> HostName.of(other).fitsInUrl())) {
            return;
        }
        String remedy = "Add the server's IP address, or a name without underscore, to its 'aliases:'";
        String url = text(env + "/serviceCenter/url");
        if (url != null && url.toLowerCase(Locale.ROOT).startsWith("https:")) {
            problem(
                    server + "/address",
                    "'" + address + "' can't be the host of a URL (no underscore may be in it), and Service Center is"
                            + " called there by https, whose certificate is for a name",
                    remedy);
        } else {
            warning(
                    server + "/address",
                    "'" + address
                            + "' can't be the host of a URL (no underscore may be in it): Service Center is called"
                            + " there by the IP address that a name server gives for it",
                    remedy);
        }
    }

    private void address(String pointer) {
        String address = text(pointer);
        if (address == null) {
            return;
        }
        HostName name = HostName.of(address);
        if (name.isLoopback() && !name.isAddress()) {
            problem(
                    pointer,
                    "'" + address + "' names a different machine on every server of the farm",
                    "Write the address by which the other servers know it (the vendor: never use localhost in a farm)");
        } else if (address.chars().filter(c -> c == ':').count() == 1) {
            problem(pointer, "'" + address + "' has a port", "Write the address alone; the SSH port is ssh.port");
        }
    }

    private void ssh(String ssh, String server, boolean dotnet) {
        JsonNode node = root.at(ssh);
        if (!node.isObject()) {
            return;
        }
        if (dotnet && "sudo".equals(text(ssh + "/elevate"))) {
            problem(
                    ssh + "/elevate",
                    "Windows has no sudo",
                    "Use 'elevate: none' and a user who is an administrator of the server");
        }
        String host = text(ssh + "/host");
        String pointer = host == null ? server + "/address" : ssh + "/host";
        login(ssh, host == null ? text(server + "/address") : host, pointer);
    }

    private void jumpHost(String jumpHost) {
        unique("jump host id", jumpHost + "/id", "", "Give every jump host an id of its own");
        login(jumpHost, text(jumpHost + "/host"), jumpHost + "/host");
        cycle(jumpHost);
    }

    /** What servers and jump hosts have in common: a pinned key, a way to get there, a place of their own. */
    private void login(String ssh, @Nullable String host, String hostPointer) {
        JsonNode node = root.at(ssh);
        if (!node.has("hostKey") && !node.has("knownHosts")) {
            problem(
                    ssh,
                    "neither 'hostKey' nor 'knownHosts' says which host key is the right one",
                    "Add hostKey: \"SHA256:…\", as printed by 'ssh-keygen -lf <host key file>.pub' on the machine itself");
        }
        jump(ssh + "/jump");
        if (host == null) {
            return;
        }
        int port = root.at(ssh + "/port").asInt(22);
        knownHosts(ssh, host, port);
        String jump = text(ssh + "/jump");
        String endpoint = host.toLowerCase(Locale.ROOT) + ":" + port;
        uniqueValue(
                "SSH endpoint",
                jump == null ? endpoint : endpoint + " behind " + jump,
                hostPointer,
                "",
                "One server belongs to one environment, once, and a jump host is no server; correct host or port");
        String elsewhere = seen.putIfAbsent("host and port|" + endpoint, ssh);
        if (elsewhere != null && !Objects.equals(jump, text(elsewhere + "/jump"))) {
            warning(
                    hostPointer,
                    "'" + endpoint + "' is also at " + Positions.path(elsewhere) + ", by another way",
                    "Make sure that these are two machines: one server belongs to one environment, once");
        }
    }

    private void jump(String pointer) {
        String id = text(pointer);
        if (id == null) {
            return;
        }
        if (findJumpHost(id) == null) {
            List<String> ids = ids("/jumpHosts");
            problem(
                    pointer,
                    "there is no jump host '" + id + "'",
                    ids.isEmpty()
                            ? "Describe it under 'jumpHosts:' (beside 'environments:'), or remove the key for a direct"
                                    + " connection"
                            : "Use one of: " + String.join(", ", ids));
        }
        usedJumpHosts.add(id);
    }

    private void cycle(String jumpHost) {
        String start = text(jumpHost + "/id");
        List<String> way = new ArrayList<>();
        String at = start;
        while (at != null && !way.contains(at)) {
            way.add(at);
            JsonNode next = findJumpHost(at);
            at = next == null ? null : next.path("jump").asText(null);
        }
        if (start != null && start.equals(at) && seen.putIfAbsent("circle|" + new TreeSet<>(way), jumpHost) == null) {
            way.add(at);
            problem(
                    jumpHost + "/jump",
                    "the way to this jump host goes in a circle: " + String.join(" → ", way),
                    "Remove 'jump' from the one that can be reached directly");
        }
    }

    private void unusedJumpHosts() {
        each("/jumpHosts", jumpHost -> {
            String id = text(jumpHost + "/id");
            if (id != null && !usedJumpHosts.contains(id)) {
                warning(jumpHost + "/id", "nothing goes through it", "Remove it, or name it with 'jump:' at a server");
            }
        });
    }

    private @Nullable JsonNode findJumpHost(String id) {
        for (JsonNode jumpHost : root.path("jumpHosts")) {
            if (id.equals(jumpHost.path("id").asText())) {
                return jumpHost;
            }
        }
        return null;
    }

    private List<String> ids(String pointer) {
        List<String> ids = new ArrayList<>();
        root.at(pointer).forEach(one -> ids.add(one.path("id").asText()));
        return ids;
    }

    private void knownHosts(String ssh, String host, int port) {
        String pointer = ssh + "/knownHosts";
        Path path = readable(pointer);
        if (path == null) {
            return;
        }
        try {
            KnownHosts knownHosts = KnownHosts.read(path);
            knownHosts.brokenLines().forEach(broken -> brokenLine(pointer, path, broken));
            boolean pins = !root.at(ssh).has("hostKey");
            if (pins && knownHosts.of(host, port).stream().allMatch(e -> e.marker() == KnownHosts.Marker.REVOKED)) {
                warning(
                        pointer,
                        "no line of " + path + " is for " + (port == 22 ? host : "[" + host + "]:" + port),
                        "Add one, or no step can log in there");
            }
        } catch (TextFile.UnreadableTextException e) {
            problem(pointer, "the file " + path + " can't be used: " + e.getMessage(), "Nobody can log in until then");
        } catch (IOException e) {
            problem(
                    pointer,
                    "the file " + path + " can't be read (" + e.getClass().getSimpleName() + ")",
                    "Correct it");
        }
    }

    /** A file that several servers use is complained about once. */
    private void brokenLine(String pointer, Path path, KnownHosts.BrokenLine broken) {
        if (seen.putIfAbsent("broken line|" + path + "|" + broken.line(), pointer) != null) {
            return;
        }
        String text = "line " + broken.line() + " of " + path + " can't be used: " + broken.problem();
        if (broken.restricts()) {
            problem(pointer, text, "Correct the line: it would revoke a key, and no step logs in while it can't");
        } else {
            warning(pointer, text, "Correct or remove the line; it is ignored");
        }
    }

    private void trustStore(String serviceCenter) {
        String pointer = serviceCenter + "/trustStore";
        Path file = readable(pointer);
        if (file == null) {
            return;
        }
        String url = text(serviceCenter + "/url");
        if (url != null && url.toLowerCase(Locale.ROOT).startsWith("http:")) {
            warning(pointer, "it is not used: the URL is not https", "Use an https URL, or leave the key out");
        }
        try {
            byte[] pem = TextFile.armoured(Files.readAllBytes(file));
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .isEmpty()) {
                problem(pointer, "the file " + file + " holds no certificate", PEM);
            }
        } catch (CertificateException | IOException e) {
            problem(pointer, "the file " + file + " holds no readable certificate: " + e.getMessage(), PEM);
        }
    }

    /** The file that is named there; null where none is, or it can't be read, which is a problem. */
    private @Nullable Path readable(String pointer) {
        String file = text(pointer);
        if (file == null) {
            return null;
        }
        try {
            Path path = directory.resolve(file).normalize();
            if (Files.isReadable(path)) {
                return path;
            }
            problem(
                    pointer,
                    "the file " + path + " does not exist or can't be read",
                    "Correct the path (a relative one begins at the inventory's directory)");
        } catch (InvalidPathException e) {
            problem(pointer, "'" + file + "' is no path", "Correct the path");
        }
        return null;
    }

    private void trafficSwitch(String env) {
        String on = text(env + "/trafficSwitch/on");
        if (on == null) {
            return;
        }
        List<String> ids = ids(env + "/servers");
        if (!ids.contains(on)) {
            problem(
                    env + "/trafficSwitch/on",
                    "there is no server '" + on + "' in this environment",
                    "Use one of: " + String.join(", ", ids));
        }
    }

    private void controllers(String env) {
        JsonNode servers = root.at(env + "/servers");
        if (!servers.isArray() || servers.isEmpty()) {
            return;
        }
        for (JsonNode server : servers) {
            if (server.path("canBeController").asBoolean(true)) {
                return;
            }
        }
        problem(
                env + "/servers",
                "no server can be the Controller (canBeController is false for all)",
                "Leave 'canBeController' out, or set it to true, where the Controller is and where it may move to");
    }

    private void duration(String pointer) {
        String text = text(pointer);
        if (text == null) {
            return;
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isZero() || duration.isNegative()) {
                problem(pointer, "'" + text + "' is no time at all", "Use a duration above zero, e.g. PT30M");
            }
        } catch (DateTimeException e) {
            if (text.startsWith("P")) {
                problem(pointer, "'" + text + "' is no duration", "Use an ISO 8601 duration, e.g. PT30M or PT1H30M");
            }
        }
    }

    private void url(String pointer) {
        String text = text(pointer);
        if (text == null || text.isBlank()) {
            return;
        }
        String remedy = "Use an absolute URL with http or https, e.g. http://10.0.0.11/ServiceCenter";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            problem(pointer, "this is no URL", remedy);
            return;
        }
        String authority = uri.getRawAuthority();
        if (authority != null && authority.indexOf('@') >= 0) {
            problem(
                    pointer,
                    "the URL holds a login",
                    "Secrets are never in the inventory: remove it from the URL and use 'credentials'");
        } else if (WebAddress.of(text).isEmpty()) {
            problem(pointer, "'" + text + "' is no absolute http or https URL", remedy);
        } else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            problem(pointer, "'" + text + "' has a query or a fragment", remedy);
        } else if (uri.getRawPath() == null || uri.getRawPath().replace("/", "").isEmpty()) {
            warning(pointer, "'" + text + "' has no path", "Service Center usually is at /ServiceCenter");
        }
    }

    private void unique(String what, String pointer, String scope, String remedy) {
        String value = text(pointer);
        if (value != null) {
            uniqueValue(what, value.toLowerCase(Locale.ROOT), pointer, scope, remedy);
        }
    }

    private void uniqueValue(String what, String value, String pointer, String scope, String remedy) {
        String first = seen.putIfAbsent(what + "|" + scope + "|" + value, pointer);
        if (first != null) {
            problem(
                    pointer,
                    "the " + what + " '" + value + "' is used twice (first at " + Positions.path(first) + ", line "
                            + positions.value(first).line() + ")",
                    remedy);
        }
    }

    private void each(String pointer, java.util.function.Consumer<String> check) {
        JsonNode list = root.at(pointer);
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            if (list.get(i).isObject()) {
                check.accept(pointer + "/" + i);
            }
        }
    }

    private @Nullable String text(String pointer) {
        JsonNode node = root.at(pointer);
        return node.isTextual() ? node.asText() : null;
    }

    private void problem(String pointer, String problem, String remedy) {
        problems.add(at(pointer, problem, remedy));
    }

    private void warning(String pointer, String problem, String remedy) {
        warnings.add(at(pointer, problem, remedy));
    }

    private InventoryProblem at(String pointer, String problem, String remedy) {
        Place place = positions.value(pointer);
        return new InventoryProblem(Positions.path(pointer), place.line(), place.column(), problem, remedy);
    }
}
