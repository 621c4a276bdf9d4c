package org.osfailover.platform.javastack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.osfailover.farm.CheckFinding;
import org.osfailover.farm.CheckFinding.Code;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.Verdict;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;

/**
 * Whether what a run writes on a server can be written: its jobs, the configuration and its backup, the platform's own
 * folder. Tried as root by {@code check.sh}, which leaves nothing; where sudo does not allow a script, the system's word
 * about its file systems is all that is known.
 */
final class LinuxTries {

    /** A job's output, and the backup of a configuration, need less; assumed. */
    private static final long LITTLE_KIB = 1024;

    private static final Pattern NO_ROOM =
            Pattern.compile("No space left|Disk quota exceeded|File too large", Pattern.CASE_INSENSITIVE);

    private final LinuxServer linux;
    private final LinuxCommands commands;
    private final LinuxRights rights;

    LinuxTries(LinuxServer linux, LinuxCommands commands, LinuxRights rights) {
        this.linux = linux;
        this.commands = commands;
        this.rights = rights;
    }

    /** One place; empty {@code why} where nothing speaks against it. */
    private record Place(Kind kind, String directory, String why, boolean full) {

        CheckFinding finding() {
            String sentence = kind.cannot(directory) + ": " + why;
            return full
                    ? CheckFinding.error(
                            Code.DISK, sentence, "Make room on that file system (df -h " + directory + ", df -i)")
                    : CheckFinding.error(kind.code, sentence, kind.remedy);
        }
    }

    private enum Kind {
        JOBS(
                Code.JOBS,
                "where long commands keep their output",
                "Mount it writable for root; only then the platform's tools can be run apart from the session"),
        CONFIGURATION(
                Code.CONFIGURATION,
                "where server.hsconf and its backup are written",
                "Mount it writable, and take an immutable mark away (lsattr, chattr -i); a read-only file system that was"
                        + " writable before has met an error: look at dmesg"),
        PLATFORM(
                Code.PLATFORM_TOOLS,
                "the platform's folder, where its tools write",
                "Mount it writable (mount -o remount,rw); a read-only file system that was writable before has met an"
                        + " error: look at dmesg");

        private final Code code;
        private final String what;
        private final String remedy;

        Kind(Code code, String what, String remedy) {
            this.code = code;
            this.what = what;
            this.remedy = remedy;
        }

        private String cannot(String directory) {
            return "Nothing can be written into " + directory + ", " + what;
        }
    }

    /** What can't be written; one that is ok where all can. */
    List<CheckFinding> findings() throws GivenUp {
        boolean tried = mayTry();
        List<Place> places = places(tried);
        List<CheckFinding> wrong = places.stream()
                .filter(place -> !place.why().isEmpty())
                .map(Place::finding)
                .toList();
        if (!wrong.isEmpty()) {
            return wrong;
        }
        return List.of(CheckFinding.ok(
                Code.JOBS,
                tried
                        ? "What a run writes can be written: tried where jobs, the configuration and the platform are"
                        : "Nothing is known against writing the configuration and into the platform's folder (not tried:"
                                + " sudo allows this user no script)"));
    }

    /** Whether a step would fail half-way because it can't write; where that can't be told it is allowed. */
    Verdict verdict() throws GivenUp {
        Optional<Place> wrong = places(mayTry()).stream()
                .filter(place -> !place.why().isEmpty())
                .findFirst();
        return wrong.<Verdict>map(place -> new Verdict.Refused(
                        RefusalCode.PLATFORM_NOT_AS_EXPECTED,
                        place.finding().sentence() + ". " + place.finding().remedy() + "."))
                .orElseGet(() -> Verdict.allowed("what it writes can be written"));
    }

    private boolean mayTry() throws GivenUp {
        if (!rights.throughSudo()) {
            return rights.isRoot();
        }
        return !rights.ask(List.of(commands.tryWriting(linux.jobs()))).allowed().isEmpty();
    }

    private List<Place> places(boolean tried) throws GivenUp {
        CommandLine command = tried ? commands.tryWriting(linux.jobs()) : commands.lookForRoom(linux.jobs());
        CommandResult.Completed answer = linux.read(command);
        List<Place> places = new ArrayList<>();
        for (String line : answer.output().lines().toList()) {
            String[] parts = line.split("\\|", 5);
            if (parts.length == 5) {
                place(parts, tried).ifPresent(places::add);
            }
        }
        if (places.isEmpty()) {
            throw GivenUp.unknown(
                    "Whether what a run writes can be written can't be told: " + LinuxServer.complaint(answer));
        }
        return places;
    }

    private static Optional<Place> place(String[] parts, boolean tried) {
        Kind kind;
        try {
            kind = Kind.valueOf(parts[0].toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!tried && kind == Kind.JOBS) {
            return Optional.empty(); // no job is run by a user who may run no script
        }
        String why = parts[4].strip();
        if (!why.isEmpty()) {
            return Optional.of(
                    new Place(kind, parts[1], why, NO_ROOM.matcher(why).find()));
        } else if (Set.of(parts[3].split(",", -1)).contains("ro")) {
            return Optional.of(new Place(kind, parts[1], "its file system is mounted read-only", false));
        } else if (parts[2].matches("\\d{1,18}") && Long.parseLong(parts[2]) < LITTLE_KIB && !tried) {
            return Optional.of(new Place(kind, parts[1], "its file system has " + parts[2] + " KiB left", true));
        }
        return Optional.of(new Place(kind, parts[1], "", false));
    }
}
