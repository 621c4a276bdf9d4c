package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    /** So many answers that are not understood stand for all. */
    private static final int UNCLEAR = 3;

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
     * @param unclear commands of which it says something that is not known: neither allowed nor refused
     */
    record Answer(List<CommandLine> allowed, List<Denied> denied, List<CommandLine> notThere, List<Unclear> unclear) {}

    /** @param said sudo's words; may be empty */
    record Denied(CommandLine command, MissingRight right, String said) {}

    /** @param said sudo's words, or its exit code */
    record Unclear(CommandLine command, String said) {}

    /** Whether the login goes through sudo at all. */
    boolean throughSudo() {
        return server.ssh().elevate() == Elevation.SUDO;
    }

    /** Whether the login itself is root. */
    boolean isRoot() throws GivenUp {
        return linux.read(commands.userId()).output().strip().equals("0");
    }

    Answer ask(List<CommandLine> wanted) throws GivenUp {
        Answer answer = new Answer(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (CommandLine command : wanted) {
            CommandResult result = linux.run(command.askingForRights(), deadlines.command());
            if (!(result instanceof CommandResult.Completed completed)) {
                throw GivenUp.unknown(server.id() + " did not answer '" + command.askingForRights() + "'");
            }
            if (!sort(command, completed, answer)) {
                break;
            }
        }
        return answer;
    }

    /**
     * One answer. sudo refuses a command with exit code 1 and without a word (its manual: {@code -l}); other words count
     * only where they are known.
     *
     * @return whether the others are worth asking for
     */
    private static boolean sort(CommandLine command, CommandResult.Completed completed, Answer answer) {
        String said = (completed.error() + "\n" + completed.output()).strip();
        MissingRight right = MissingRight.in(said).orElse(null);
        if (completed.isExitZero()) {
            answer.allowed().add(command);
        } else if (NOT_FOUND.matcher(said).find()) {
            answer.notThere().add(command);
        } else if (right != null) {
            answer.denied().add(new Denied(command, right, said));
            return right == MissingRight.NOT_ALLOWED || right == MissingRight.PASSWORD_NEEDED;
        } else if (said.isEmpty() && completed.exitCode().orElse(0) == 1) {
            answer.denied().add(new Denied(command, MissingRight.NOT_ALLOWED, said));
        } else {
            answer.unclear().add(new Unclear(command, LinuxServer.complaint(completed)));
            return answer.unclear().size() < UNCLEAR;
        }
        return true;
    }

    /** The changing commands that every procedure may need. */
    Verdict verdict() throws GivenUp {
        if (!throughSudo()) {
            return Verdict.allowed("no sudo is used: the login's own rights count");
        }
        List<CommandLine> wanted = new ArrayList<>(commands.changing(
                List.of(PlatformService.CONTROLLER, PlatformService.DEPLOYER, PlatformService.SCHEDULER)));
        Answer answer = ask(wanted);
        Optional<Denied> first = answer.denied().stream().findFirst();
        if (first.isPresent()) {
            return new Verdict.Refused(
                    RefusalCode.PRIVILEGE_MISSING,
                    first.get().right().sentence(server, first.get().command(), words(first.get())));
        } else if (!answer.unclear().isEmpty()) {
            throw GivenUp.unknown(sentence(answer.unclear()));
        }
        return Verdict.allowed("sudo runs what the procedures send");
    }

    /** What can't be told, in sudo's own words. */
    String sentence(List<Unclear> unclear) {
        return "Whether user " + server.ssh().user() + " may run these as root can't be told: "
                + unclear.stream().map(one -> "'" + one.command() + "'").collect(Collectors.joining(", "))
                + ". sudo answered: " + unclear.get(0).said();
    }

    static String words(Denied denied) {
        return denied.said().isEmpty() ? "sudo -l refuses it" : denied.said();
    }
}
