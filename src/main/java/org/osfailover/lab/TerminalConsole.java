package org.osfailover.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A pseudo-terminal as Linux has it in its usual mode: what is typed is shown as it arrives and handed over line by line,
 * Return ends a line, Ctrl-C interrupts, Ctrl-D at a line's start is the end of the input, and a line ends in CR LF on the
 * screen.
 */
final class TerminalConsole implements LabConsole {

    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;

    /** A line that was typed; null text is the end of the input. */
    private record Typed(@Nullable String line) {}

    private final InputStream in;
    private final OutputStream out;
    private final LinkedBlockingQueue<Typed> lines = new LinkedBlockingQueue<>();
    private volatile boolean echo;

    TerminalConsole(InputStream in, OutputStream out, boolean echo) {
        this.in = in;
        this.out = out;
        this.echo = echo;
    }

    /** Begins to take what is typed. */
    void start(Runnable onInterrupt) {
        Thread thread = new Thread(() -> pump(onInterrupt), "lab-terminal");
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(Runnable onInterrupt) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int c = in.read();
            while (c >= 0) {
                if (c == '\r' || c == '\n') {
                    show("\n");
                    lines.add(new Typed(line.toString(StandardCharsets.UTF_8)));
                    line.reset();
                } else if (c == CTRL_C) {
                    show("^C\n");
                    onInterrupt.run();
                } else if (c == CTRL_D) {
                    if (line.size() == 0) {
                        lines.add(new Typed(null));
                    }
                } else if (c == BACKSPACE || c == DELETE) {
                    erase(line);
                } else {
                    line.write(c);
                    showByte(c);
                }
                c = in.read();
            }
        } catch (IOException e) {
            onInterrupt.run();
        }
        lines.add(new Typed(null));
    }

    private void erase(ByteArrayOutputStream line) throws IOException {
        byte[] typed = line.toByteArray();
        if (typed.length > 0) {
            line.reset();
            line.write(typed, 0, typed.length - 1);
            show("\b \b");
        }
    }

    private void show(String text) throws IOException {
        if (echo) {
            print(text);
        }
    }

    private synchronized void showByte(int c) throws IOException {
        if (echo) {
            out.write(c);
            out.flush();
        }
    }

    @Override
    public boolean isTerminal() {
        return true;
    }

    @Override
    public @Nullable String readLine() throws InterruptedException {
        return lines.take().line();
    }

    @Override
    public @Nullable String readSecret() throws InterruptedException, IOException {
        boolean before = echo;
        echo = false;
        try {
            String line = readLine();
            print("\n");
            return line;
        } finally {
            echo = before;
        }
    }

    @Override
    public synchronized void print(String text) throws IOException {
        out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void printError(String text) throws IOException {
        print(text);
    }
}
