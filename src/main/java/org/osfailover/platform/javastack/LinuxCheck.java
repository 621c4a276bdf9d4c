package org.osfailover.platform.javastack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.AccessFindings;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;

/** Looks whether a Linux server is ready for the procedures. Reads, and tries what leaves nothing. */
final class LinuxCheck {

    private static final Duration WHOLE_SECONDS = Duration.ofMillis(500);

    private final Server server;
    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final ServiceReader services;
    private final LinuxRights rights;
    private final Clock clock;

    LinuxCheck(
            Server server,
            LinuxServer linux,
            LinuxCommands commands,
            ServiceReader services,
            LinuxRights rights,
            Clock clock) {
        this.server = server;
        this.linux = linux;
        this.commands = commands;
        this.services = services;
        this.rights = rights;
        this.clock = clock;
    }

    private interface Look {
        List<CheckFinding> at() throws GivenUp;
    }

    List<CheckFinding> findings() {
        List<CheckFinding> findings = new ArrayList<>();
        try {
            Instant asked = clock.instant();
            CheckFinding shell = shell();
            findings.addAll(AccessFindings.letIn(Duration.between(asked, clock.instant())));
            findings.add(shell);
        } catch (GivenUp e) {
            if (e.outcome() instanceof Outcome.Refused refused && refused.code().isNotLetIn()) {
                return AccessFindings.shutOut(refused.code(), refused.sentence());
            }
            findings.addAll(AccessFindings.letIn());
            findings.add(notTold(Code.SHELL, e));
            return findings;
        }
        look(findings, Code.CLOCK, () -> List.of(clock()));
        look(findings, Code.SYSTEM_TOOLS, () -> List.of(systemTools()));
        look(findings, Code.PRIVILEGE, this::privilege);
        look(findings, Code.CONFIGURATION, () -> List.of(configuration()));
        look(findings, Code.SERVICES, () -> List.of(services()));
        if (findings.stream().noneMatch(LinuxCheck::isMissingRight)) {
            look(findings, Code.JOBS, () -> new LinuxTries(linux, commands, rights).findings());
        }
        if (findings.stream().noneMatch(found -> found.code() == Code.DISK)) {
            look(findings, Code.DISK, () -> List.of(disk()));
        }
        return findings;
    }

    private static boolean isMissingRight(CheckFinding found) {
        return found.code() == Code.PRIVILEGE && found.severity() == CheckFinding.Severity.ERROR;
    }

    private static void look(List<CheckFinding> findings, Code code, Look look) {
        try {
            findings.addAll(look.at());
        } catch (GivenUp e) {
            findings.add(notTold(code, e));
        }
    }

    private static CheckFinding notTold(Code code, GivenUp e) {
        boolean privilege =
                e.outcome() instanceof Outcome.Refused refused && refused.code() == RefusalCode.PRIVILEGE_MISSING;
        return CheckFinding.error(
                privilege ? Code.PRIVILEGE : code,
                e.outcome().sentence(),
                privilege ? "Give the login this right (docs/servers.md)" : "Repair this, then check again");
    }

    private CheckFinding shell() throws GivenUp {
        CommandResult.Completed answer = linux.read(commands.shellProbe());
        String printed = answer.output().strip();
        if (!printed.contains(LinuxCommands.SHELL_WORD) || answer.exitCode().orElse(-1) != LinuxCommands.SHELL_CODE) {
            return CheckFinding.error(
                    Code.SHELL,
                    "Commands are not run as they are sent: a script of several lines that prints "
                            + LinuxCommands.SHELL_WORD + " and ends with exit code " + LinuxCommands.SHELL_CODE
                            + " ended with " + LinuxServer.complaint(answer),
                    "Give user " + server.ssh().user()
                            + " a shell that runs commands (chsh -s /bin/bash; not nologin, no"
                            + " menu), and no forced command in authorized_keys or sshd_config");
        }
        if (!printed.equals(LinuxCommands.SHELL_WORD)) {
            return CheckFinding.error(
                    Code.SHELL,
                    "The login prints text of its own on standard output before a command's: "
                            + LinuxServer.end(printed.replace(LinuxCommands.SHELL_WORD, "")),
                    "Remove the output from ~/.bashrc, ~/.profile and /etc/profile.d for logins without a terminal");
        }
        return CheckFinding.ok(Code.SHELL, "Commands are run as they are sent");
    }

    private CheckFinding clock() throws GivenUp {
        Instant asked = clock.instant();
        CommandResult.Completed answer = linux.read(commands.now());
        String seconds = answer.output().strip();
        if (!seconds.matches("\\d{1,12}")) {
            throw GivenUp.unknown(server.id() + " does not say its time: " + LinuxServer.complaint(answer));
        }
        Instant said = Instant.ofEpochSecond(Long.parseLong(seconds)).plus(WHOLE_SECONDS);
        return AccessFindings.clock(asked, clock.instant(), said, WHOLE_SECONDS);
    }

    private CheckFinding systemTools() throws GivenUp {
        String output = linux.read(commands.systemTools()).output();
        String missing = output.lines()
                .filter(line -> line.startsWith(LinuxCommands.MISSING))
                .map(line -> line.substring(LinuxCommands.MISSING.length()).strip())
                .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? CheckFinding.ok(Code.SYSTEM_TOOLS, "There are " + String.join(", ", LinuxCommands.SYSTEM_TOOLS))
                : CheckFinding.error(
                        Code.SYSTEM_TOOLS,
                        "User " + server.ssh().user() + " does not find: " + missing,
                        "Install them (packages bash, coreutils, procps, util-linux), or correct the PATH");
    }

