package org.osfailover.platform.javastack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Verdict;
import org.osfailover.lab.LabPaths;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.RemoteShell;
import org.osfailover.remote.ssh.SshRemoteShells;

/** The sudoers lines of docs/servers.md, given to the real sudo: they allow what the program sends, and nothing else. */
@NullUnmarked
@Timeout(180)
class ServersDocumentIT {

    private static final Duration SECONDS = Duration.ofSeconds(60);

    private SudoHost host;
    private SshRemoteShells shells;
    private RemoteShell shell;
    private LinuxCommands commands;
    private JavaStackServer server;

    @BeforeEach
    void giveTheRights() throws Exception {
        host = SudoHost.start("");
        Path home = Files.createDirectory(host.directory.resolve("platform"));
        for (String tool : List.of("serviceconfigurator.sh", "configurationtool.sh")) {
            Path file = Files.writeString(home.resolve(tool), "#!/bin/sh\nexit 0\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        host.rules(documented()
                .replace("failover ", "USER ")
                .replace("Defaults:failover", "Defaults:USER")
                .replace(LabPaths.JAVA_HOME, home.toString()));
        shells = host.shells(null, new NoLog());
        var environment = Farm.environment(Map.of("java.home", home.toString()));
        shell = shells.on(environment, host.server(Elevation.SUDO), RunStep.reading("test"));
        commands = new LinuxCommands(new JavaSettings(environment));
        server = new JavaStackServer(
                environment, host.server(Elevation.SUDO), shell, Deadlines.defaults(), RunStep.reading("test"));
    }

    @AfterEach
    void takeThemAway() throws Exception {
        if (shells != null) {
            shells.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Test
    void everyCommandOfTheProgram_isAllowed() throws Exception {
        List<CommandLine> all = new ArrayList<>(commands.reading(PlatformService.inStartOrder()));
        all.addAll(commands.changing(PlatformService.inStartOrder()));

        for (CommandLine command : all) {
            assertThat(isAllowed(command)).as(command.toString()).isTrue();
        }
        assertThat(server.mayChange()).isInstanceOf(Verdict.Allowed.class);
    }

    @Test
    void anythingElse_isRefused() throws Exception {
        String hsconf = "/etc/outsystems/server.hsconf";
        for (CommandLine.Builder command : List.of(
                CommandLine.posix("sh").plain("-c").plain("id"),
                CommandLine.posix("cat").plain("/etc/shadow"),
                CommandLine.posix("cat")
                        .plain(hsconf + ".x")
                        .plain("/etc/shadow")
                        .plain("x.bak"),
                CommandLine.posix("cat").plain(hsconf + ".x/../../shadow.bak"),
                CommandLine.posix("cat").plain(hsconf).plain("/etc/shadow"),
                CommandLine.posix("cp").plain("-p").plain("/etc/shadow").plain(hsconf + ".x.bak"),
                CommandLine.posix("cp").plain("-p").plain(hsconf).plain("/etc/cron.d/x.bak"),
                CommandLine.posix("cp")
                        .plain("-p")
                        .plain(hsconf)
                        .plain(hsconf + ".x")
                        .plain("/etc/shadow")
                        .plain("/tmp/x.bak"),
                CommandLine.posix("service").plain("ssh").plain("stop").plain("SCHEDULER"),
                CommandLine.posix("service").plain("outsystems").plain("stop"),
                CommandLine.posix(host.directory
                                .resolve("platform/configurationtool.sh")
                                .toString())
                        .plain("/silent"))) {
            CommandLine elevated = command.elevated().build();
            assertThat(isAllowed(elevated)).as(elevated.toString()).isFalse();
        }
    }

    @Test
    void missingLine_isRefusedBeforeAnythingIsChanged() throws Exception {
        host.rules("USER ALL=(root) NOPASSWD: /usr/sbin/service outsystems status *\n");

        assertThat(server.mayChange())
                .isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(refused.reason())
                        .contains("service outsystems stop CONTROLLER")
                        .contains("sudoers"));
    }

    private boolean isAllowed(CommandLine command) throws Exception {
        return shell.run(command.askingForRights(), SECONDS) instanceof CommandResult.Completed completed
                && completed.isExitZero();
    }

    private static String documented() throws Exception {
        Matcher block =
                Pattern.compile("(?s)```sudoers\n(.*?)```").matcher(Files.readString(Path.of("docs/servers.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
