package org.osfailover.lab.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osfailover.farm.PlatformService;
import org.osfailover.lab.LabServer;

/** The everyday programs of a Linux server, as far as they are needed. */
final class SmallPrograms {

    private SmallPrograms() {}

    static Map<String, LinuxProgram> all() {
        Map<String, LinuxProgram> programs = new TreeMap<>();
        programs.put("true", (arguments, process) -> 0);
        programs.put("false", (arguments, process) -> 1);
        programs.put(":", (arguments, process) -> 0);
        programs.put("echo", (arguments, process) -> {
            process.out(String.join(" ", arguments));
            return 0;
        });
        programs.put("id", SmallPrograms::id);
        programs.put("whoami", (arguments, process) -> {
            process.out(process.isRoot() ? "root" : user(process));
            return 0;
        });
        programs.put("hostname", (arguments, process) -> {
            process.out(
                    arguments.contains("-i")
                            ? process.server().address()
                            : process.server().id());
            return 0;
        });
        programs.put("uname", (arguments, process) -> {
            process.out(
                    arguments.contains("-n")
                            ? process.server().id()
                            : arguments.contains("-a")
                                    ? "Linux " + process.server().id()
                                            + " 3.10.0-1160.el7.x86_64 #1 SMP x86_64 GNU/Linux"
                                    : "Linux");
            return 0;
        });
        programs.put("date", SmallPrograms::date);
        programs.put("sleep", (arguments, process) -> {
            process.farm().clock().pause(Duration.ofMillis((long) (1000 * Double.parseDouble(arguments.get(0)))));
            return 0;
        });
        programs.put("cat", SmallPrograms::cat);
        programs.put("cp", SmallPrograms::cp);
        programs.put("test", SmallPrograms::test);
        programs.put("stat", SmallPrograms::stat);
        programs.put("sha256sum", SmallPrograms::sha256sum);
        programs.put("ps", SmallPrograms::ps);
        programs.put("df", SmallPrograms::df);
        return programs;
    }

    private static String user(LinuxProcess process) {
        return process.farm().sshUser();
    }

    private static int id(List<String> arguments, LinuxProcess process) throws IOException {
        boolean name = arguments.contains("-n") || arguments.contains("-un");
        if (name) {
            process.out(process.isRoot() ? "root" : user(process));
        } else {
            process.out(process.isRoot() ? "0" : "1001");
        }
        return 0;
    }

    private static int date(List<String> arguments, LinuxProcess process) throws IOException {
        if (!arguments.contains("+%s")) {
            process.error("date: only +%s is known to the simulated server");
            return 1;
        }
        process.out(Long.toString(process.farm().now().getEpochSecond()));
        return 0;
    }

    private static int cat(List<String> arguments, LinuxProcess process) throws IOException {
        int status = 0;
        for (String path : arguments) {
            if (path.equals("--")) {
                continue;
            }
            Optional<byte[]> content = process.server().file(path);
            if (content.isEmpty()) {
                process.error("cat: " + path + ": No such file or directory");
                status = 1;
            } else if (!process.mayRead(path)) {
                process.error("cat: " + path + ": Permission denied");
                status = 1;
            } else {
                process.print(new String(content.get(), StandardCharsets.UTF_8));
            }
        }
        return status;
    }

    private static int sha256sum(List<String> arguments, LinuxProcess process) throws IOException {
        String path = arguments.get(arguments.size() - 1);
        Optional<byte[]> content = process.server().file(path);
        if (content.isEmpty()) {
            process.error("sha256sum: " + path + ": No such file or directory");
            return 1;
        }
        if (!process.mayRead(path)) {
            process.error("sha256sum: " + path + ": Permission denied");
            return 1;
        }
        process.out(LabServer.sha256(content.get()) + "  " + path);
        return 0;
    }

