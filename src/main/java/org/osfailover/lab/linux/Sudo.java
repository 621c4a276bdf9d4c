package org.osfailover.lab.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabServer;

/**
 * {@code sudo} as the simulated server has it: a rule for everything, without a password unless the server's faults say
 * otherwise. Words and order as sudo 1.9's.
 */
final class Sudo {

    /** Runs a program as root. */
    interface Root {
        int run(List<String> words) throws IOException, InterruptedException;
    }

    private final LabServer server;
    private final Predicate<List<String>> exists;

    Sudo(LabServer server, Predicate<List<String>> exists) {
        this.server = server;
        this.exists = exists;
    }

    private record Options(boolean mayAsk, boolean fromInput, boolean list, String prompt, List<String> words) {}

    int run(List<String> arguments, LinuxProcess process, Consumer<String> unknown, Root root)
            throws IOException, InterruptedException {
        Options options = parse(arguments);
        if (options == null) {
            unknown.accept("sudo " + String.join(" ", arguments));
            process.error("usage: sudo -h | -K | -k | -V");
            return 1;
        }
        if (server.faults().isSudoAsking() && !isAuthenticated(options, process)) {
            return 1;
        }
        if (server.faults().isRightsMissing() && !reads(options.words())) {
            if (!options.mayAsk()) {
                process.error("sudo: a password is required");
            } else if (!options.list()) {
                process.error("Sorry, user " + process.farm().sshUser() + " is not allowed to execute '"
                        + String.join(" ", options.words()) + "' as root on " + server.id() + ".");
            }
            return 1;
        }
        if (!exists.test(options.words())) {
            unknown.accept(String.join(" ", options.words()));
            process.error("sudo: " + options.words().get(0) + ": command not found");
            return 1;
        }
        if (options.list()) {
            process.out(String.join(" ", options.words()));
            return 0;
        }
        return root.run(options.words());
    }

    /** The rules of a server whose login lacks rights: it may look, and nothing else. */
    private static boolean reads(List<String> words) {
        return List.of("cat", "sha256sum", "test", "stat").contains(words.get(0)) || words.contains("status");
    }

    private static @Nullable Options parse(List<String> arguments) {
        boolean mayAsk = true;
        boolean fromInput = false;
        boolean list = false;
        String prompt = "[sudo] password: ";
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty() && rest.get(0).startsWith("-")) {
            String option = rest.remove(0);
            switch (option) {
                case "-n", "--non-interactive" -> mayAsk = false;
                case "-S" -> fromInput = true;
                case "-l" -> list = true;
                case "-p" -> {
                    if (rest.isEmpty()) {
                        return null;
                    }
                    prompt = rest.remove(0);
                }
                case "--" -> {
                    return rest.isEmpty() ? null : new Options(mayAsk, fromInput, list, prompt, rest);
                }
                default -> {
                    return null;
                }
            }
        }
        return rest.isEmpty() ? null : new Options(mayAsk, fromInput, list, prompt, rest);
    }

    private boolean isAuthenticated(Options options, LinuxProcess process) throws IOException, InterruptedException {
        if (!options.mayAsk()) {
            process.error("sudo: a password is required");
            return false;
        }
        if (!options.fromInput() && !process.console().isTerminal()) {
            process.error("sudo: a terminal is required to read the password; either use the -S option to read from"
                    + " standard input or configure an askpass helper");
            return false;
        }
        for (int attempt = 1; attempt <= 3; attempt++) {
            process.console().printError(options.prompt());
            String typed = process.console().readSecret();
            if (typed == null) {
                process.error("sudo: no password was provided");
                process.error("sudo: " + (attempt - 1) + " incorrect password attempt");
                return false;
            }
            if (typed.equals(process.farm().sshPassword())) {
                return true;
            }
            process.error("Sorry, try again.");
        }
        process.error("sudo: 3 incorrect password attempts");
        return false;
    }
}
