package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Server;
import org.osfailover.farm.Verdict;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;

/**
 * Asks sudo ({@code sudo -l}) whether it would run the commands that the procedures send; nothing is run. Where a
 * password is not taken, or sudo can't be used at all, one answer stands for all commands: it is not asked again.
 */
final class LinuxRights {

    /** "sudo: service: command not found", with or without a path (sudo's find_path.c, sudoers.c). */
    private static final Pattern NOT_FOUND = Pattern.compile("sudo: (?!command not found)\\S+: command not found");

    private final Server server;
    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final Deadlines deadlines;

    LinuxRights(Server server, LinuxServer linux, LinuxCommands commands, Deadlines deadlines) {
        this.server = server;
        this.linux = linux;
        this.commands = commands;
        this.deadlines = deadlines;
    }

    /**
     * What sudo answered.
     *
     * @param notThere commands that it does not find
     */
    record Answer(List<CommandLine> allowed, List<Denied> denied, List<CommandLine> notThere) {}

    /** @param said sudo's words; may be empty */
    record Denied(CommandLine command, MissingRight right, String said) {}

    /** Whether the login goes through sudo at all. */
    boolean throughSudo() {
        return server.ssh().elevate() == Elevation.SUDO;
    }

    /** Whether the login itself is root. */
    boolean isRoot() throws GivenUp {
        return linux.read(commands.userId()).output().strip().equals("0");
    }

    Answer ask(List<CommandLine> wanted) throws GivenUp {
        List<CommandLine> allowed = new ArrayList<>();
        List<Denied> denied = new ArrayList<>();
        List<CommandLine> notThere = new ArrayList<>();
        for (CommandLine command : wanted) {
            CommandResult result = linux.run(command.askingForRights(), deadlines.command());
            if (!(result instanceof CommandResult.Completed completed)) {
                throw GivenUp.unknown(server.id() + " did not answer '" + command.askingForRights() + "'");
            }
            String said = (completed.error() + "\n" + completed.output()).strip();
            if (completed.isExitZero()) {
                allowed.add(command);
            } else if (NOT_FOUND.matcher(said).find()) {
                notThere.add(command);
            } else {
                MissingRight right = MissingRight.in(said).orElse(MissingRight.NOT_ALLOWED);
                denied.add(new Denied(command, right, said));
                if (right != MissingRight.NOT_ALLOWED && right != MissingRight.PASSWORD_NEEDED) {
                    return new Answer(allowed, denied, notThere);
                }
            }
        }
        return new Answer(allowed, denied, notThere);
    }

    /** The changing commands that every procedure may need. */
    Verdict verdict() throws GivenUp {
        if (!throughSudo()) {
            return Verdict.allowed("no sudo is used: the login's own rights count");
        }
        List<CommandLine> wanted = new ArrayList<>(commands.changing(
                List.of(PlatformService.CONTROLLER, PlatformService.DEPLOYER, PlatformService.SCHEDULER)));
        Optional<Denied> first = ask(wanted).denied().stream().findFirst();
        return first.isEmpty()
                ? Verdict.allowed("sudo runs what the procedures send")
                : new Verdict.Refused(
                        RefusalCode.PRIVILEGE_MISSING,
                        first.get().right().sentence(server, first.get().command(), words(first.get())));
    }

    static String words(Denied denied) {
        return denied.said().isEmpty() ? "sudo -l refuses it" : denied.said();
    }
}