    private List<CheckFinding> privilege() throws GivenUp {
        if (!rights.throughSudo()) {
            return List.of(
                    rights.isRoot()
                            ? CheckFinding.ok(Code.PRIVILEGE, "The login is root")
                            : CheckFinding.warning(
                                    Code.PRIVILEGE,
                                    "User " + server.ssh().user() + " is not root, and no sudo is used (elevate: none)",
                                    "Set elevate: sudo in the inventory and prepare sudoers (docs/servers.md)"),
                    tools(missingTools()));
        }
        List<PlatformService> present = services.readAll().values().stream()
                .filter(reading -> reading.startType() != StartType.ABSENT)
                .map(ServiceReading::service)
                .toList();
        List<CommandLine> wanted = new ArrayList<>(commands.reading(present));
        wanted.addAll(commands.changing(present));
        LinuxRights.Answer answer = rights.ask(wanted);
        List<CheckFinding> findings = new ArrayList<>();
        answer.denied().stream()
                .collect(Collectors.groupingBy(LinuxRights.Denied::right, LinkedHashMap::new, Collectors.toList()))
                .forEach((right, denied) -> findings.add(CheckFinding.error(
                        Code.PRIVILEGE,
                        "User " + server.ssh().user() + " may not run as root ("
                                + LinuxServer.end(LinuxRights.words(denied.get(0))) + "): " + named(denied),
                        right.remedy(server))));
        if (!answer.unclear().isEmpty()) {
            findings.add(CheckFinding.error(
                    Code.PRIVILEGE,
                    rights.sentence(answer.unclear()),
                    "Run 'LC_ALL=C sudo -n -l -- ' with such a command there as user "
                            + server.ssh().user()
                            + ", see what is meant, and compare the sudoers lines with docs/servers.md"));
        }
        if (findings.isEmpty()) {
            findings.add(CheckFinding.ok(
                    Code.PRIVILEGE, "sudo runs all " + answer.allowed().size() + " commands that the procedures send"));
        }
        if (answer.denied().isEmpty() || !answer.notThere().isEmpty()) {
            findings.add(tools(answer.notThere().stream()
                    .map(command -> command.toString().split(" ", 2)[0])
                    .distinct()
                    .toList()));
        }
        return findings;
    }

    private static String named(List<LinuxRights.Denied> denied) {
        return denied.stream().map(one -> "'" + one.command() + "'").distinct().collect(Collectors.joining(", "));
    }

    private List<String> missingTools() throws GivenUp {
        List<String> missing = new ArrayList<>();
        for (String tool : commands.platformTools()) {
            if (!linux.read(commands.exists(tool)).isExitZero()) {
                missing.add(tool);
            }
        }
        return missing;
    }

    private static CheckFinding tools(List<String> missing) {
        return missing.isEmpty()
                ? CheckFinding.ok(Code.PLATFORM_TOOLS, "The platform's tools are there")
                : CheckFinding.error(
                        Code.PLATFORM_TOOLS,
                        "Not there: " + String.join(", ", missing),
                        "Is the platform installed elsewhere? Set the override " + JavaSettings.HOME.key() + " or "
                                + JavaSettings.SERVICE_COMMAND.key());
    }

    private CheckFinding configuration() throws GivenUp {
        String file = commands.configurationFile();
        Optional<String> text = linux.file(commands.configuration(), Duration.ofSeconds(30));
        if (text.isEmpty()) {
            return CheckFinding.error(
                    Code.CONFIGURATION,
                    file + " can't be read",
                    "Is it elsewhere? Set the override " + JavaSettings.CONFIGURATION_FILE.key());
        }
        Optional<String> address =
                ServerConfiguration.parse(text.get(), server.id() + ": " + file).controllerAddress();
        return address.isPresent()
                ? CheckFinding.ok(Code.CONFIGURATION, file + " names " + address.get() + " as the Controller")
                : CheckFinding.error(
                        Code.CONFIGURATION, file + " names no Controller", "Run configurationtool.sh on the server");
    }

    private CheckFinding services() throws GivenUp {
        Map<PlatformService, ServiceReading> readings = services.readAll();
        String unknown = readings.values().stream()
                .filter(r -> r.state() == ServiceState.UNKNOWN || r.startType() == StartType.UNKNOWN)
                .map(r -> r.service().shortName() + " (" + r.detail() + ")")
                .collect(Collectors.joining("; "));
        String found = readings.values().stream()
                .filter(r -> r.startType() != StartType.ABSENT)
                .map(r -> r.service().shortName())
                .collect(Collectors.joining(", "));
        if (found.isEmpty()) {
            return CheckFinding.error(
                    Code.SERVICES, "The platform has no service here", "Install the platform's server there first");
        }
        return unknown.isEmpty()
                ? CheckFinding.ok(Code.SERVICES, "Services: " + found)
                : CheckFinding.error(
                        Code.SERVICES,
                        "What these services do can't be read: " + unknown,
                        "Where the server's words are others, set the overrides java.status.*");
    }

    private CheckFinding disk() throws GivenUp {
        CommandResult.Completed answer = linux.read(commands.diskSpace());
        Optional<String> line = answer.output().lines().reduce((a, b) -> b);
        String[] columns = line.orElse("").strip().split("\\s+", -1);
        if (!answer.isExitZero() || columns.length < 6 || !columns[3].matches("\\d{1,15}")) {
            return CheckFinding.warning(
                    Code.DISK,
                    "How much room there is can't be read: " + LinuxServer.complaint(answer),
                    "Look at it on the server (df)");
        }
        return AccessFindings.disk(columns[5], Long.parseLong(columns[3]) * 1024);
    }
}
