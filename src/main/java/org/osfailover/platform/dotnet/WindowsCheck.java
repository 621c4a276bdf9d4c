package org.osfailover.platform.dotnet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.ServiceReading;
import org.osfailover.farm.ServiceState;
import org.osfailover.farm.StartType;
import org.osfailover.platform.AccessFindings;
import org.osfailover.platform.dotnet.ServerScripts.Act;
import org.osfailover.platform.dotnet.ServerScripts.Probe;
import org.osfailover.remote.BlockedScript;

/** Looks whether a Windows server is ready for the procedures: {@code read-server.ps1}, then {@code check-server.ps1}. */
final class WindowsCheck {

    private static final int POWERSHELL = 5;

    private final Server server;
    private final ServerScripts scripts;
    private final Clock clock;

    WindowsCheck(Server server, ServerScripts scripts, Clock clock) {
        this.server = server;
        this.scripts = scripts;
        this.clock = clock;
    }

    List<CheckFinding> findings() {
        Probe probe = scripts.read();
        if (probe instanceof Probe.Failed failed) {
            return failed(failed);
        }
        DotnetReading reading = ((Probe.Read) probe).reading();
        List<CheckFinding> findings = new ArrayList<>(AccessFindings.letIn());
        Instant asked = clock.instant();
        Act act = scripts.check();
        Instant answered = clock.instant();
        if (act instanceof Act.Done done) {
            findings.add(powerShell(done.json()));
            findings.add(clock(done.json(), asked, answered));
            findings.add(privilege(reading));
            findings.add(tools(done.json()));
            findings.add(configuration(reading));
            findings.add(services(reading));
            findings.add(disk(done.json()));
        } else {
            findings.add(privilege(reading));
            findings.add(configuration(reading));
            findings.add(services(reading));
            findings.add(CheckFinding.warning(
                    Code.CHECK,
                    "The rest of the check failed: " + ServerScripts.why(act),
                    "Repair this, then check again"));
        }
        if (!Boolean.FALSE.equals(reading.administrator())) {
            findings.addAll(new WindowsTries(scripts.tries(true)).findings());
        }
        return findings;
    }

    private List<CheckFinding> failed(Probe.Failed failed) {
        if (failed.code().isNotLetIn()) {
            return AccessFindings.shutOut(failed.code(), failed.sentence());
        }
        List<CheckFinding> findings = new ArrayList<>(AccessFindings.letIn());
        String said = failed.sentence();
        if (failed.blocked().isPresent()) {
            BlockedScript blocked = failed.blocked().get();
            findings.add(CheckFinding.error(
                    Code.POWERSHELL,
                    "read-server.ps1 can't be run here: " + blocked.sentence(),
                    blocked.remedy() + " (user " + server.ssh().user() + ")"));
        } else if (failed.code() == RefusalCode.PRIVILEGE_MISSING) {
            findings.add(CheckFinding.error(Code.PRIVILEGE, said, administrator()));
        } else {
            findings.add(
                    CheckFinding.error(
                            Code.SHELL,
                            "Our scripts do not answer: " + said,
                            "PowerShell 5.1 has to be there as powershell.exe; user "
                                    + server.ssh().user()
                                    + " needs cmd.exe or PowerShell as the default shell, and no forced command; AppLocker may"
                                    + " forbid it powershell.exe (event log Microsoft-Windows-AppLocker/EXE and DLL, id 8004)"));
        }
        return findings;
    }

