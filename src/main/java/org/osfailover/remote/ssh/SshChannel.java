package org.osfailover.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.PTYMode;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.Server;
import org.osfailover.remote.RemoteAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel for one command. Up to {@link #exec} nothing has been sent, and a broken connection is made anew once;
 * from then on every failure is an outcome that is not known.
 */
final class SshChannel {

    private static final Logger LOG = LoggerFactory.getLogger(SshChannel.class);
    /** A server that refuses a session while nothing is under way is asked again after this, and so often. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    private static final int REFUSALS = 5;
    /** A server that has no room is asked again after this, also where nothing has ended. */
    private static final Duration ROOM = Duration.ofSeconds(1);

    private final SshSlot slot;
    private final SshConnection connection;
    private final CommandSession session;
    private final ExecutorService workers;
    private boolean sent;

    private SshChannel(SshSlot slot, SshConnection connection, CommandSession session, ExecutorService workers) {
        this.slot = slot;
        this.connection = connection;
        this.session = session;
        this.workers = workers;
    }

    /** The exec request was sent and its answer did not come, or the connection broke. */
    static final class OutcomeUnknownException extends Exception {
        private final boolean late;

        OutcomeUnknownException(boolean late, String message) {
            super(message);
            this.late = late;
        }

        boolean isLate() {
            return late;
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Opens a channel; connects first where that is needed.
     *
     * @throws RemoteAccessException nothing was sent
     */
    static SshChannel open(Server server, SshConnections connections, Duration deadline) throws RemoteAccessException {
        SshSlot slot = connections.to(server);
        Countdown countdown = Countdown.of(deadline);
        slot.take(deadline);
        boolean opened = false;
        try {
            SshChannel channel = open(slot, connections.workers(), slot.connection(countdown.left()), deadline);
            opened = true;
            return channel;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SshSlot.notSent(slot.hop(), "this program was interrupted");
        } finally {
            if (!opened) {
                slot.giveBack();
            }
        }
    }

    private static SshChannel open(SshSlot slot, ExecutorService workers, SshConnection connected, Duration deadline)
            throws RemoteAccessException, InterruptedException {
        Countdown countdown = Countdown.of(deadline); // connecting has a deadline of its own
        SshConnection connection = connected;
        boolean again = true;
        int refusedAlone = 0;
        while (true) {
            SshSlot.Sessions before = slot.sessions();
            CompletableFuture<CommandSession> opening = inBackground(workers, connection::open);
            try {
                CommandSession session = opening.get(countdown.left().toNanos(), TimeUnit.NANOSECONDS);
                slot.opened();
                return new SshChannel(slot, connection, session, workers);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof OpenFailException && connection.isAlive()) {
                    refusedAlone = before.open() > 0 ? 0 : refusedAlone + 1;
                    awaitRoom(slot, before, refusedAlone, countdown, message(cause));
                } else if (again) {
                    again = false;
                    slot.discard(connection);
                    connection = slot.connection(countdown.left());
                } else {
                    throw SshSlot.notSent(slot.hop(), "the connection broke twice: " + message(cause));
                }
            } catch (TimeoutException e) {
                closeLate(opening);
                throw SshSlot.notSent(slot.hop(), "it did not open a session within the deadline");
            }
        }
    }

    /**
     * The server opens no session. Where others are under way, it has no room (it allows fewer than we do): waits for
     * the end of one. The server may still be busy with an end that it has announced, and it does not say when it is
     * through with it: so it is asked again after a while, and a refusal while nothing is under way counts only when it
     * is repeated.
     */
    private static void awaitRoom(
            SshSlot slot, SshSlot.Sessions before, int refusedAlone, Countdown countdown, String why)
            throws RemoteAccessException, InterruptedException {
        if (refusedAlone > REFUSALS) {
            throw SshSlot.notSent(slot.hop(), "it opens no session (" + why + ")");
        }
        slot.awaitEnd(before, countdown.atMost(refusedAlone > 0 ? AGAIN : ROOM));
        if (countdown.isOver()) {
            throw new RemoteAccessException(
                    RemoteAccessException.Reason.SERVER_BUSY,
                    "nothing was sent to " + slot.hop() + ": it opens no further session beside those under way ("
                            + why + "), and none ended within " + countdown.of().toSeconds()
                            + " s. Set failover.ssh.sessions-per-server to what its MaxSessions allows");
        }
    }

    /** Asks for a pseudo-terminal: wide, without colours, and without echo where the server can do that. */
    void allocateTerminal(Countdown deadline) throws RemoteAccessException {
        CompletableFuture<Boolean> asking = inBackground(workers, () -> {
            session.allocatePTY("dumb", 200, 50, 0, 0, Map.of(PTYMode.ECHO, 0));
            return true;
        });
        try {
            asking.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw SshSlot.notSent(slot.hop(), "it gives no terminal (" + message(e.getCause()) + ")");
        } catch (TimeoutException e) {
            throw SshSlot.notSent(slot.hop(), "it did not give a terminal within the deadline");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SshSlot.notSent(slot.hop(), "this program was interrupted");
        }
    }

    /**
     * Sends the command.
     *
     * @throws RemoteAccessException the server refused it: it does not run
     * @throws OutcomeUnknownException whether it runs is not known
     */
    void exec(String line, Countdown deadline) throws RemoteAccessException, OutcomeUnknownException {
        CompletableFuture<Session.Command> sending = inBackground(workers, () -> session.exec(line));
        try {
            sending.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            sent = true;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ConnectionException && "Request failed".equals(cause.getMessage())) {
                throw SshSlot.notSent(slot.hop(), "its SSH service refuses to run commands");
            }
            throw new OutcomeUnknownException(false, message(cause));
        } catch (TimeoutException e) {
            throw new OutcomeUnknownException(true, "the server did not say whether it runs the command");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknownException(false, "this program was interrupted");
        }
    }

    /** Gives every piece of a stream to the reader, in the background; done at its end, failed when the connection breaks. */
    CompletableFuture<Boolean> read(InputStream stream, Reader reader) {
        return inBackground(workers, () -> {
            byte[] buffer = new byte[8192];
            int length;
            while ((length = stream.read(buffer)) >= 0) {
                reader.received(buffer, length);
            }
            return true;
        });
    }

    /** Writes the input and ends it, in the background. A program that does not read its input is no error. */
    void feed(byte[] input) {
        OutputStream stdin = running().getOutputStream();
        workers.execute(() -> {
            try (stdin) {
                stdin.write(input);
                stdin.flush();
            } catch (IOException e) {
                LOG.debug("{} did not take all of its input", slot.hop(), e);
            }
        });
    }

    InputStream output() {
        return running().getInputStream();
    }

    InputStream error() {
        return running().getErrorStream();
    }

    OutputStream input() {
        return running().getOutputStream();
    }

    /** The exit code; empty while, or where, the server says none. */
    OptionalInt exitCode() {
        Integer status = running().getExitStatus();
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** Whether the server still holds the channel open. */
    boolean isOpen() {
        return session.isOpen();
    }

    boolean isConnected() {
        return session.error() == null && connection.isAlive();
    }

    /** Done when the server said how the command ended, or closed the channel, or the connection broke. */
    CompletableFuture<Void> ended() {
        return session.ended();
    }

    /** Closes the channel without waiting for the server; its place is free when the server has answered. */
    void close() {
        workers.execute(() -> {
            try {
                session.close();
            } catch (IOException e) {
                LOG.debug("while closing a channel to {}", slot.hop(), e);
            } finally {
                slot.ended();
            }
        });
    }

    private CommandSession running() {
        if (!sent) {
            throw new IllegalStateException("no command was sent");
        }
        return session;
    }

    private static void closeLate(CompletableFuture<CommandSession> opening) {
        CompletableFuture<Void> unused = opening.handle((session, failure) -> {
            try {
                if (session != null) {
                    session.close();
                }
            } catch (IOException e) {
                LOG.debug("while closing a channel that came too late", e);
            }
            return null;
        });
    }

    static String message(@Nullable Throwable cause) {
        if (cause == null) {
            return "no reason known";
        }
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }

    private static <T> CompletableFuture<T> inBackground(ExecutorService workers, Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.get();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                workers);
    }

    @FunctionalInterface
    private interface Work<T> {
        T get() throws IOException;
    }

    /** Takes what a stream gives; the array is used again afterwards. */
    @FunctionalInterface
    interface Reader {
        void received(byte[] bytes, int length);
    }
}
