package org.osfailover.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** {@code job.sh} on one server, for one job: what is asked, and what comes back. */
final class PosixJobScript {

    private static final Argument.Script SCRIPT = new Argument.Script("job.sh", load());

    /** The start waits up to 10 s until the job has said who it is; the rest is quick. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final RemoteShell shell;
    private final String id;
    private final CommandLine command;

    PosixJobScript(RemoteShell shell, String id, CommandLine command) {
        if (!id.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("a job's id is a directory's name: " + id);
        }
        this.shell = shell;
        this.id = id;
        this.command = command;
    }

    String id() {
        return id;
    }

    /** What the server lacks for running it apart; nothing is changed. */
    JobAnswer able(boolean terminal) throws RemoteAccessException {
        return ask(false, DEADLINE, "able", yes(terminal));
    }

    JobAnswer start(boolean terminal, String note) throws RemoteAccessException {
        String line = Dialect.POSIX.join(command, false);
        return ask(true, DEADLINE, "start", yes(terminal), Integer.toString(place().keptDays()), note, line);
    }

    /**
     * @param kept how many bytes of the output's end while it runs
     * @param whole the same once it is over
     */
    JobAnswer look(long from, int kept, int whole) throws RemoteAccessException {
        return ask(false, DEADLINE, "look", Long.toString(from), Integer.toString(kept), Integer.toString(whole));
    }

    JobAnswer type(int number, long offset, String rule, String text) throws RemoteAccessException {
        return ask(true, DEADLINE, "type", Integer.toString(number), Long.toString(offset), rule, text);
    }

    JobAnswer cancel(Duration patience) throws RemoteAccessException {
        return ask(true, DEADLINE.plus(patience), "cancel", Long.toString(patience.toMillis() / 100));
    }

    JobAnswer remove() throws RemoteAccessException {
        return ask(true, DEADLINE, "remove");
    }

    private JobAnswer ask(boolean changing, Duration deadline, String action, String... values)
            throws RemoteAccessException {
        CommandLine.Builder line = CommandLine.posix("sh")
                .raw("-c")
                .script(SCRIPT)
                .raw("job.sh")
                .raw(action)
                .plain(id)
                .plain(place().directory())
                .plain(place().bootIdFile());
        List.of(values).forEach(line::plain);
        if (changing) {
            line.changing();
        }
        if (command.elevated()) {
            line.elevated();
        }
        return JobAnswer.of(shell.run(line.build(), deadline));
    }

    private JobPlace place() {
        return shell.jobs();
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    private static String load() {
        try (InputStream in = PosixJobScript.class.getResourceAsStream("/posix/job.sh")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its script /posix/job.sh");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
