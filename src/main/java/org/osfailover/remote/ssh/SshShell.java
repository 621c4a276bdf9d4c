package org.osfailover.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.osfailover.farm.Server;
import org.osfailover.remote.Argument;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Conversation;
import org.osfailover.remote.Dialect;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

/** Runs commands on one server over SSH. */
final class SshShell implements RemoteShell {

    /** So many bytes of standard output are kept: as much as the command log keeps. */
    private static final int OUTPUT_CAP = 16 * 1024 * 1024;

    private static final int ERROR_CAP = 1024 * 1024;
    /**
     * A program that has ended may leave a child behind that keeps its output open (a started service); after its exit
     * code is known, so long is waited for more.
     */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LOOK_FOR_QUESTION = Duration.ofMillis(500);
    private static final String INTERRUPT = "\u0003";
    /** So long a program that is interrupted has to end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final String STILL_RUNS =
            "; it was interrupted and has not ended: it may still run on the server, look for it there";

    private final Server server;
    private final SshConnections connections;

    SshShell(Server server, SshConnections connections) {
        this.server = server;
        this.connections = connections;
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
        PrivilegedCommand privileged = PrivilegedCommand.of(command, server, connections.sudoPasswords());
        SshChannel channel = open(deadline);
        Countdown countdown = Countdown.of(deadline);
        CappedOutput output = new CappedOutput(OUTPUT_CAP);
        CappedOutput error = new CappedOutput(ERROR_CAP);
        try {
            channel.exec(privileged.line(), countdown);
            return collect(channel, privileged, output, error, countdown);
        } catch (SshChannel.OutcomeUnknownException e) {
            return e.isLate() ? new CommandResult.TimedOut("") : new CommandResult.ConnectionLost("", lost(e.reason()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CommandResult.ConnectionLost(
                    received(privileged, output, error), "this program was interrupted while it waited");
        } finally {
            channel.close();
        }
    }

    private CommandResult collect(
            SshChannel channel,
            PrivilegedCommand privileged,
            CappedOutput output,
            CappedOutput error,
            Countdown countdown)
            throws InterruptedException {
        AtomicLong lastPiece = new AtomicLong(System.nanoTime());
        privileged.started(channel::feed);
        CompletableFuture<Void> reading = CompletableFuture.allOf(
                channel.read(channel.output(), (bytes, length) -> {
                    privileged.printed();
                    output.add(bytes, length);
                    lastPiece.set(System.nanoTime());
                }),
                channel.read(channel.error(), (bytes, length) -> {
                    privileged.complained(bytes, length);
                    error.add(bytes, length);
                    lastPiece.set(System.nanoTime());
                }));
        try {
            CompletableFuture<Object> first = CompletableFuture.anyOf(reading, channel.ended());
            Countdown asks = Countdown.of(countdown.atMost(PrivilegedCommand.ASKS_WITHIN));
            while (!await(first, asks.atMost(LOOK_FOR_QUESTION)) && !asks.isOver() && !privileged.isPastTheQuestion()) {
                // sudo may still ask
            }
            if (!first.isDone()) {
                privileged.askedNothing();
                await(first, countdown.left());
            }
            if (channel.ended().isDone()) {
                awaitRest(reading, lastPiece, countdown);
            }
            if (reading.isDone()) {
                reading.get(); // where it failed, what came is not all
            }
            if (!await(channel.ended(), countdown.left())) {
                return new CommandResult.TimedOut(received(privileged, output, error));
            }
        } catch (ExecutionException e) {
            return new CommandResult.ConnectionLost(
                    received(privileged, output, error), lost(SshChannel.message(e.getCause())));
        }
        OptionalInt exitCode = channel.exitCode();
        if (exitCode.isEmpty() && !channel.isConnected()) {
            return new CommandResult.ConnectionLost(received(privileged, output, error), lost("it broke"));
        }
        return new CommandResult.Completed(exitCode, output.text(), privileged.readableError(error.text()));
    }

    /** The program has ended. The rest of its output is under way, or something that it left behind holds it open. */
    private static void awaitRest(CompletableFuture<Void> reading, AtomicLong lastPiece, Countdown countdown)
            throws InterruptedException, ExecutionException {
        long since = System.nanoTime();
        while (!reading.isDone() && !countdown.isOver()) {
            Duration quiet = LEFT_BEHIND.minusNanos(System.nanoTime() - Math.max(since, lastPiece.get()));
            if (quiet.isNegative() || quiet.isZero() || await(reading, countdown.atMost(quiet))) {
                return;
            }
        }
    }