    private static int cp(List<String> arguments, LinuxProcess process) throws IOException {
        boolean keep = arguments.stream().anyMatch(a -> a.equals("-p") || a.equals("-a"));
        List<String> paths = arguments.stream().filter(a -> !a.startsWith("-")).toList();
        if (paths.size() != 2) {
            process.error("cp: missing destination file operand");
            return 1;
        }
        LabServer server = process.server();
        String from = paths.get(0);
        String to = paths.get(1);
        Optional<byte[]> content = server.file(from);
        if (content.isEmpty()) {
            process.error("cp: cannot stat '" + from + "': No such file or directory");
            return 1;
        }
        if (!process.mayRead(from) || !process.mayWrite(to)) {
            process.error("cp: cannot create regular file '" + to + "': Permission denied");
            return 1;
        }
        if (arguments.contains("-n") && server.file(to).isPresent()) {
            return 0;
        }
        Instant modifiedAt = keep
                ? server.modifiedAt(from).orElse(Instant.EPOCH)
                : process.farm().now();
        server.writeFile(to, content.get(), modifiedAt);
        return 0;
    }

    private static int test(List<String> arguments, LinuxProcess process) throws IOException {
        if (arguments.size() != 2) {
            process.error("test: too many arguments");
            return 2;
        }
        Optional<byte[]> content = process.server().file(arguments.get(1));
        return switch (arguments.get(0)) {
            case "-e", "-f" -> content.isPresent() ? 0 : 1;
            case "-s" -> content.filter(c -> c.length > 0).isPresent() ? 0 : 1;
            case "-r" -> content.isPresent() && process.mayRead(arguments.get(1)) ? 0 : 1;
            default -> 2;
        };
    }

    private static int stat(List<String> arguments, LinuxProcess process) throws IOException {
        if (arguments.size() != 3
                || !arguments.get(0).equals("-c")
                || !arguments.get(1).equals("%Y")) {
            process.error("stat: only -c %Y FILE is known to the simulated server");
            return 1;
        }
        Optional<Instant> modifiedAt = process.server().modifiedAt(arguments.get(2));
        if (modifiedAt.isEmpty()) {
            process.error("stat: cannot stat '" + arguments.get(2) + "': No such file or directory");
            return 1;
        }
        process.out(Long.toString(modifiedAt.get().getEpochSecond()));
        return 0;
    }

    private static int df(List<String> arguments, LinuxProcess process) throws IOException {
        if (arguments.isEmpty() || !arguments.get(0).equals("-Pk")) {
            process.error("df: only -Pk is known to the simulated server");
            return 1;
        }
        process.out("Filesystem     1024-blocks     Used Available Capacity Mounted on");
        process.out(
                process.server().freeBytes() == 0
                        ? "/dev/sda2         41943040 41943040         0     100% /"
                        : "/dev/sda2         41943040 12582912  29360128      30% /");
        return 0;
    }

    private static int ps(List<String> arguments, LinuxProcess process) throws IOException {
        if (!String.join(" ", arguments).equals("-eo pid,etimes,args")) {
            process.error("ps: only -eo pid,etimes,args is known to the simulated server");
            return 1;
        }
        process.out("    PID ELAPSED COMMAND");
        process.out("      1  864000 /usr/lib/systemd/systemd --switched-root --system --deserialize 22");
        process.out("    812  863990 /usr/sbin/sshd -D");
        LabServer server = process.server();
        Instant now = process.farm().now();
        server.services().forEach((service, state) -> {
            int id = server.processId(service);
            if (id > 0) {
                lines(
                        process,
                        String.format(
                                Locale.ROOT,
                                "%7d %7d /usr/java/default/bin/java -Xmx512m -cp /opt/outsystems/platform/lib/* outsystems.hubedition.%s",
                                id,
                                Duration.between(server.changedAt(service), now).toSeconds(),
                                mainClass(service)));
            }
        });
        return 0;
    }

    private static void lines(LinuxProcess process, String line) {
        try {
            process.out(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String mainClass(PlatformService service) {
        return switch (service) {
            case LOG -> "logservice.LogService";
            case CONTROLLER -> "deploymentcontroller.DeploymentController";
            case DEPLOYER -> "deployservice.DeployService";
            case SCHEDULER -> "scheduler.Scheduler";
            case SMS -> "smsconnector.SmsConnector";
            case RABBITMQ -> "none";
        };
    }
}
