package org.osfailover.farm.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Environment.AllContent;
import org.osfailover.farm.Environment.ApplyConfiguration;
import org.osfailover.farm.Environment.Approval;
import org.osfailover.farm.Environment.Approvals;
import org.osfailover.farm.Environment.ControllerStart;
import org.osfailover.farm.Environment.LicenseInstallation;
import org.osfailover.farm.Environment.LicenseRequest;
import org.osfailover.farm.Environment.Licensing;
import org.osfailover.farm.Environment.RabbitMqPlacement;
import org.osfailover.farm.Environment.Republish;
import org.osfailover.farm.Environment.ServiceCenterEndpoint;
import org.osfailover.farm.Environment.TrafficSwitch;
import org.osfailover.farm.JumpHost;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Stack;
import org.osfailover.farm.TextFile;

/** Makes environments of an inventory's text, or a list of everything that is wrong with it. */
final class InventoryReader {

    private final InventorySchema schema = new InventorySchema();
    private final List<OverrideKeys> overrideKeys;

    InventoryReader() {
        this(List.of());
    }

    InventoryReader(List<OverrideKeys> overrideKeys) {
        this.overrideKeys = List.copyOf(overrideKeys);
    }

    /**
     * What came of a text.
     *
     * @param environments empty where there are problems
     */
    record Reading(List<Environment> environments, List<InventoryProblem> problems, List<InventoryProblem> warnings) {}

    /** @param directory where relative paths of the inventory begin */
    Reading read(byte[] bytes, Path directory) {
        List<InventoryProblem> problems = new ArrayList<>();
        List<InventoryProblem> warnings = new ArrayList<>();
        List<Environment> environments = List.of();
        Optional<YamlDocument.Parsed> parsed =
                decode(bytes, problems).flatMap(text -> YamlDocument.parse(text, problems));
        if (parsed.isPresent()) {
            JsonNode root = parsed.get().root();
            Positions positions = parsed.get().positions();
            problems.addAll(schema.problems(root, positions));
            InventoryRules.Findings findings = InventoryRules.check(root, positions, directory);
            problems.addAll(findings.problems());
            warnings.addAll(findings.warnings());
            problems.addAll(new OverrideRules(root, positions, overrideKeys).problems());
            if (problems.isEmpty()) {
                environments = environments(root, directory);
            }
        }
        problems.sort(Comparator.comparingInt(InventoryProblem::line).thenComparingInt(InventoryProblem::column));
        return new Reading(environments, List.copyOf(problems), List.copyOf(warnings));
    }

    private static Optional<String> decode(byte[] bytes, List<InventoryProblem> problems) {
        try {
            return Optional.of(TextFile.decode(bytes));
        } catch (TextFile.UnreadableTextException e) {
            problems.add(new InventoryProblem("", 1, 1, "the file can't be used: " + e.getMessage(), "Save it anew"));
            return Optional.empty();
        }
    }

    private static List<Environment> environments(JsonNode root, Path directory) {
        List<Environment> environments = new ArrayList<>();
        Endpoints endpoints = new Endpoints(root.path("jumpHosts"), directory);
        root.path("environments").forEach(node -> environments.add(environment(node, endpoints)));
        return List.copyOf(environments);
    }

