package org.osfailover.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One exec request: runs the machine's answer to it on a thread of its own, with the server's faults. */
final class SshCommand implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(SshCommand.class);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "lab-command");
        thread.setDaemon(true);
        return thread;
    });

    private final LabServer server;
    private final LabMachine machine;
    private final String command;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback exit;
    private @Nullable Future<?> running;
    private @Nullable TerminalConsole terminal;

    SshCommand(LabServer server, LabMachine machine, String command) {
        this.server = server;
        this.machine = machine;
        this.command = command;
    }

    @Override
    public void setInputStream(InputStream stream) {
        this.in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        this.out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        this.err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.exit = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        InputStream input = set(in);
        OutputStream output = set(out);
        boolean isTerminal = environment.getEnv().containsKey(Environment.ENV_TERM);
        LabConsole console;
        if (isTerminal) {
            boolean echo = !Integer.valueOf(0).equals(environment.getPtyModes().get(PtyMode.ECHO));
            TerminalConsole created = new TerminalConsole(input, output, echo);
            terminal = created;
            console = created;
        } else {
            console = new PipeConsole(input, output, set(err));
        }
        running = THREADS.submit(() -> run(channel, console));
        if (terminal != null) {
            terminal.start(() -> interrupt());
        }
    }

    private void run(ChannelSession channel, LabConsole console) {
        Optional<LabFaults.ConnectionCut> cut = Optional.empty();
        int status;
        try {
            LabMachine.Call call = machine.receive(command, console);
            server.journal().arrived(call.text());
            cut = server.faults().takeCutOf(call.text());
            if (cut.filter(c -> c.when() == LabFaults.Cut.BEFORE).isPresent()) {
                cut(channel);
                return;
            }
            server.environment().farm().clock().pause(server.faults().delay());
            Optional<LabFaults.Failure> failure = server.faults().failureOf(call.text());
            if (failure.isPresent()) {
                console.printlnError(failure.get().message());
                status = failure.get().exitCode();
            } else {
                status = run(call, console);
            }
        } catch (InterruptedException e) {
            status = 130;
        } catch (IOException e) {
            // whoever listened is gone
            LOG.debug("{}: {}: {}", server, command, e.getMessage());
            status = 141;
        } catch (RuntimeException e) {
            LOG.error("{}: the simulated server failed on: {}", server, command, e);
            status = 255;
        }
        if (cut.isPresent()) {
            cut(channel);
        } else {
            finish(status);
        }
    }

    private static int run(LabMachine.Call call, LabConsole console) throws IOException, InterruptedException {
        try {
            return call.run();
        } catch (DiskFull full) {
            full.tell(console);
            return 1;
        }
    }

    private void cut(ChannelSession channel) {
        LOG.info("{}: the connection is cut around: {}", server, command);
        channel.getSession().close(true);
    }

    private void finish(int status) {
        try {
            set(out).flush();
            set(err).flush();
        } catch (IOException e) {
            LOG.debug("{}: nobody is left to hear the end of: {}", server, command);
        }
        set(exit).onExit(status);
    }

    private void interrupt() {
        Future<?> present = running;
        if (present != null) {
            present.cancel(true);
        }
    }

    /** The channel is gone. A program on a terminal is hung up; one on pipes goes on until it prints, except on Windows. */
    @Override
    public void destroy(ChannelSession channel) {
        if (terminal != null || machine.endsWithSession()) {
            interrupt();
        }
    }

    private static <T> T set(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the SSH server has not set this channel up");
        }
        return value;
    }
}
