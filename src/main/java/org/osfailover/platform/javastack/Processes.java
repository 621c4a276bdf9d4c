package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;

/**
 * What runs on a server, as its {@code ps} tells: procps since 3.3.0 in seconds ({@code etimes}), older ones (RHEL 6) and
 * BusyBox as {@code [[days-]hours:]minutes:seconds} ({@code etime}).
 */
record Processes(List<Running> all) {

    /** The first process of every Linux: a list without it is not the whole one ({@code hidepid}). */
    private static final long FIRST = 1;

    private static final Pattern LINE =
            Pattern.compile("^\\s*(\\d+)\\s+(?:(?:(\\d+)-)?(?:(\\d+):)?(\\d+):(\\d+)|(\\d+))\\s+(\\S.*)$");

    /** @param age in seconds */
    record Running(long id, long age, String command) {}

    /** Asks in every way that is known; empty where none of them tells what all runs there. */
    static Optional<Processes> read(LinuxServer linux, LinuxCommands commands) throws GivenUp {
        for (CommandLine command : commands.processes()) {
            CommandResult.Completed completed = linux.read(command);
            Optional<Processes> processes = completed.exitCode().orElse(0) == 0
                    ? parse(completed.output()).filter(Processes::isWhole)
                    : Optional.empty();
            if (processes.isPresent()) {
                return processes;
            }
        }
        return Optional.empty();
    }

    /** Empty where a line can't be read: whatever is in it is not known then. */
    static Optional<Processes> parse(String text) {
        List<Running> all = new ArrayList<>();
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            Matcher process = LINE.matcher(line);
            if (!process.matches()) {
                return Optional.empty();
            }
            all.add(new Running(Long.parseLong(process.group(1)), age(process), process.group(7)));
        }
        return Optional.of(new Processes(List.copyOf(all)));
    }

    private static long age(Matcher process) {
        return process.group(6) != null
                ? Long.parseLong(process.group(6))
                : ((number(process.group(2)) * 24 + number(process.group(3))) * 60 + number(process.group(4))) * 60
                        + number(process.group(5));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private boolean isWhole() {
        return all.stream().anyMatch(process -> process.id() == FIRST);
    }

    /** The age in seconds of the oldest one whose command this finds and that not. */
    OptionalLong oldest(Pattern known, Pattern not) {
        return all.stream()
                .filter(process -> !not.matcher(process.command()).find())
                .filter(process -> known.matcher(process.command()).find())
                .mapToLong(Running::age)
                .max();
    }
}