    private static Environment environment(JsonNode node, Endpoints endpoints) {
        String id = node.path("id").asText();
        JsonNode approval = node.path("approval");
        JsonNode serviceCenter = node.path("serviceCenter");
        String target = text(node, "recoveryTimeTarget");
        List<Server> servers = new ArrayList<>();
        node.path("servers").forEach(server -> servers.add(server(server, endpoints)));
        Map<String, String> overrides = new LinkedHashMap<>();
        node.path("overrides")
                .properties()
                .forEach(e -> overrides.put(e.getKey(), e.getValue().asText()));
        if (node.hasNonNull("javaConfiguration")) {
            overrides.put("java.configuration", node.path("javaConfiguration").asText());
        }
        return new Environment(
                id,
                node.path("name").asText(id),
                choice(Stack.class, node, "stack", Stack.DOTNET),
                choice(ControllerStart.class, node, "controllerStart", ControllerStart.WITH_CONFIGURATION),
                choice(RabbitMqPlacement.class, node, "rabbitMq", RabbitMqPlacement.NONE),
                target == null ? null : Duration.parse(target),
                new Approvals(
                        choice(Approval.class, approval, "planned", Approval.FOUR_EYES),
                        choice(Approval.class, approval, "emergency", Approval.SELF)),
                trafficSwitch(node.path("trafficSwitch")),
                choice(LicenseInstallation.class, node, "licenseInstallation", LicenseInstallation.MANUAL),
                new Licensing(
                        node.hasNonNull("licenseRequest")
                                ? choice(
                                        LicenseRequest.class, node, "licenseRequest", LicenseRequest.AFTER_INSTALLATION)
                                : null,
                        text(node, "infrastructure")),
                choice(Republish.class, node, "republish", Republish.SERVICE_CENTER),
                choice(AllContent.class, node, "allContent", AllContent.TRUSTED),
                choice(ApplyConfiguration.class, node, "applyConfiguration", ApplyConfiguration.UPGRADE_INSTALL),
                new ServiceCenterEndpoint(
                        serviceCenter.path("url").asText().replaceAll("/+$", ""),
                        serviceCenter.path("credentials").asText(),
                        serviceCenter.path("allContentSolution").asText("All_Components"),
                        resolve(endpoints.directory(), text(serviceCenter, "trustStore"))),
                servers,
                overrides);
    }

    private static TrafficSwitch trafficSwitch(JsonNode node) {
        if (node.isObject()) {
            return new TrafficSwitch.Command(
                    node.path("command").asText(), node.path("on").asText());
        }
        return "none".equals(node.asText()) ? new TrafficSwitch.None() : new TrafficSwitch.Manual();
    }

    private static Server server(JsonNode node, Endpoints endpoints) {
        String address = node.path("address").asText();
        List<String> aliases = new ArrayList<>();
        node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        return new Server(
                node.path("id").asText(),
                address,
                aliases,
                text(node, "group"),
                node.path("canBeController").asBoolean(true),
                endpoints.endpoint(node.path("ssh"), address));
    }

    /** Makes endpoints, each with the chain of jump hosts that leads to it. The rules have seen to it that it ends. */
    private record Endpoints(JsonNode jumpHosts, Path directory) {

        /** @param host where the node names none */
        SshEndpoint endpoint(JsonNode ssh, String host) {
            return new SshEndpoint(
                    ssh.path("host").asText(host),
                    ssh.path("port").asInt(22),
                    ssh.path("user").asText(),
                    ssh.path("credentials").asText(),
                    text(ssh, "hostKey"),
                    resolve(directory, text(ssh, "knownHosts")),
                    choice(Elevation.class, ssh, "elevate", Elevation.NONE),
                    jumpHost(text(ssh, "jump")));
        }

        private @Nullable JumpHost jumpHost(@Nullable String id) {
            for (JsonNode node : jumpHosts) {
                if (id != null && node.path("id").asText().equals(id)) {
                    return new JumpHost(id, endpoint(node, ""));
                }
            }
            return null;
        }
    }

    private static @Nullable String resolve(Path directory, @Nullable String file) {
        return file == null ? null : directory.resolve(file).normalize().toString();
    }

    private static @Nullable String text(JsonNode node, String key) {
        return node.hasNonNull(key) ? node.get(key).asText() : null;
    }

    /** The enum constant that the inventory writes in small letters with '-'. */
    private static <E extends Enum<E>> E choice(Class<E> type, JsonNode node, String key, E otherwise) {
        String value = text(node, key);
        return value == null
                ? otherwise
                : Enum.valueOf(type, value.replace('-', '_').toUpperCase(Locale.ROOT));
    }
}