    /** Whether it was done in time. */
    private static boolean await(CompletableFuture<?> future, Duration atMost)
            throws InterruptedException, ExecutionException {
        try {
            future.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline)
            throws RemoteAccessException {
        PrivilegedDialogue privileged = PrivilegedDialogue.of(command, dialogue, server, connections.sudoPasswords());
        return privileged.shown(converse(command, privileged, deadline));
    }

    private DialogueResult converse(CommandLine command, PrivilegedDialogue privileged, Duration deadline)
            throws RemoteAccessException {
        Dialect.Rendered rendered = privileged.rendered();
        if (rendered.input() != null) {
            throw new IllegalArgumentException(
                    "a command that takes its script from standard input can't hold a dialogue: " + command);
        }
        SshChannel channel = open(deadline);
        Countdown countdown = Countdown.of(deadline);
        List<String> secrets = command.arguments().stream()
                .filter(Argument.Secret.class::isInstance)
                .map(Argument::value)
                .toList();
        Conversation conversation = new Conversation(privileged.dialogue(), secrets, System.nanoTime());
        boolean leftRunning = false;
        try {
            channel.allocateTerminal(countdown);
            channel.exec(rendered.line(), countdown);
            DialogueResult result = hold(conversation, channel, countdown);
            leftRunning = result instanceof DialogueResult.TimedOut && conversation.isPastReturn();
            return result;
        } catch (SshChannel.OutcomeUnknownException e) {
            return e.isLate() ? timedOut(conversation) : lost(conversation, e.reason());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return lost(conversation, "this program was interrupted while it waited");
        } finally {
            if (!leftRunning) {
                channel.close(); // its end would hang up on a program that is in the middle of what it was told to do
            }
        }
    }

    private DialogueResult hold(Conversation conversation, SshChannel channel, Countdown countdown)
            throws InterruptedException {
        BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
        read(channel, channel.output(), pieces);
        while (true) {
            if (countdown.isOver()) {
                return timedOut(conversation);
            }
            Duration wait = LOOK;
            Conversation.Move move = conversation.next(System.nanoTime());
            if (move instanceof Conversation.Move.Stop stop) {
                boolean ended = interrupt(conversation, channel, pieces);
                return new DialogueResult.Stopped(
                        stop.reason() + (ended ? "" : STILL_RUNS),
                        stop.lastText(),
                        conversation.transcript(),
                        conversation.answered());
            } else if (move instanceof Conversation.Move.Type type) {
                try {
                    write(channel, type.text() + "\n");
                } catch (IOException e) {
                    return lost(conversation, SshChannel.message(e));
                }
            } else if (move instanceof Conversation.Move.Wait waiting) {
                wait = waiting.atMost();
            }
            Piece piece = pieces.poll(countdown.nanosAtMost(shorter(wait)), TimeUnit.NANOSECONDS);
            if (piece instanceof Piece.Text text) {
                conversation.received(text.text(), System.nanoTime());
            } else if (piece instanceof Piece.End) {
                return ended(conversation, channel, countdown);
            } else if (piece instanceof Piece.Broken broken) {
                return lost(conversation, broken.reason());
            } else if (channel.exitCode().isPresent() && !(move instanceof Conversation.Move.Type)) {
                // the program has ended, and what it started keeps the terminal
                Piece more = pieces.poll(countdown.nanosAtMost(LEFT_BEHIND), TimeUnit.NANOSECONDS);
                if (more instanceof Piece.Text text) {
                    conversation.received(text.text(), System.nanoTime());
                } else {
                    return ended(conversation, channel, countdown);
                }
            }
        }
    }

    /** Short enough to notice that the program has ended although its terminal is still held open. */
    private static Duration shorter(Duration wait) {
        Duration second = Duration.ofSeconds(1);
        return wait.compareTo(second) < 0 ? wait : second;
    }

    private DialogueResult ended(Conversation conversation, SshChannel channel, Countdown countdown)
            throws InterruptedException {
        while (channel.exitCode().isEmpty() && channel.isOpen() && channel.isConnected()) {
            if (countdown.isOver()) {
                return timedOut(conversation);
            }
            TimeUnit.NANOSECONDS.sleep(countdown.nanosAtMost(LOOK));
        }
        OptionalInt exitCode = channel.exitCode();
        if (exitCode.isEmpty() && !channel.isConnected()) {
            return lost(conversation, "it broke");
        }
        return new DialogueResult.Completed(exitCode, conversation.transcript(), conversation.answered());
    }

    /**
     * Ctrl-C, as a person would; the program's last words belong to the transcript.
     *
     * @return whether it has ended
     */
    private static boolean interrupt(Conversation conversation, SshChannel channel, BlockingQueue<Piece> pieces)
            throws InterruptedException {
        try {
            write(channel, INTERRUPT);
        } catch (IOException e) {
            return !channel.isOpen();
        }
        Countdown lastWords = Countdown.of(LAST_WORDS);
        while (!lastWords.isOver() && channel.exitCode().isEmpty()) {
            Piece piece = pieces.poll(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            if (piece instanceof Piece.Text text) {
                conversation.received(text.text(), System.nanoTime());
            } else if (piece != null) {
                return true;
            }
        }
        return channel.exitCode().isPresent() || !channel.isOpen();
    }

    private static void write(SshChannel channel, String text) throws IOException {
        OutputStream input = channel.input();
        input.write(text.getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    private static void read(SshChannel channel, InputStream stream, BlockingQueue<Piece> pieces) {
        Utf8Pieces decoder = new Utf8Pieces();
        CompletableFuture<Boolean> unused = channel.read(
                        stream, (bytes, length) -> pieces.add(new Piece.Text(decoder.decode(bytes, length))))
                .whenComplete((done, failure) -> pieces.add(
                        failure == null
                                ? new Piece.End()
                                : new Piece.Broken(SshChannel.message(
                                        failure.getCause() == null ? failure : failure.getCause()))));
    }

    private SshChannel open(Duration deadline) throws RemoteAccessException {
        return SshChannel.open(server, connections, deadline);
    }

    private static String received(PrivilegedCommand privileged, CappedOutput output, CappedOutput error) {
        String text = error.text();
        return text.isBlank() ? output.text() : output.text() + "\n[stderr]\n" + privileged.readableError(text);
    }

    private DialogueResult timedOut(Conversation conversation) {
        return new DialogueResult.TimedOut(conversation.transcript(), conversation.answered());
    }

    private DialogueResult lost(Conversation conversation, String reason) {
        return new DialogueResult.ConnectionLost(lost(reason), conversation.transcript(), conversation.answered());
    }

    private String lost(String reason) {
        return "the connection to " + Hop.of(server) + " was lost after the command was sent: " + reason;
    }

    @Override
    public String toString() {
        return Hop.of(server).toString();
    }

    /** What the reading thread found. */
    private sealed interface Piece {
        record Text(String text) implements Piece {}

        record End() implements Piece {}

        record Broken(String reason) implements Piece {}
    }

    /** Decodes pieces that may end within a character. */
    private static final class Utf8Pieces {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] rest = new byte[0];

        String decode(byte[] bytes, int length) {
            ByteBuffer in = ByteBuffer.allocate(rest.length + length)
                    .put(rest)
                    .put(bytes, 0, length)
                    .flip();
            CharBuffer out = CharBuffer.allocate(in.remaining());
            decoder.decode(in, out, false);
            rest = new byte[in.remaining()];
            in.get(rest);
            return out.flip().toString();
        }
    }
}
