package org.osfailover.remote.ssh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.Dialect;
import org.osfailover.remote.SudoPrompt;

/**
 * One command on its way through sudo, and its standard input. Where a password is configured, the input is held back
 * until sudo's prompt is seen on standard error, or it is certain that none will come: the command prints, ends, or sudo
 * has not asked for a long time. The password is written once ({@link SudoPrompt} says why), and the input ends behind
 * it: a sudo that asks a second time meets the end of its input and gives up by itself.
 */
final class PrivilegedCommand {

    /** sudo asks at once, unless it waits for a name service. From then on it is not expected any more. */
    static final Duration ASKS_WITHIN = Duration.ofSeconds(30);

    /** After the first output, so long is waited for a question. */
    static final Duration QUIET = Duration.ofSeconds(3);

    private final Server server;
    private final Dialect dialect;
    private final Dialect.Rendered rendered;
    private final SudoPasswords passwords;
    private final SudoPasswords.Password password;
    private final @Nullable SudoPrompt prompt;
    private final StringBuilder complaint = new StringBuilder();
    private @Nullable Consumer<byte[]> input;
    private @Nullable Long printedAt;

    private PrivilegedCommand(CommandLine command, Server server, SudoPasswords passwords) {
        this.server = server;
        this.dialect = command.dialect();
        this.passwords = passwords;
        this.password = passwords.of(command, server);
        SudoPrompt asking = password.value() == null ? null : SudoPrompt.onPipes();
        this.prompt = asking;
        this.rendered = asking == null
                ? dialect.render(command, server.ssh().elevate() == Elevation.SUDO)
                : dialect.render(command, asking);
    }

    static PrivilegedCommand of(CommandLine command, Server server, SudoPasswords passwords) {
        return new PrivilegedCommand(command, server, passwords);
    }

    /** What is sent. */
    String line() {
        return rendered.line();
    }

    /**
     * It was sent.
     *
     * @param writer takes the whole input, and ends it
     */
    synchronized void started(Consumer<byte[]> writer) {
        input = writer;
        if (prompt == null) {
            feed("");
        }
    }

    /**
     * It printed something. That may be the command, or what the login's own start-up files print before sudo asks: it
     * counts only when no question follows for {@link #QUIET}.
     */
    synchronized void printed() {
        if (printedAt == null) {
            printedAt = System.nanoTime();
        }
    }

    /** Whether something was printed, and sudo has not asked for a while since. */
    synchronized boolean isPastTheQuestion() {
        Long at = printedAt;
        return prompt == null || input == null || (at != null && System.nanoTime() - at > QUIET.toNanos());
    }

    /** Something came on standard error. */
    synchronized void complained(byte[] bytes, int length) {
        SudoPrompt asking = prompt;
        String secret = password.value();
        if (asking == null || secret == null) {
            return;
        }
        complaint.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1)); // the prompt is ASCII
        int asked = complaint.indexOf(asking.marker());
        while (asked >= 0) {
            if (input == null) {
                passwords.refused(server, secret);
            }
            feed(secret + "\n");
            complaint.delete(0, asked + asking.marker().length());
            asked = complaint.indexOf(asking.marker());
        }
        complaint.delete(0, Math.max(0, complaint.length() - asking.marker().length()));
    }

    /** It was silent for {@link #ASKS_WITHIN}. */
    synchronized void askedNothing() {
        feed("");
    }

    private void feed(String first) {
        Consumer<byte[]> writer = input;
        if (writer != null) {
            input = null;
            String own = rendered.input();
            writer.accept((first + (own == null ? "" : own)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Standard error as a person can read it. */
    String readableError(String text) {
        String readable = dialect.readableError(text);
        if (password.heldBack() && readable.contains("sudo: ")) {
            return readable.stripTrailing() + "\n" + SudoPrompt.HELD_BACK + "\n";
        }
        return prompt == null ? readable : prompt.readable(readable);
    }
}
