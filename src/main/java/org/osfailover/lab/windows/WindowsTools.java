package org.osfailover.lab.windows;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabFaults;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.ServiceCenterInstaller;
import org.osfailover.lab.servicecenter.LicenseUpload;
import org.osfailover.lab.servicecenter.OspToolRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The platform's own programs on Windows: the Configuration Tool's command line and the Service Center installer. */
final class WindowsTools {

    private static final Logger LOG = LoggerFactory.getLogger(WindowsTools.class);

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\S+");

    private final LabServer server;

    WindowsTools(LabServer server) {
        this.server = server;
    }

    /** What a program printed and how it ended. */
    record Ended(int exitCode, String output) {}

    private static final class Printed {
        private final StringBuilder text = new StringBuilder();
        private final Consumer<String> watching;

        Printed(Consumer<String> watching) {
            this.watching = watching;
        }
    }

    /** Runs a line as cmd.exe would; empty for a program that is not the platform's. */
    Optional<Ended> run(String line) throws IOException, InterruptedException {
        return run(line, text -> {});
    }

    /** @param watching is told what it prints, as it prints it */
    Optional<Ended> run(String line, Consumer<String> watching) throws IOException, InterruptedException {
        String asked =
                line.replaceAll("\\s*(2>&1|<\\s*NUL|&&\\s*exit /b .*)", "").strip();
        String program = asked.split("\\s", 2)[0].toLowerCase(Locale.ROOT);
        String name = program.substring(program.lastIndexOf('\\') + 1).replace("\"", "");
        Optional<LabFaults.Failure> failure = server.faults().failureOf(asked);
        if (failure.isPresent()) {
            watching.accept(failure.get().message() + "\r\n");
            return Optional.of(new Ended(failure.get().exitCode(), failure.get().message() + "\r\n"));
        }
        Printed output = new Printed(watching);
        return switch (name) {
            case "configurationtool.com", "configurationtool" ->
                Optional.of(new Ended(configure(asked, output), output.text.toString()));
            case "scinstaller.exe", "scinstaller" ->
                Optional.of(new Ended(installServiceCenter(asked, output), output.text.toString()));
            case "osptool.com", "osptool" ->
                Optional.of(new Ended(
                        OspToolRun.run(server, arguments(asked), text -> add(output, text)), output.text.toString()));
            default -> Optional.empty();
        };
    }

    /** The arguments behind the program, as a Windows program takes its command line apart. */
    static List<String> arguments(String line) {
        List<String> arguments = new ArrayList<>();
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            arguments.add(
                    words.group(1) == null
                            ? words.group()
                            : words.group(1)
                                    .replaceAll("(\\\\*)\\1\\\\\"", "$1\"")
                                    .replaceAll("(\\\\+)\\1$", "$1"));
        }
        return arguments.subList(1, arguments.size());
    }

    private int configure(String line, Printed output) throws IOException, InterruptedException {
        String argument =
                line.contains(" ") ? line.substring(line.indexOf(' ') + 1).strip() : "";
        List<String> words = arguments(line);
        if (!words.isEmpty() && words.get(0).equalsIgnoreCase("/UploadLicense")) {
            return LicenseUpload.run(server, words.subList(1, words.size()), text -> add(output, text));
        }
        switch (argument.toLowerCase(Locale.ROOT)) {
            case "/upgradeinstall" -> {
                add(output, "Upgrading the platform database model... done.");
                rewrite();
                if (farm().options().upgradeInstallRestartsServices()) {
                    restart();
                    add(output, "OutSystems services restarted.");
                }
                add(output, "Configuration applied successfully.");
                return 0;
            }
            case "/applysettingsfactory" -> {
                server.applyConfiguration();
                restart();
                return 0;
            }
            case "/createupgradecacheinvalidationservice" -> {
                server.install(PlatformService.RABBITMQ);
                server.startType(PlatformService.RABBITMQ, StartType.AUTOMATIC);
                server.start(PlatformService.RABBITMQ);
                await(() -> server.state(PlatformService.RABBITMQ).isRunning());
                add(output, "Cache Invalidation Service created successfully.");
                return 0;
            }
            case "/getserial" -> {
                add(output, server.toldSerialNumber());
                return 0;
            }
            default -> {
                server.journal().unknown(line);
                LOG.warn("{}: unknown to the simulated server: {}", server, line);
                add(output, "Invalid arguments: " + argument);
                return 1;
            }
        }
    }

    /** The tool reads the file, writes it again and brings it into force. */
    private void rewrite() {
        server.writeFile(LabPaths.WINDOWS_HSCONF, server.hsconf());
        server.applyConfiguration();
    }

    private void restart() throws InterruptedException {
        List<PlatformService> own = PlatformService.inStartOrder().stream()
                .filter(s -> server.startType(s).isEnabled())
                .toList();
        for (PlatformService service : own) {
            server.stop(service);
            await(() -> server.state(service) == ServiceState.STOPPED);
        }
        for (PlatformService service : own) {
            server.start(service);
            await(() -> server.state(service).isRunning());
        }
    }

    private int installServiceCenter(String line, Printed output) throws IOException, InterruptedException {
        if (!line.contains("-file ServiceCenter.oml")) {
            add(output, "Usage: SCInstaller.exe -file <oml> -extension <xif>...");
            return 1;
        }
        int exit = ServiceCenterInstaller.install(server, text -> add(output, text));
        if (exit == 0) {
            server.mark("ServiceCenter", server.version());
        }
        return exit;
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        Duration patience =
                farm().timings().stop().plus(farm().timings().start()).multipliedBy(10);
        Instant until = farm().now().plus(patience);
        while (!condition.getAsBoolean() && farm().now().isBefore(until)) {
            farm().clock().pause(Duration.ofMillis(10));
        }
    }

    private static void add(Printed output, String line) {
        output.text.append(line).append("\r\n");
        output.watching.accept(line + "\r\n");
    }

    private LabFarm farm() {
        return server.environment().farm();
    }
}
