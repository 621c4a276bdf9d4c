package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.farm.Verdict;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.SudoPrompt;

@NullUnmarked
class LinuxCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-22T02:10:05Z");

    private final Map<String, CommandResult> answers = new LinkedHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private Elevation elevation = Elevation.SUDO;

    LinuxCheckTest() {
        answers.put("osfailover-shell", LinuxFake.completed(7, "osfailover-shell\n", ""));
        answers.put("date", LinuxFake.completed(0, NOW.getEpochSecond() + "\n", ""));
        answers.put("sh -c check.sh", LinuxFake.completed(0, places("", "", ""), ""));
        answers.put("command -v", LinuxFake.completed(0, "/usr/bin/bash\n", ""));
        answers.put("sudo -l -- ", LinuxFake.completed(0, "allowed\n", ""));
        answers.put(
                "cat " + LinuxFake.SERVICES,
                LinuxFake.completed(0, "CONTROLLER=ENABLED\nDEPLOYER=ENABLED\nSCHEDULER=ENABLED\n", ""));
        answers.put("cat " + LinuxFake.HSCONF, LinuxFake.completed(0, LinuxFake.hsconf("10.0.0.11"), ""));
        answers.put("service outsystems status", LinuxFake.completed(0, "the service - RUNNING\n", ""));
        answers.put("id -u", LinuxFake.completed(0, "0\n", ""));
        answers.put("test -e", LinuxFake.completed(0, "", ""));
        answers.put(
                "df",
                LinuxFake.completed(
                        0,
                        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 9 1 4194304 1% /opt\n",
                        ""));
    }

    @Test
    void everythingThere_isOk() {
        assertThat(check())
                .allSatisfy(finding ->
                        assertThat(finding.severity()).as(finding.toString()).isEqualTo(Severity.OK));
        assertThat(finding(Code.PRIVILEGE).sentence()).contains("all 18 commands");
        assertThat(finding(Code.DISK).sentence()).isEqualTo("4.0 GiB free at /opt");
    }

    @Test
    void everySentCommand_onlyReads() {
        check();

        assertThat(sent)
                .isNotEmpty()
                .noneMatch(line -> line.matches("(?:service outsystems (?:start|stop)|cp|/opt).*"));
    }

    @Test
    void textBeforeACommandsOutput_isAnError() {
        answers.put("osfailover-shell", LinuxFake.completed(7, "Welcome to fe1!\nosfailover-shell\n", ""));

        assertThat(finding(Code.SHELL).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(Code.SHELL).sentence()).contains("Welcome to fe1!");
        assertThat(finding(Code.SHELL).remedy()).contains(".bashrc");
    }

    @Test
    void exitCodeThatIsSwallowed_isAnError() {
        answers.put("osfailover-shell", LinuxFake.completed(0, "osfailover-shell\n", ""));

        assertThat(finding(Code.SHELL).severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void clockApart_isAWarningWithTheDifference() {
        answers.put("date", LinuxFake.completed(0, (NOW.getEpochSecond() - 90) + "\n", ""));

        assertThat(finding(Code.CLOCK).severity()).isEqualTo(Severity.WARNING);
        assertThat(finding(Code.CLOCK).sentence()).contains("89.5 s behind");
    }

    @Test
    void programsMissing_areNamed() {
        answers.put("command -v", LinuxFake.completed(0, "/usr/bin/bash\nmissing: script\nmissing: setsid\n", ""));

        assertThat(finding(Code.SYSTEM_TOOLS).sentence()).contains("script, setsid");
    }

    @Test
    void littleRoom_isAWarning() {
        answers.put("df", LinuxFake.completed(0, "/dev/sda1 9 1 1024 99% /opt\n", ""));

        assertThat(finding(Code.DISK).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void someCommandsRefused_areOneFindingWithItsRemedy() {
        put("sudo -l -- cp", LinuxFake.completed(1, "", ""));
        put("sudo -l -- service outsystems stop SCHEDULER", LinuxFake.completed(1, "", ""));

        assertThat(check())
                .filteredOn(finding -> finding.code() == Code.PRIVILEGE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.remedy()).contains("sudoers").contains("docs/servers.md");
                    assertThat(finding.sentence()).contains("stop SCHEDULER").contains("cp -p");
                });
        assertThat(rights().verdictOrThrow())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.code())
                        .isEqualTo(RefusalCode.PRIVILEGE_MISSING));
    }

    @Test
    void diskFullWhereTheBackupIsWritten_isAnError() {
        answers.put(
                "sh -c check.sh",
                LinuxFake.completed(0, places("", "head: write error: No space left on device", ""), ""));

        assertThat(finding(Code.DISK).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(Code.DISK).sentence())
                .isEqualTo(
                        "Nothing can be written into /etc/outsystems, where server.hsconf and its backup are written:"
                                + " head: write error: No space left on device");
    }

    /** Without a script as root only what the system says of its file systems is known. */
    @Test
    void sudoAllowsNoScript_readOnlyAndFullAreStillFound() {
        put("sudo -l -- sh -c check.sh", LinuxFake.completed(1, "", ""));
        put("sh -c check.sh check.sh look", LinuxFake.completed(0, """
                        jobs|/home/failover|0|rw|
                        configuration|/etc/outsystems|12|rw,relatime|
                        platform|/opt/outsystems/platform|99999|ro,relatime|
                        """, ""));

        assertThat(finding(Code.DISK).sentence()).contains("/etc/outsystems").contains("12 KiB left");
        assertThat(check())
                .filteredOn(found -> found.code() == Code.PLATFORM_TOOLS && found.severity() == Severity.ERROR)
                .singleElement()
                .satisfies(found -> assertThat(found.sentence()).contains("mounted read-only"));
        assertThat(sent).noneMatch(line -> line.startsWith("sh -c check.sh check.sh try"));
    }

    private static String places(String jobs, String configuration, String platform) {
        return "jobs|/var/lib|999999|rw|" + jobs + "\nconfiguration|/etc/outsystems|999999|rw|" + configuration
                + "\nplatform|/opt/outsystems/platform|999999|rw|" + platform + "\n";
    }

    /** LC_ALL does not help with a sudo that some wrapper speaks for: what is not understood is not refused. */
    @Test
    void sudoAnswersInAnotherLanguage_isUnknownAndNotRefused() {
        answers.put("sudo -l -- ", LinuxFake.completed(1, "", "sudo: Ein Passwort ist notwendig\n"));

        assertThat(check())
                .filteredOn(finding -> finding.code() == Code.PRIVILEGE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.sentence())
                            .contains("can't be told")
                            .contains("sudo answered: exit code 1: sudo: Ein Passwort ist notwendig")
                            .doesNotContain("may not run");
                });
        assertThatThrownBy(() -> rights().rights().verdict())
                .isInstanceOfSatisfying(
                        GivenUp.class, unknown -> assertThat(unknown.outcome()).isInstanceOf(Outcome.Unknown.class));
    }

    @Test
    void toolMissingBesideARefusedRight_isNotFoundAndNotRefused() {
        put("sudo -l -- cp", LinuxFake.completed(1, "", ""));
        put("sudo -l -- service", LinuxFake.completed(1, "", "sudo: service: command not found\n"));

        List<CheckFinding> found = check();

        assertThat(found)
                .filteredOn(finding -> finding.code() == Code.PRIVILEGE)
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.sentence()).contains("cp -p").doesNotContain("service"));
        assertThat(found)
                .filteredOn(finding -> finding.code() == Code.PLATFORM_TOOLS)
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).isEqualTo("Not there: service"));
    }

    @Test
    void passwordNotTaken_isAskedForOnce() {
        answers.put(
                "sudo -l -- ",
                LinuxFake.completed(1, "", SudoPrompt.ASKED + "\nSorry, try again.\n" + SudoPrompt.ASKED_AGAIN + "\n"));

        assertThat(check())
                .filteredOn(finding -> finding.code() == Code.PRIVILEGE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.remedy()).contains("failover.credentials.ssh.password");
                });
        assertThat(sent).filteredOn(line -> line.startsWith("sudo -l")).hasSize(1);
    }

    @Test
    void noRootAndNoSudo_isAWarning() {
        elevation = Elevation.NONE;
        assertThat(finding(Code.PRIVILEGE).severity()).isEqualTo(Severity.OK);

        answers.put("id -u", LinuxFake.completed(0, "1001\n", ""));
        assertThat(finding(Code.PRIVILEGE).severity()).isEqualTo(Severity.WARNING);
        answers.put("test -e", LinuxFake.completed(1, "", ""));
        assertThat(finding(Code.PLATFORM_TOOLS).sentence()).contains("configurationtool.sh");
    }

    @Test
    void configurationUnreadable_isAnErrorAndTheRestIsStillChecked() {
        answers.put("cat " + LinuxFake.HSCONF, LinuxFake.completed(1, "", "cat: no such file"));

        assertThat(finding(Code.CONFIGURATION).severity()).isEqualTo(Severity.ERROR);
        assertThat(finding(Code.DISK).severity()).isEqualTo(Severity.OK);
    }

    /** Before the others: the first key that a command contains gives the answer. */
    private void put(String command, CommandResult answer) {
        Map<String, CommandResult> others = new LinkedHashMap<>(answers);
        answers.clear();
        answers.put(command, answer);
        others.forEach(answers::putIfAbsent);
    }

    private CheckFinding finding(Code code) {
        return check().stream()
                .filter(finding -> finding.code() == code)
                .findFirst()
                .orElseThrow();
    }

    private List<CheckFinding> check() {
        Parts parts = rights();
        return new LinuxCheck(
                        parts.server(),
                        parts.linux(),
                        parts.commands(),
                        new ServiceReader(parts.linux(), parts.commands(), parts.settings(), Duration.ofSeconds(1)),
                        parts.rights(),
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .findings();
    }

    private record Parts(
            Server server, LinuxServer linux, LinuxCommands commands, JavaSettings settings, LinuxRights rights) {
        Verdict verdictOrThrow() {
            try {
                return rights.verdict();
            } catch (GivenUp e) {
                throw new AssertionError(e);
            }
        }
    }

    private Parts rights() {
        Server server = new Server(
                "fe1",
                "10.0.0.11",
                "blue",
                true,
                new SshEndpoint("10.0.0.11", 22, "failover", "ssh", "SHA256:x", null, elevation, null));
        LinuxServer linux = new LinuxServer(new Scripted(server), server, Farm.deadlines());
        JavaSettings settings = new JavaSettings(Farm.environment(Map.of()));
        LinuxCommands commands = new LinuxCommands(settings);
        return new Parts(server, linux, commands, settings, new LinuxRights(server, linux, commands, Farm.deadlines()));
    }

    /** Answers by what the command contains. */
    private final class Scripted implements RemoteShell {
        private final Server server;

        private Scripted(Server server) {
            this.server = server;
        }

        @Override
        public Server server() {
            return server;
        }

        @Override
        public CommandResult run(CommandLine command, Duration deadline) {
            sent.add(command.toString());
            assertThat(command.changing()).isFalse();
            return answers.entrySet().stream()
                    .filter(entry -> command.toString().contains(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not expected: " + command))
                    .getValue();
        }

        @Override
        public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
            throw new AssertionError("a check holds no dialogue: " + command);
        }
    }
}
