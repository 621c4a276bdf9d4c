package org.osfailover.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A program's plain pipes. */
final class PipeConsole implements LabConsole {

    private final BufferedReader in;
    private final OutputStream out;
    private final OutputStream err;

    PipeConsole(InputStream in, OutputStream out, OutputStream err) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
    }

    @Override
    public boolean isTerminal() {
        return false;
    }

    @Override
    public @Nullable String readLine() throws IOException {
        return in.readLine();
    }

    @Override
    public @Nullable String readSecret() throws IOException {
        return in.readLine();
    }

    @Override
    public void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void printError(String text) throws IOException {
        err.write(text.getBytes(StandardCharsets.UTF_8));
        err.flush();
    }
}
