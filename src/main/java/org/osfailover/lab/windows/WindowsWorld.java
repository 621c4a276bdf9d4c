package org.osfailover.lab.windows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabEvent;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.ServiceAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Windows that a PowerShell engine finds around itself: this simulated server, told over a socket as one JSON object a
 * line. Its drive C: is a folder that is kept equal with the server's files.
 */
final class WindowsWorld {

    private static final Logger LOG = LoggerFactory.getLogger(WindowsWorld.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String INSTALLER_KEY = "HKLM\\SOFTWARE\\OutSystems\\Installer\\Server";
    private static final String PLATFORM_KEY = "HKLM\\SOFTWARE\\OutSystems\\Platform Server";

    private final LabServer server;
    private final WindowsTools tools;
    private final Path drive;
    private final ServerSocket socket;
    private final Map<String, byte[]> known = new TreeMap<>();

    WindowsWorld(LabServer server) throws IOException {
        this.server = server;
        this.tools = new WindowsTools(server);
        this.drive = Files.createTempDirectory("lab-" + server.id() + "-C");
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    void start() throws IOException {
        Path home = onDrive(LabPaths.WINDOWS_HOME);
        Files.createDirectories(home);
        for (String tool : List.of("ConfigurationTool.com", "SCInstaller.exe")) {
            Files.write(home.resolve(tool), new byte[] {'M', 'Z'});
        }
        Thread thread = new Thread(this::accept, "lab-windows-" + server.id());
        thread.setDaemon(true);
        thread.start();
    }

    /** Where the engine finds this world. */
    String address() {
        return "tcp:127.0.0.1:" + socket.getLocalPort() + "/" + server.id();
    }

    // --- drive C:

    /** Puts the server's files on the drive. */
    synchronized void push() throws IOException {
        for (String path : server.paths()) {
            byte[] content = server.file(path).orElse(new byte[0]);
            if (path.startsWith("C:\\") && !Arrays.equals(content, known.get(path))) {
                Path file = onDrive(path);
                Files.createDirectories(file.getParent());
                Files.write(file, content);
                known.put(path, content);
            }
            if (path.startsWith("C:\\")) {
                Files.setLastModifiedTime(
                        onDrive(path), FileTime.from(server.modifiedAt(path).orElseThrow()));
            }
        }
    }

    /** Takes what has changed on the drive over to the server's files. */
    synchronized void pull() throws IOException {
        Path home = onDrive(LabPaths.WINDOWS_HOME);
        List<Path> files;
        try (Stream<Path> found = Files.list(home)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            String path = LabPaths.WINDOWS_HOME + "\\" + name;
            if (name.equals("ConfigurationTool.com") || name.equals("SCInstaller.exe")) {
                continue;
            }
            byte[] content = Files.readAllBytes(file);
            if (!Arrays.equals(content, known.get(path))) {
                server.writeFile(path, content, Files.getLastModifiedTime(file).toInstant());
                known.put(path, content);
            }
        }
    }

    private Path onDrive(String path) {
        return drive.resolve(path.substring(3).replace('\\', '/'));
    }

    // --- conversation

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread thread = new Thread(() -> serve(connection), "lab-windows-" + server.id());
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                LOG.debug("{}: its world is closed", server);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
                Writer out = new java.io.OutputStreamWriter(connection.getOutputStream(), StandardCharsets.UTF_8)) {
            String line = in.readLine();
            while (line != null) {
                out.write(JSON.writeValueAsString(answer(JSON.readTree(line))) + "\n");
                out.flush();
                line = in.readLine();
            }
        } catch (IOException e) {
            LOG.debug("{}: a script's connection ended: {}", server, e.getMessage());
        }
    }

