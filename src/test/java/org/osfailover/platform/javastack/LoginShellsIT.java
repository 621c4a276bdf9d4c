package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.CheckFinding.Severity;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.JobStart;
import org.osfailover.remote.JobState;
import org.osfailover.remote.RemoteJob;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.ssh.SshRemoteShells;

/** The login's shell and its language are the server's own affair: real shells behind the real OpenSSH server and sudo. */
@NullUnmarked
@Timeout(180)
class LoginShellsIT {

    private static final Duration SECONDS = Duration.ofSeconds(60);
    private static final String ODD = "a\\b \"c\" $d !e 'q' `x` %s \\n \\\\ ^x^y ~ {a,b} * [x]\n#ž\tend";
    private static final String GERMAN = "SetEnv LANG=C.UTF-8 LANGUAGE=de LC_ALL=C.UTF-8\n";

    private SudoHost host;
    private SshRemoteShells shells;

    @AfterEach
    void stopHost() {
        if (shells != null) {
            shells.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "ksh93", "mksh", "csh", "tcsh", "fish"})
    void whateverTheLoginsShell_commandsArriveAsTheyAre(String name) throws Exception {
        startBehind(name, "USER ALL=(root) NOPASSWD: ALL\n");
        RemoteShell underTest = shell(null);

        for (boolean changing : List.of(true, false)) {
            CommandLine.Builder printing =
                    CommandLine.posix("printf").plain("%s").plain(ODD).elevated();
            CommandResult result = underTest.run((changing ? printing.changing() : printing).build(), SECONDS);
            assertThat(result.output()).isEqualTo(ODD);
            assertThat(((CommandResult.Completed) result).error()).isEmpty();
        }
        assertThat(((CommandResult.Completed) underTest.run(sh("exit 7"), SECONDS)).exitCode())
                .hasValue(7);

        DialogueResult talked = underTest.converse(
                sh("printf 'Your name: '; read -r x; echo \"got $x\"; id -u"),
                new Dialogue(
                        List.of(new Dialogue.Rule(
                                "name",
                                Pattern.compile("Your name: $"),
                                new Dialogue.Answer.Type("o'b"),
                                Set.of(),
                                Set.of())),
                        Duration.ofSeconds(20)),
                SECONDS);
        assertThat(talked.transcript()).contains("got o'b").contains("\n0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "ksh93", "mksh", "csh", "tcsh", "fish"})
    void whateverTheLoginsShell_jobsRunApartAndAreFoundAgain(String name) throws Exception {
        startBehind(name, "USER ALL=(root) NOPASSWD: ALL\n");
        RemoteJob underTest = shell(null).job(host.user + "-job", sh("echo 'it''s \\ done!'; exit 3"));

        try {
            assertThat(underTest.start()).isInstanceOf(JobStart.Started.class);
            JobState last =
                    await().atMost(SECONDS).until(underTest::look, state -> !(state instanceof JobState.Running));
            assertThat(last).isInstanceOfSatisfying(JobState.Ended.class, ended -> {
                assertThat(ended.exitCode()).isEqualTo(3);
                assertThat(ended.tail()).contains("its \\ done!");
            });
        } finally {
            underTest.remove();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "csh", "fish"})
    void whateverTheLoginsShell_passwordIsGivenToSudo(String name) throws Exception {
        startBehind(name, "USER ALL=(root) ALL\n");

        assertThat(shell(host.password).run(sh("id -u; echo 'a!b'"), SECONDS).output())
                .isEqualTo("0\na!b\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csh", "fish"})
    void checkBehindAnotherShell_findsNothingWrongWithIt(String name) throws Exception {
        startBehind(name, "USER ALL=(root) NOPASSWD: ALL\n");

        List<CheckFinding> found = server().check();

        assertThat(found)
                .filteredOn(finding ->
                        List.of(Code.SHELL, Code.SYSTEM_TOOLS, Code.CLOCK).contains(finding.code()))
                .hasSize(3)
                .allSatisfy(finding ->
                        assertThat(finding.severity()).as(finding.toString()).isEqualTo(Severity.OK));
    }

    @Test
    void loginThatMayNotHaveAShell_isSaidWithItsRemedy() throws Exception {
        startBehind("/usr/sbin/nologin", "USER ALL=(root) NOPASSWD: ALL\n");

        assertThat(server().check())
                .filteredOn(finding -> finding.code() == Code.SHELL)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.sentence()).contains("This account is currently not available");
                    assertThat(finding.remedy()).contains("chsh -s /bin/bash").contains("nologin");
                });
    }

    // --- language

    @Test
    void serverSpeaksGerman_sudoAnswersInEnglishAllTheSame() throws Exception {
        host = SudoHost.start("USER ALL=(root) ALL\n", GERMAN);
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/share/locale/de/LC_MESSAGES/sudo.mo")), "sudo knows no German here");

        for (CommandLine command : List.of(
                CommandLine.posix("true").elevated().build(),
                CommandLine.posix("true").elevated().changing().build())) {
            CommandResult.Completed refused =
                    (CommandResult.Completed) shell(null).run(command, SECONDS);

            assertThat(refused.error()).contains("sudo: a password is required");
            assertThat(MissingRight.in(refused.error())).hasValue(MissingRight.PASSWORD_NEEDED);
        }
    }

    /** What a changing command starts, or writes, keeps the server's encoding. */
    @Test
    void languageOfACommand_isEnglishAlsoThroughSudo() throws Exception {
        host = SudoHost.start("USER ALL=(root) NOPASSWD: ALL\n", GERMAN);
        String show = "echo ${LC_ALL-unset}; locale charmap";

        assertThat(shell(null).run(sh(show), SECONDS).output()).isEqualTo("C\nANSI_X3.4-1968\n");
        assertThat(shell(null)
                        .run(
                                CommandLine.posix("sh")
                                        .plain("-c")
                                        .plain(show + "; echo $LC_MESSAGES $LANGUAGE $LANG")
                                        .elevated()
                                        .changing()
                                        .build(),
                                SECONDS)
                        .output())
                .isEqualTo("unset\nUTF-8\nC C C\n");
    }

    private void startBehind(String shell, String sudoers) throws Exception {
        Path program = Path.of(shell.startsWith("/") ? shell : "/usr/bin/" + shell);
        boolean required = Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"));
        Assumptions.assumeTrue(required || Files.isExecutable(program), "there is no " + program);
        assertThat(program).isExecutable();
        host = SudoHost.start(sudoers);
        host.loginShell(program.toString());
        host.ownHome(); // fish keeps its history there, and complains where it can't
    }

    private RemoteShell shell(String password) {
        if (shells == null) {
            shells = host.shells(password, new NoLog());
        }
        return shells.on(Farm.environment(Map.of()), host.server(Elevation.SUDO), RunStep.reading("test"));
    }

    private JavaStackServer server() {
        return new JavaStackServer(
                Farm.environment(Map.of()),
                host.server(Elevation.SUDO),
                shell(null),
                Deadlines.defaults(),
                RunStep.reading("test"));
    }

    private static CommandLine sh(String script) {
        return CommandLine.posix("sh").plain("-c").plain(script).elevated().build();
    }
}