    private static CheckFinding powerShell(JsonNode json) {
        String version = ScriptAnswer.text(json, "powerShell").orElse("unknown");
        String mode = ScriptAnswer.text(json, "languageMode").orElse("unknown");
        String policy = ScriptAnswer.text(json, "executionPolicy").orElse("none");
        if (!version.matches("\\d+\\..*") || Integer.parseInt(version.split("\\.", 2)[0]) < POWERSHELL) {
            return CheckFinding.error(
                    Code.POWERSHELL,
                    "Windows PowerShell has version " + version,
                    "Install Windows Management Framework 5.1");
        }
        if (!mode.equals("FullLanguage")) {
            return CheckFinding.error(
                    Code.POWERSHELL,
                    "PowerShell's language mode is " + mode,
                    "Allow this login the full language mode (AppLocker, WDAC, or the variable __PSLockdownPolicy)");
        }
        return CheckFinding.ok(
                Code.POWERSHELL,
                "Windows PowerShell " + version + ", full language mode, execution policy by group policy: " + policy
                        + " (no script file is run)");
    }

    private static CheckFinding clock(JsonNode json, Instant asked, Instant answered) {
        try {
            Instant said = Instant.parse(ScriptAnswer.text(json, "now").orElse(""));
            return AccessFindings.clock(asked, answered, said, Duration.ofMillis(1));
        } catch (DateTimeException e) {
            return CheckFinding.warning(Code.CLOCK, "It does not say its time", "Look at its clock");
        }
    }

    /** Whether the login may change anything. */
    static CheckFinding privilege(DotnetReading reading) {
        if (reading.administrator() == null) {
            return CheckFinding.warning(
                    Code.PRIVILEGE, "Whether the login is an administrator can't be told", administrator());
        }
        return reading.administrator()
                ? CheckFinding.ok(Code.PRIVILEGE, "The login is an administrator with a full token")
                : CheckFinding.error(
                        Code.PRIVILEGE,
                        "The login is not an administrator: services can't be stopped, started or configured by it",
                        administrator());
    }

    private static String administrator() {
        return "Make the login a member of the local group Administrators (docs/servers.md)";
    }

    private static CheckFinding tools(JsonNode json) {
        String missing = ScriptAnswer.list(json.path("missing"));
        if (ScriptAnswer.text(json, "installDir").isEmpty()) {
            return CheckFinding.error(
                    Code.PLATFORM_TOOLS,
                    "The platform's install directory is not found",
                    "Is the platform installed elsewhere? Set the override " + DotnetSettings.INSTALL_DIRECTORY.key());
        }
        String directory = ScriptAnswer.text(json, "installDir").get();
        return missing.isEmpty()
                ? CheckFinding.ok(Code.PLATFORM_TOOLS, "The platform's tools are in " + directory)
                : CheckFinding.error(
                        Code.PLATFORM_TOOLS,
                        "Not in " + directory + ": " + missing,
                        "Repair the installation of the platform's server, or set the override "
                                + DotnetSettings.INSTALL_DIRECTORY.key());
    }

    private static CheckFinding configuration(DotnetReading reading) {
        String address = reading.server().controllerAddress();
        return reading.configurationWrittenAt() != null && address != null
                ? CheckFinding.ok(Code.CONFIGURATION, "server.hsconf names " + address + " as the Controller")
                : CheckFinding.error(
                        Code.CONFIGURATION,
                        "server.hsconf can't be read, or names no Controller: "
                                + reading.server().problem(),
                        "Run the Configuration Tool on the server");
    }

    private static CheckFinding services(DotnetReading reading) {
        List<ServiceReading> all =
                PlatformService.inStartOrder().stream().map(reading::service).toList();
        String unknown = all.stream()
                .filter(r -> r.state() == ServiceState.UNKNOWN || r.startType() == StartType.UNKNOWN)
                .map(r -> r.service().shortName() + " (" + r.detail() + ")")
                .collect(Collectors.joining("; "));
        String found = all.stream()
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
                        "Look at them on the server; where they have other names, set the overrides dotnet.service.*");
    }

    private static CheckFinding disk(JsonNode json) {
        return json.path("freeBytes").isNumber()
                ? AccessFindings.disk(
                        ScriptAnswer.text(json, "drive").orElse("the drive"),
                        json.path("freeBytes").asLong())
                : CheckFinding.warning(Code.DISK, "How much room there is can't be read", "Look at it on the server");
    }
}
