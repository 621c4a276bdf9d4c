package org.osfailover.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.osfailover.farm.Stack;

/** What the program is told of a simulated farm: the inventory, and the credentials that it names. */
public final class LabInventory {

    public static final String SSH_CREDENTIALS = "demo-ssh";
    public static final String SERVICE_CENTER_CREDENTIALS = "demo-service-center";

    private final LabFarm farm;

    /** @param farm started, and its Service Centers as well: only then are the ports known */
    public LabInventory(LabFarm farm) {
        this.farm = farm;
    }

    /** Writes the inventory file; nothing happens where it is as it should be. */
    public void write(Path file) throws IOException {
        String wanted = yaml();
        if (Files.exists(file) && Files.readString(file).equals(wanted)) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, wanted.getBytes(StandardCharsets.UTF_8));
    }

    /** The properties {@code failover.credentials.*}. */
    public Map<String, Object> credentials() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("failover.credentials." + SSH_CREDENTIALS + ".username", farm.sshUser());
        properties.put("failover.credentials." + SSH_CREDENTIALS + ".password", farm.sshPassword());
        properties.put("failover.credentials." + SERVICE_CENTER_CREDENTIALS + ".username", farm.serviceCenterUser());
        properties.put(
                "failover.credentials." + SERVICE_CENTER_CREDENTIALS + ".password", farm.serviceCenterPassword());
        return properties;
    }

    /** The inventory of every environment of the farm. */
    public String yaml() {
        StringBuilder yaml =
                new StringBuilder("# The simulated farm of the demo. Written at every start.\nenvironments:\n");
        farm.environments().forEach(environment -> environment(yaml, environment));
        return yaml.toString();
    }

    private void environment(StringBuilder yaml, LabEnvironment environment) {
        boolean java = environment.stack() == Stack.JAVA;
        line(yaml, "  - id: %s", environment.id());
        line(yaml, "    name: %s", environment.name());
        line(yaml, "    stack: %s", java ? "java" : "dotnet");
        line(yaml, "    rabbitMq: %s", java ? "none" : "on-controller");
        line(yaml, "    recoveryTimeTarget: PT30M");
        line(yaml, "    approval: { planned: self, emergency: self }");
        line(yaml, "    trafficSwitch: none");
        line(yaml, "    licenseInstallation: %s", java ? "manual" : "service-center");
        line(yaml, "    republish: service-center");
        line(
                yaml,
                "    serviceCenter: { url: \"http://%s:%d/ServiceCenter\", credentials: %s, allContentSolution: All_Components }",
                environment.servers().get(0).address(),
                environment.serviceCenterPort(),
                SERVICE_CENTER_CREDENTIALS);
        line(yaml, "    servers:");
        environment.servers().forEach(server -> server(yaml, server, java));
    }

    private void server(StringBuilder yaml, LabServer server, boolean java) {
        line(yaml, "      - id: %s", server.id());
        line(yaml, "        address: %s", server.address());
        if (server.group() != null) {
            line(yaml, "        group: %s", server.group());
        }
        line(yaml, "        canBeController: true");
        line(
                yaml,
                "        ssh: { host: %s, port: %d, user: %s, credentials: %s, hostKey: \"%s\", elevate: %s }",
                server.sshHost(),
                server.sshPort(),
                farm.sshUser(),
                SSH_CREDENTIALS,
                server.hostKeyFingerprint(),
                java ? "sudo" : "none");
    }

    private static void line(StringBuilder yaml, String format, Object... values) {
        yaml.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