    private ObjectNode answer(JsonNode question) {
        ObjectNode answer = JSON.createObjectNode();
        try {
            answer.set("ok", ask(question));
        } catch (Refused e) {
            answer.put("error", e.getMessage()).put("code", e.code);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: {} failed", server, question, e);
            answer.put("error", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer.put("error", "interrupted");
        }
        return answer;
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        Refused(String message, String code) {
            super(message);
            this.code = code;
        }
    }

    private @Nullable JsonNode ask(JsonNode question) throws IOException, InterruptedException, Refused {
        return switch (question.path("op").asText()) {
            case "hello" -> JSON.createObjectNode().put("driveC", drive.toString());
            case "computer" -> computer();
            case "services" -> services();
            case "start" -> start(service(question));
            case "stop" -> check(server.stop(service(question)));
            case "startType" -> setStartType(question);
            case "key" -> key(question.path("path").asText());
            case "events" -> events();
            case "run" -> run(question.path("line").asText());
            case "script" -> JSON.getNodeFactory().nullNode();
            case "unknown" -> unknown(question.path("name").asText());
            default ->
                throw new Refused(
                        "the simulated server allows no " + question.path("op").asText(), "Denied");
        };
    }

    private ObjectNode computer() {
        ObjectNode computer = JSON.createObjectNode();
        computer.put("name", server.id().toUpperCase(Locale.ROOT));
        computer.put("userName", server.environment().farm().sshUser());
        computer.put("administrator", true);
        computer.putArray("ipAddresses").add(server.address());
        return computer;
    }

    private ArrayNode services() {
        ArrayNode all = JSON.createArrayNode();
        server.services().forEach((service, state) -> {
            ObjectNode row = all.addObject();
            row.put("name", service.displayName());
            row.put("displayName", service.displayName());
            row.put("status", LabPowerShell.status(state));
            row.put("startType", LabPowerShell.startType(server.startType(service)));
            row.put("pid", state == ServiceState.STOPPED ? 0 : server.processId(service));
            row.putArray("dependsOn");
        });
        return all;
    }

    private PlatformService service(JsonNode question) throws Refused {
        String name = question.path("name").asText();
        for (PlatformService service : server.services().keySet()) {
            if (service.displayName().equalsIgnoreCase(name)) {
                return service;
            }
        }
        throw new Refused("The specified service does not exist as an installed service.", "NotFound");
    }

    private @Nullable JsonNode start(PlatformService service) throws IOException, Refused {
        pull();
        return check(server.start(service));
    }

    private static @Nullable JsonNode check(ServiceAnswer answer) throws Refused {
        switch (answer) {
            case DISABLED ->
                throw new Refused(
                        "The service cannot be started, either because it is disabled or because it has no enabled devices associated with it.",
                        "Disabled");
            case NOT_FOUND ->
                throw new Refused("The specified service does not exist as an installed service.", "NotFound");
            case ALREADY_RUNNING ->
                throw new Refused("An instance of the service is already running.", "AlreadyRunning");
            case NOT_RUNNING -> throw new Refused("The service has not been started.", "NotRunning");
            case DONE -> {
                return JSON.getNodeFactory().nullNode();
            }
        }
        return null;
    }

    private @Nullable JsonNode setStartType(JsonNode question) throws Refused {
        StartType wanted =
                switch (question.path("value").asText()) {
                    case "Automatic", "AutomaticDelayedStart" -> StartType.AUTOMATIC;
                    case "Manual" -> StartType.MANUAL;
                    case "Disabled" -> StartType.DISABLED;
                    default -> throw new Refused("The parameter is incorrect.", "Denied");
                };
        return check(server.startType(service(question), wanted));
    }

    private @Nullable JsonNode key(String path) {
        ObjectNode values = JSON.createObjectNode();
        if (path.equalsIgnoreCase(INSTALLER_KEY)) {
            values.put("", LabPaths.WINDOWS_HOME).put("Server", server.version());
            server.markers().forEach(values::put);
        } else if (path.equalsIgnoreCase(PLATFORM_KEY)) {
            values.put("SerialNumber", server.toldSerialNumber())
                    .put("MachineName", server.id().toUpperCase(Locale.ROOT));
        } else {
            return JSON.getNodeFactory().nullNode();
        }
        ObjectNode key = JSON.createObjectNode();
        key.set("values", values);
        key.putArray("keys");
        return key;
    }

    private ArrayNode events() {
        ArrayNode all = JSON.createArrayNode();
        for (LabEvent event : server.events()) {
            all.addObject()
                    .put("log", "Application")
                    .put("source", event.source())
                    .put("id", 0)
                    .put("level", event.level())
                    .put("time", event.time().toString())
                    .put("message", event.message());
        }
        return all;
    }

    private JsonNode run(String line) throws IOException, InterruptedException {
        pull();
        Optional<WindowsTools.Ended> ended = tools.run(line);
        push();
        if (ended.isEmpty()) {
            return JSON.getNodeFactory().nullNode();
        }
        return JSON.createObjectNode()
                .put("exit", ended.get().exitCode())
                .put("stdout", ended.get().output())
                .put("stderr", "");
    }

    private JsonNode unknown(String name) {
        server.journal().unknown(name);
        LOG.warn("{}: unknown to the simulated server: {}", server, name);
        return JSON.getNodeFactory().nullNode();
    }
}
