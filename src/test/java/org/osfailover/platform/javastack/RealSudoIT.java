package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.SudoPrompt;
import org.osfailover.remote.ssh.SshRemoteShells;

/** Root's rights by the real sudo, behind the real OpenSSH server. */
@NullUnmarked
@Timeout(120)
class RealSudoIT {

    private static final Duration SECONDS = Duration.ofSeconds(60);
    private static final String EVERYTHING = "USER ALL=(root) ALL\n";
    private static final String WITHOUT_PASSWORD = "USER ALL=(root) NOPASSWD: ALL\n";

    private final List<String> recorded = new CopyOnWriteArrayList<>();
    private SudoHost host;
    private SshRemoteShells shells;

    @BeforeEach
    void startHost() throws Exception {
        host = SudoHost.start(EVERYTHING);
    }

    @AfterEach
    void stopHost() throws Exception {
        if (shells != null) {
            shells.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo noise", "echo noise >&2", "echo noise; echo more noise >&2; sleep 1"})
    void loginThatPrintsBeforeSudoAsks_isAnsweredAllTheSame(String noise) throws Exception {
        host.bashrc(noise);

        CommandResult result = shell(host.password).run(sh("id -u"), SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).as(completed.error()).hasValue(0);
            assertThat(completed.output()).endsWith("0\n");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Defaults:USER timestamp_timeout=0",
                "Defaults:USER use_pty",
                "Defaults:USER lecture=always",
                "Defaults:USER !tty_tickets",
                "Defaults:USER passprompt=\"Das Passwort von %u:\"",
                "Defaults:USER log_input, log_output, iolog_dir=/tmp/USER-io"
            })
    void passwordWanted_isGivenOnceAndShownNowhere(String defaults) throws Exception {
        host.rules(defaults + "\n" + EVERYTHING);

        CommandResult result = shell(host.password).run(sh("id -u; cat; ps -ww -C sudo -o args="), SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).as(completed.error()).hasValue(0);
            assertThat(completed.output())
                    .startsWith("0\n")
                    .contains("sudo -S -p")
                    .doesNotContain(host.password);
            assertThat(completed.error()).contains(SudoPrompt.ASKED).doesNotContain("osfailover-sudo-");
        });
        assertThat(recorded).isNotEmpty().noneMatch(text -> text.contains(host.password));
        String ioLog = "/tmp/" + host.user + "-io";
        try {
            assertThat(SudoHost.execute("sh", "-c", "grep -rlz " + host.password + " " + ioLog + " || true"))
                    .doesNotContain(ioLog + "/");
        } finally {
            SudoHost.execute("rm", "-rf", "--", ioLog);
        }
    }

    @Test
    void passwordNotWanted_isNotOnTheCommandsInput() throws Exception {
        host.rules(WITHOUT_PASSWORD);

        CommandResult result = shell(host.password).run(sh("echo begun; cat"), SECONDS);

        assertThat(result.output()).isEqualTo("begun\n");
        assertThat(((CommandResult.Completed) result).error()).isEmpty();
    }

    @Test
    void passwordNotWantedByACommandThatPrintsNothing_inputEndsWithIt() throws Exception {
        host.rules(WITHOUT_PASSWORD);

        CommandResult result = shell(host.password).run(sh("exit 7"), SECONDS);

        assertThat(((CommandResult.Completed) result).exitCode()).hasValue(7);
    }

    @Test
    void notElevated_isRunByTheUser() throws Exception {
        CommandResult result =
                shell(host.password).run(CommandLine.posix("whoami").build(), SECONDS);

        assertThat(result.output()).isEqualTo(host.user + "\n");
    }

    @Test
    void passwordWrong_isTriedOnceAndNeverAgain() throws Exception {
        GivenUp refused = refused("Wrong-" + host.password, sh("true"));

        assertThat(refused.outcome().sentence())
                .contains("failover.credentials.plant-ssh.password")
                .contains("not tried again")
                .contains("1 incorrect password attempt")
                .doesNotContain(host.password);
        assertThat(recorded).noneMatch(text -> text.contains(host.password));
    }

    @Test
    void passwordNotTaken_isHeldBackOnTheNextCommands() throws Exception {
        LinuxServer linux = linux("Wrong-" + host.password);
        refusedBy(linux, sh("true"));
        int attempts = attempts();

        GivenUp refused = refusedBy(linux, sh("true"));

        assertThat(refused.outcome().sentence()).contains(SudoPrompt.HELD_BACK).contains("Correct it");
        assertThat(recorded.get(recorded.size() - 1)).doesNotContain(SudoPrompt.ASKED);
        assertThatThrownBy(() -> linux.converse(tool(), dialogue(), SECONDS))
                .isInstanceOfSatisfying(
                        GivenUp.class, e -> assertThat(e.outcome().sentence()).contains(SudoPrompt.HELD_BACK));
        assertThat(attempts()).isEqualTo(attempts);
    }

    @Test
    void passwordWantedAndNoneConfigured_sentenceNamesBothWaysOut() throws Exception {
        assertThat(refused(null, sh("true")).outcome().sentence())
                .contains("NOPASSWD")
                .contains("failover.credentials.plant-ssh.password");
    }

    @Test
    void notInSudoers_isSaid() throws Exception {
        host.rules("");

        assertThat(refused(host.password, sh("true")).outcome().sentence())
                .contains("is not in sudoers")
                .contains("docs/servers.md");
    }

    @Test
    void anotherCommandThanTheAllowed_isSaid() throws Exception {
        host.rules("USER ALL=(root) /usr/bin/true\n");

        assertThat(refused(host.password, sh("true")).outcome().sentence())
                .contains("does not allow this command")
                .contains("every word");
    }

    @Test
    void terminalWanted_isSaid() throws Exception {
        host.rules("Defaults:USER requiretty\n" + WITHOUT_PASSWORD);

        assertThat(refused(null, sh("true")).outcome().sentence()).contains("Defaults:" + host.user + " !requiretty");
        assertThat(refused(host.password, sh("true")).outcome().sentence()).contains("!requiretty");
    }

    @Test
    void passwordExpired_isSaid() throws Exception {
        SudoHost.execute("chage", "--lastday", "0", host.user);

        assertThat(refused(host.password, sh("true")).outcome().sentence()).contains("has expired");
    }

    @Test
    void rights_areToldWithoutRunningAnything() throws Exception {
        Path trace = host.directory.resolve("trace");
        CommandLine touch = CommandLine.posix("touch")
                .plain(trace.toString())
                .changing()
                .elevated()
                .build();
        RemoteShell shell = shell(host.password);

        CommandResult allowed = shell.run(touch.askingForRights(), SECONDS);
        host.rules("USER ALL=(root) /usr/bin/true\n");
        CommandResult denied = shell.run(touch.askingForRights(), SECONDS);

        assertThat(((CommandResult.Completed) allowed).exitCode()).hasValue(0);
        assertThat(((CommandResult.Completed) denied).exitCode()).hasValue(1);
        assertThat(trace).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {EVERYTHING, WITHOUT_PASSWORD, "Defaults:USER requiretty, lecture=always\n" + EVERYTHING})
    void dialogue_isHeldAsRoot(String rules) throws Exception {
        host.rules(rules);

        DialogueResult result = converse(host.password);

        assertThat(result).isInstanceOfSatisfying(DialogueResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).as(completed.transcript()).hasValue(4);
            assertThat(completed.answered()).containsExactly("Name");
            assertThat(completed.transcript())
                    .contains("user 0")
                    .contains("hello fe2")
                    .doesNotContain(host.password)
                    .doesNotContain("osfailover-sudo-");
        });
        assertThat(recorded).noneMatch(text -> text.contains(host.password));
    }

    @Test
    void dialogueWithAWrongPassword_isRefusedAndTriedOnce() throws Exception {
        LinuxServer linux = linux("Wrong-" + host.password);

        assertThatThrownBy(() -> linux.converse(tool(), dialogue(), SECONDS))
                .isInstanceOfSatisfying(GivenUp.class, e -> {
                    assertThat(code(e)).isEqualTo(RefusalCode.PRIVILEGE_MISSING);
                    assertThat(e.outcome().sentence()).contains("not tried again");
                });
    }

    @Test
    void dialogueWithoutAPassword_isRefused() throws Exception {
        LinuxServer linux = linux(null);

        assertThatThrownBy(() -> linux.converse(tool(), dialogue(), SECONDS))
                .isInstanceOfSatisfying(
                        GivenUp.class, e -> assertThat(code(e)).isEqualTo(RefusalCode.PRIVILEGE_MISSING));
    }

    private DialogueResult converse(String password) throws Exception {
        return shell(password).converse(tool(), dialogue(), SECONDS);
    }

    private CommandLine tool() throws Exception {
        Path tool = Files.writeString(
                host.directory.resolve("tool.sh"),
                "echo user $(id -u); printf 'Name? '; read -r name; echo hello $name; exit 4\n");
        return CommandLine.posix("/bin/sh").plain(tool.toString()).elevated().build();
    }

    private static Dialogue dialogue() {
        return new Dialogue(
                List.of(new Dialogue.Rule("Name", Pattern.compile("Name\\?"), new Dialogue.Answer.Type("fe2"))),
                Duration.ofSeconds(5));
    }

    /** How often the password was given. */
    private int attempts() {
        return (int) recorded.stream()
                .filter(text -> text.contains(SudoPrompt.ASKED))
                .count();
    }

    private GivenUp refused(String password, CommandLine command) {
        return refusedBy(linux(password), command);
    }

    private static GivenUp refusedBy(LinuxServer linux, CommandLine command) {
        try {
            CommandResult result = linux.read(command, SECONDS);
            throw new AssertionError("it was not refused: " + result);
        } catch (GivenUp e) {
            assertThat(code(e)).isEqualTo(RefusalCode.PRIVILEGE_MISSING);
            return e;
        }
    }

    private static RefusalCode code(GivenUp e) {
        return ((Outcome.Refused) e.outcome()).code();
    }

    private LinuxServer linux(String password) {
        return new LinuxServer(shell(password), host.server(Elevation.SUDO), Deadlines.defaults());
    }

    private RemoteShell shell(String password) {
        if (shells != null) {
            shells.close();
        }
        shells = host.shells(password, new Recording());
        Server server = host.server(Elevation.SUDO);
        Environment environment = Farm.environment(java.util.Map.of());
        return shells.on(environment, server, RunStep.reading("test"));
    }

    private static CommandLine sh(String text) {
        return CommandLine.posix("sh").plain("-c").plain(text).elevated().build();
    }

    private final class Recording implements CommandLog {
        @Override
        public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
            recorded.add(command);
            return 0;
        }

        @Override
        public void end(long id, String outcome, Integer exitCode, String output) {
            recorded.add(output);
        }
    }
}
