package org.osfailover.lab;

import java.io.IOException;
import org.osfailover.farm.Stack;

/** A write that found no space. What the program that wrote says of it depends on the operating system. */
final class DiskFull extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Stack stack;

    DiskFull(Stack stack) {
        super(stack == Stack.JAVA ? "No space left on device" : "There is not enough space on the disk.");
        this.stack = stack;
    }

    /** The line that a program on a terminal prints. */
    String words() {
        return stack == Stack.JAVA ? "write error: " + getMessage() : String.valueOf(getMessage());
    }

    /** What a command that ends for it prints: a script for Windows reports its failure as it reports everything. */
    void tell(LabConsole console) throws IOException {
        if (stack == Stack.JAVA) {
            console.printlnError(words());
        } else {
            console.print("OSFAILOVER:{\"error\":\"COMMAND_FAILED\",\"message\":\"" + words() + "\"}\r\n");
        }
    }
}
