package org.osfailover.lab.windows;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabEvent;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabJob;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.ServiceAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays the product's PowerShell scripts where there is no PowerShell: it knows each by its name and answers what the
 * script would find out and do on this server. The scripts themselves are tested with a real engine.
 */
final class LabPowerShell implements ScriptEngine {

    private static final Logger LOG = LoggerFactory.getLogger(LabPowerShell.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Pattern NEVER = Pattern.compile(
            "RegenerateSettingsKey|RebuildSession|InstallServiceCenter|SCInstall", Pattern.CASE_INSENSITIVE);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final LabServer server;
    private final WindowsTools tools;
    private final LabJobs jobs;

    LabPowerShell(LabServer server) {
        this.server = server;
        this.tools = new WindowsTools(server);
        this.jobs = new LabJobs(server, tools);
        jobs.resume();
    }

    /** The script says why it ends. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        Stopped(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    @Override
    public int run(PowerShellCall call, LabConsole console) throws IOException, InterruptedException {
        ObjectNode answer;
        int exit = 0;
        try {
            refuseWithoutRights(call);
            answer = switch (call.script()) {
                case "read-server.ps1" -> read();
                case "check-server.ps1" -> check();
                case "try-server.ps1" -> tries();
                case "stop-service.ps1" -> stop(call);
                case "start-service.ps1" -> start(call);
                case "disable-service.ps1" -> disable(call);
                case "set-service-automatic.ps1" -> setAutomatic(call);
                case "write-controller-address.ps1" -> write(call);
                case "apply-configuration.ps1" -> apply(call);
                case "install-service-center.ps1" -> tool(call, installerLine(call));
                case "create-cache-service.ps1" ->
                    tool(
                            call,
                            "ConfigurationTool.com "
                                    + call.parameter("Arguments", "/CreateUpgradeCacheInvalidationService"));
                case "publish-factory.ps1" -> tool(call, ospToolLine(call));
                case "upload-license.ps1" -> uploadLicense(call);
                case "test-port.ps1" -> testPort(call);
                case "job-look.ps1" -> report(call.parameter("JobId", ""), false);
                case "job-cancel.ps1" -> cancel(call.parameter("JobId", ""));
                case "job-remove.ps1" -> remove(call.parameter("JobId", ""));
                case "run-command.ps1" -> custom(call.parameter("Command", ""));
                default -> null;
            };
        } catch (Stopped e) {
            answer = JSON.createObjectNode().put("error", e.code).put("message", e.getMessage());
        }
        if (answer == null) {
            return unknown(call, console);
        }
        if (answer.has("error")) {
            exit = 1;
        }
        console.print("OSFAILOVER:" + ascii(JSON.writeValueAsString(answer)) + "\r\n");
        return exit;
    }

    private void refuseWithoutRights(PowerShellCall call) throws Stopped {
        boolean reads = call.script().equals("read-server.ps1")
                || call.script().equals("check-server.ps1")
                || call.script().equals("try-server.ps1");
        if (!reads && server.faults().isRightsMissing()) {
            throw new Stopped("PRIVILEGE_MISSING", "Access is denied");
        }
    }

    private int unknown(PowerShellCall call, LabConsole console) throws IOException {
        server.journal().unknown(call.text());
        LOG.warn("{}: a script that the simulated server does not know: {}", server, call.text());
        console.printError("#< CLIXML\r\n<Objs><S S=\"Error\">The simulated server does not know the script '"
                + call.script() + "'</S></Objs>\r\n");
        return 1;
    }

    // --- reading

    private ObjectNode read() {
        Instant now = farm().now();
        ObjectNode answer = JSON.createObjectNode();
        answer.put("readAt", time(now));
        answer.put("version", server.version());
        answer.put("serialNumber", server.toldSerialNumber());
        answer.put("settingsKeyHash", orNull(server.settingsKeyHash(LabPaths.WINDOWS_PRIVATE_KEY)));
        answer.set("connectionSettings", LabConnectionSettings.of(server));
        answer.put("hostName", server.id().toUpperCase(Locale.ROOT));
        answer.put("installDir", LabPaths.WINDOWS_HOME);
        answer.put("controllerAddress", orNull(server.controllerAddress()));
        answer.put("cacheServiceHost", orNull(server.cacheServiceHost()));
        answer.put(
                "configurationWrittenAt",
                server.modifiedAt(LabPaths.WINDOWS_HSCONF)
                        .map(LabPowerShell::time)
                        .orElse(null));
        answer.put("administrator", !server.faults().isRightsMissing());
        List<LabEvent> events = server.events();
        answer.put("eventLogFrom", events.isEmpty() ? null : time(events.get(0).time()));
        ArrayNode services = answer.putArray("services");
        Map<PlatformService, ServiceState> states = server.services();
        for (PlatformService service : PlatformService.values()) {
            services.add(row(service, states.get(service), events));
        }
        ArrayNode jobs = answer.putArray("jobs");
        server.jobs().stream().limit(20).forEach(job -> jobs.addObject()
                .put("id", job.id())
                .put("state", job.state().name())
                .put("exitCode", job.exitCode())
                .put("output", lines(job.output())));
        ArrayNode notes = answer.putArray("notes");
        if (!hasConfiguration()) {
            notes.add("there is no " + LabPaths.WINDOWS_HSCONF);
        }
        if (events.isEmpty()) {
            notes.add("the Application event log is empty or can't be read");
        }
        return answer;
    }

    private ObjectNode check() {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("now", time(farm().now()));
        answer.put("powerShell", "5.1.17763.1");
        answer.put("languageMode", "FullLanguage");
        answer.put("executionPolicy", "");
        answer.put("installDir", LabPaths.WINDOWS_HOME);
        answer.putArray("missing");
        answer.put("drive", LabPaths.WINDOWS_HOME.substring(0, 2));
        answer.put("freeBytes", server.freeBytes());
        return answer;
    }

    private static ObjectNode tries() {
        ObjectNode answer = JSON.createObjectNode();
        answer.put("way", "process").put("exitCode", 0);
        answer.putArray("whys");
        answer.put("folder", "C:\\Program Files\\OutSystems failover\\check");
        answer.put("folderProblem", "").put("platformProblem", "").put("configurationProblem", "");
        answer.putArray("scripts");
        answer.putArray("left");
        return answer;
    }

    private ObjectNode row(PlatformService service, @Nullable ServiceState state, List<LabEvent> events) {
        ObjectNode row = JSON.createObjectNode();
        row.put("name", service.name());
        row.put("present", state != null);
        for (String field : List.of(
                "startType",
                "status",
                "processId",
                "startedAt",
                "initialisedAt",
                "initialisationError",
                "lastEventAt",
                "portOpen",
                "problem")) {
            row.putNull(field);
        }
        if (state == null) {
            return row;
        }
        row.put("startType", startType(server.startType(service)));
        row.put("status", status(state));
        if (!state.isRunning()) {
            return row;
        }
        row.put("processId", server.processId(service));
        Instant started = server.changedAt(service);
        Instant initialised = null;
        String failure = null;
        Instant last = null;
        for (LabEvent event : events) {
            if (!event.source().equals(service.displayName())) {
                continue;
            }
            if (event.message().startsWith("Service started successfully")) {
                started = event.time();
            } else if (event.message().startsWith("Service initialized successfully")) {
                initialised = event.time();
            } else if (event.message().startsWith("Initialization error")
                    && event.time().isAfter(started)) {
                failure = event.message();
            }
            last = event.time();
        }
        row.put("startedAt", time(started));
        if (initialised != null) {
            row.put("initialisedAt", time(initialised));
        } else if (failure != null) {
            row.put("initialisationError", failure);
        }
        row.put("lastEventAt", last == null || last.isBefore(started) ? null : time(last));
        if (service != PlatformService.LOG && service != PlatformService.SMS) {
            row.put("portOpen", state == ServiceState.INITIALISED);
        }
        return row;
    }

    // --- services

    private ObjectNode stop(PowerShellCall call) throws InterruptedException, Stopped {
        PlatformService service = service(call);
        ObjectNode answer = JSON.createObjectNode();
        if (service == null) {
            return answer.put("present", false).put("changed", false).putNull("status");
        }
        Instant begun = farm().now();
        ServiceState before = server.state(service);
        if (before != ServiceState.STOPPED) {
            server.stop(service);
            if (!await(call, () -> server.state(service) == ServiceState.STOPPED)) {
                throw new Stopped(
                        "NOT_IN_WANTED_STATE",
                        service.displayName() + " is still " + status(server.state(service)) + " (process "
                                + server.processId(service) + "): the time to stop has passed");
            }
        }
        answer.put("present", true)
                .put("changed", before != ServiceState.STOPPED)
                .put("before", status(before))
                .put("status", status(server.state(service)));
        answer.putArray("alsoStopped");
        return answer.put("seconds", seconds(begun));
    }

    private ObjectNode start(PowerShellCall call) throws InterruptedException, Stopped {
        PlatformService service = present(call);
        Instant begun = farm().now();
        ServiceState before = server.state(service);
        if (!before.isRunning()) {
            if (before == ServiceState.STOPPING) {
                await(call, () -> server.state(service) == ServiceState.STOPPED);
            }
            if (server.start(service) == ServiceAnswer.DISABLED) {
                throw new Stopped(
                        "NOT_IN_WANTED_STATE",
                        "'" + service.displayName()
                                + "' is disabled: it can't be started before it is set to automatic");
            }
            if (!await(call, () -> server.state(service).isRunning())) {
                throw new Stopped(
                        "NOT_IN_WANTED_STATE",
                        service.displayName() + " is still " + status(server.state(service))
                                + ": the time to start has passed");
            }
        }
        return JSON.createObjectNode()
                .put("present", true)
                .put("changed", !before.isRunning())
                .put("before", status(before))
                .put("status", status(server.state(service)))
                .put("seconds", seconds(begun));
    }

    private ObjectNode disable(PowerShellCall call) {
        PlatformService service = service(call);
        if (service == null) {
            return JSON.createObjectNode()
                    .put("present", false)
                    .put("changed", false)
                    .putNull("startType");
        }
        return setStartType(service, StartType.DISABLED);
    }

    private ObjectNode setAutomatic(PowerShellCall call) throws Stopped {
        return setStartType(present(call), StartType.AUTOMATIC);
    }

    private ObjectNode setStartType(PlatformService service, StartType wanted) {
        StartType before = server.startType(service);
        server.startType(service, wanted);
        return JSON.createObjectNode()
                .put("present", true)
                .put("changed", before != wanted)
                .put("before", startType(before))
                .put("startType", startType(server.startType(service)));
    }

    private @Nullable PlatformService service(PowerShellCall call) {
        String name = call.parameter("Service", "");
        for (PlatformService service : PlatformService.values()) {
            if (service.displayName().equalsIgnoreCase(name) && server.startType(service) != StartType.ABSENT) {
                return service;
            }
        }
        return null;
    }

    private PlatformService present(PowerShellCall call) throws Stopped {
        PlatformService service = service(call);
        if (service == null) {
            throw new Stopped(
                    "SERVICE_ABSENT", "there is no service '" + call.parameter("Service", "") + "' on this server");
        }
        return service;
    }

    // --- configuration

    private ObjectNode write(PowerShellCall call) throws Stopped {
        String address = call.parameter("ControllerAddress", "");
        if (address.isEmpty()) {
            throw new Stopped("COMMAND_FAILED", "no address was given");
        }
        requireConfiguration();
        String text = new String(server.hsconf(), StandardCharsets.UTF_8);
        String changed = setting(text, "ServiceConfiguration", "CompilerServerHostname", address);
        String cacheHost = call.parameter("CacheServiceHost", "");
        if (!cacheHost.isEmpty()) {
            changed = setting(changed, "CacheInvalidationConfiguration", "ServiceHost", cacheHost);
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.put("changed", !changed.equals(text));
        String backup = null;
        if (!changed.equals(text)) {
            backup = LabPaths.WINDOWS_HSCONF + "." + call.parameter("BackupSuffix", "") + ".bak";
            if (server.file(backup).isEmpty()) {
                server.writeFile(backup, server.hsconf());
            }
            server.writeFile(LabPaths.WINDOWS_HSCONF, changed.getBytes(StandardCharsets.UTF_8));
        }
        return answer.put("controllerAddress", server.controllerAddress())
                .put("cacheServiceHost", server.cacheServiceHost())
                .put("backup", backup)
                .putNull("note");
    }

    private boolean hasConfiguration() {
        return server.file(LabPaths.WINDOWS_HSCONF).isPresent();
    }

    private void requireConfiguration() throws Stopped {
        if (!hasConfiguration()) {
            throw new Stopped("PLATFORM_NOT_AS_EXPECTED", "there is no " + LabPaths.WINDOWS_HSCONF);
        }
    }

    private static String setting(String text, String section, String setting, String value) throws Stopped {
        String changed = HsconfText.with(text, section, setting, value);
        if (changed == null) {
            throw new Stopped(
                    "PLATFORM_NOT_AS_EXPECTED",
                    "server.hsconf has no element " + section + "/" + setting + "; nothing was written");
        }
        return changed;
    }

    private ObjectNode apply(PowerShellCall call) throws InterruptedException, Stopped {
        requireConfiguration();
        String method = call.parameter("Method", "");
        String marker = "before " + call.parameter("JobId", "apply-configuration");
        if (!method.equals("restart-services")) {
            String arguments = call.parameter(
                    "Arguments",
                    switch (method) {
                        case "upgrade-install" -> "/UpgradeInstall";
                        case "apply-settings-factory" -> "/ApplySettingsFactory";
                        default -> throw new Stopped("COMMAND_FAILED", "unknown method '" + method + "'");
                    });
            if (NEVER.matcher(arguments).find()) {
                throw new Stopped("COMMAND_FAILED", "'" + arguments + "' is never run here");
            }
            Map<PlatformService, Integer> before = processes();
            ObjectNode begun = tool(call, "ConfigurationTool.com " + arguments);
            if (begun.path("started").asBoolean()) {
                before.forEach((service, id) -> server.mark(marker + " " + service, Integer.toString(id)));
            }
            return begun;
        }
        ObjectNode answer = JSON.createObjectNode();
        Map<PlatformService, Integer> before = processes();
        Map<String, String> noted = server.markers();
        before.replaceAll(
                (service, id) -> Integer.parseInt(noted.getOrDefault(marker + " " + service, Integer.toString(id))));
        Instant written = server.modifiedAt(LabPaths.WINDOWS_HSCONF).orElse(Instant.EPOCH);
        Map<PlatformService, Integer> after = processes();
        List<PlatformService> due = new ArrayList<>();
        List<PlatformService> byTool = new ArrayList<>();
        for (PlatformService service : PlatformService.inStartOrder()) {
            if (!server.startType(service).isEnabled()) {
                continue;
            }
            boolean ranBefore = !Objects.equals(before.get(service), 0);
            if (server.startType(service) == StartType.MANUAL
                    && server.state(service) == ServiceState.STOPPED
                    && !ranBefore) {
                continue;
            }
            boolean fresh = server.state(service).isRunning()
                    && server.changedAt(service).isAfter(written);
            if (!fresh) {
                due.add(service);
            } else if (!Objects.equals(after.get(service), before.get(service))) {
                byTool.add(service);
            }
        }
        for (PlatformService service : due) {
            server.stop(service);
            if (!await(call, () -> server.state(service) == ServiceState.STOPPED)) {
                throw new Stopped(
                        "NOT_IN_WANTED_STATE",
                        service.displayName() + " is still " + status(server.state(service))
                                + ": the time to stop has passed");
            }
        }
        for (PlatformService service : due) {
            server.start(service);
            await(call, () -> server.state(service).isRunning());
        }
        names(answer.putArray("restarted"), due);
        names(answer.putArray("restartedByTool"), byTool);
        return answer;
    }

    private Map<PlatformService, Integer> processes() {
        Map<PlatformService, Integer> ids = new EnumMap<>(PlatformService.class);
        for (PlatformService service : PlatformService.inStartOrder()) {
            ids.put(service, server.processId(service));
        }
        return ids;
    }

    private static void names(ArrayNode array, List<PlatformService> services) {
        services.forEach(s -> array.add(s.displayName()));
    }

    // --- tools

    private String installerLine(PowerShellCall call) {
        return "SCInstaller.exe "
                + call.parameter(
                        "Arguments",
                        "-file ServiceCenter.oml -extension OMLProcessor.xif IntegrationStudio.xif PlatformLogs.xif CentralizedPlatformLogs.xif");
    }

    private static String ospToolLine(PowerShellCall call) {
        return String.join(
                " ",
                call.parameter("Tool", "OSPTool.com"),
                call.parameter("Switch", ""),
                quoted(call.parameter("HostName", "")),
                quoted(call.parameter("User", "")),
                quoted(call.parameter("Password", "")));
    }

    private static String quoted(String argument) {
        return "\"" + argument.replace("\"", "\\\"") + "\"";
    }

    /** The file is on the server as long as the tool runs. */
    private ObjectNode uploadLicense(PowerShellCall call) throws IOException, InterruptedException {
        String path = "C:\\Program Files\\OutSystems failover\\jobs\\" + call.parameter("JobId", "") + ".lic";
        server.writeFile(path, Base64.getDecoder().decode(call.parameter("File", "")));
        try {
            WindowsTools.Ended ended = tools.run("ConfigurationTool.com /UploadLicense " + quoted(path) + " "
                            + quoted(call.parameter("User", "")) + " " + quoted(call.parameter("Password", "")))
                    .orElseThrow();
            return JSON.createObjectNode()
                    .put("exitCode", ended.exitCode())
                    .put("output", ended.output().strip());
        } finally {
            server.deleteFile(path);
        }
    }

    private ObjectNode testPort(PowerShellCall call) {
        String host = call.parameter("HostName", "");
        int port = Integer.parseInt(call.parameter("Port", "0"));
        boolean open = server.reaches(host, port);
        ObjectNode answer = JSON.createObjectNode().put("open", open);
        return open
                ? answer.putNull("reason")
                : answer.put("reason", "No connection could be made to " + host + ":" + port);
    }

    /** Runs a tool as a job apart from the session. */
    private ObjectNode tool(PowerShellCall call, String line) throws InterruptedException {
        String id = call.parameter("JobId", call.script().replace(".ps1", ""));
        return report(id, jobs.open(id, line));
    }

    private ObjectNode report(String id, boolean started) {
        ObjectNode answer = JSON.createObjectNode().put("started", started);
        ObjectNode row = answer.putObject("job").put("id", id);
        Optional<LabJob> found = server.job(id);
        row.put("state", found.map(j -> j.state().name()).orElse("ABSENT"));
        found.ifPresent(job -> row.put("exitCode", job.exitCode())
                .put("why", job.why())
                .put("elapsed", Duration.between(job.startedAt(), farm().now()).toSeconds())
                .put("bytes", job.output().length())
                .put("output", lines(job.output())));
        return answer;
    }

    private ObjectNode cancel(String id) {
        server.cancelJob(id);
        return report(id, false);
    }

    private ObjectNode remove(String id) {
        server.removeJob(id);
        return report(id, false);
    }

    private ObjectNode custom(String command) throws IOException, InterruptedException {
        Optional<WindowsTools.Ended> ended = tools.run(command);
        if (ended.isPresent()) {
            return JSON.createObjectNode()
                    .put("exitCode", ended.get().exitCode())
                    .put("output", lines(ended.get().output()));
        }
        String lower = command.toLowerCase(Locale.ROOT).strip();
        if (lower.startsWith("echo ")) {
            return JSON.createObjectNode()
                    .put("exitCode", 0)
                    .put("output", command.strip().substring(5));
        }
        if (lower.startsWith("exit ")) {
            String code = lower.replaceAll("[^0-9]", "");
            return JSON.createObjectNode()
                    .put("exitCode", code.isEmpty() ? 0 : Integer.parseInt(code))
                    .put("output", "");
        }
        server.journal().unknown(command);
        LOG.warn("{}: unknown to the simulated server: {}", server, command);
        return JSON.createObjectNode()
                .put("exitCode", 1)
                .put(
                        "output",
                        "'" + command.split("\\s", 2)[0]
                                + "' is not recognized as an internal or external command,\noperable program or batch file.");
    }

    // --- small things

    private boolean await(PowerShellCall call, BooleanSupplier condition) throws InterruptedException {
        Instant until = farm().now().plusSeconds(Long.parseLong(call.parameter("TimeoutSeconds", "120")));
        while (!condition.getAsBoolean()) {
            if (!farm().now().isBefore(until)) {
                return false;
            }
            farm().clock().pause(Duration.ofMillis(10));
        }
        return true;
    }

    /** What a program printed, as a script takes it over. */
    private static String lines(String output) {
        return output.strip().replace("\r\n", "\n");
    }

    private double seconds(Instant begun) {
        return Math.round(Duration.between(begun, farm().now()).toMillis() / 100.0) / 10.0;
    }

    private LabFarm farm() {
        return server.environment().farm();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String status(ServiceState state) {
        return switch (state) {
            case STOPPED, UNKNOWN -> "Stopped";
            case STARTING -> "StartPending";
            case RUNNING, INITIALISED -> "Running";
            case STOPPING -> "StopPending";
        };
    }

    static String startType(StartType startType) {
        return switch (startType) {
            case AUTOMATIC -> "Automatic";
            case MANUAL -> "Manual";
            default -> "Disabled";
        };
    }

    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c >= 0x20 && c <= 0x7e) {
                ascii.append(c);
            } else {
                ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }
}
