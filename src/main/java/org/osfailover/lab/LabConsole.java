package org.osfailover.lab;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where a running program reads and prints: a pseudo-terminal, or plain pipes. */
public interface LabConsole {

    /** Whether somebody (or something like it) sits at a terminal. */
    boolean isTerminal();

    /** The next line of input, without its end; null at the end of the input. Waits for it. */
    @Nullable String readLine() throws IOException, InterruptedException;

    /** The next line of input, without showing what is typed. */
    @Nullable String readSecret() throws IOException, InterruptedException;

    /** Prints on standard output, at once; a line's end is {@code \n}. */
    void print(String text) throws IOException;

    /** Prints on standard error (on a terminal they are one). */
    void printError(String text) throws IOException;

    /** A line on standard output. */
    default void println(String line) throws IOException {
        print(line + "\n");
    }

    /** A line on standard error. */
    default void printlnError(String line) throws IOException {
        printError(line + "\n");
    }
}
