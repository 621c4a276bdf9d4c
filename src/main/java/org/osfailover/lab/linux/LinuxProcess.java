package org.osfailover.lab.linux;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;

/** Where a program runs: on which server, for whom, in which folder, and where it prints. */
record LinuxProcess(
        LabServer server,
        LabConsole console,
        boolean isRoot,
        String directory,
        boolean silentOutput,
        boolean silentErrors,
        boolean errorsToOutput) {

    LinuxProcess(LabServer server, LabConsole console, boolean isRoot, String directory) {
        this(server, console, isRoot, directory, false, false, false);
    }

    LinuxProcess asRoot() {
        return new LinuxProcess(server, console, true, directory, silentOutput, silentErrors, errorsToOutput);
    }

    LinuxProcess in(String folder) {
        String to = folder.startsWith("/") ? folder : directory + "/" + folder;
        return new LinuxProcess(server, console, isRoot, to, silentOutput, silentErrors, errorsToOutput);
    }

    LinuxProcess redirected(ShellLine.Part part) {
        return new LinuxProcess(
                server,
                console,
                isRoot,
                directory,
                silentOutput || part.silentOutput(),
                silentErrors || part.silentErrors(),
                errorsToOutput || part.errorsToOutput());
    }

    LabFarm farm() {
        return server.environment().farm();
    }

    void out(String line) throws IOException {
        print(line + "\n");
    }

    void print(String text) throws IOException {
        if (!silentOutput) {
            console.print(text);
        }
    }

    void error(String line) throws IOException {
        if (silentErrors) {
            return;
        }
        if (errorsToOutput) {
            console.println(line);
        } else {
            console.printlnError(line);
        }
    }

    /** Files of the platform's configuration are readable for root and the platform alone. */
    boolean mayRead(String path) {
        return isRoot || !path.startsWith(LabPaths.JAVA_HSCONF);
    }

    boolean mayWrite(String path) {
        return isRoot || path.startsWith("/home/failover/") || path.startsWith("/tmp/");
    }

    /** Waits until it is so, or the time is up; answers whether it is so. */
    boolean await(Duration atMost, BooleanSupplier condition) throws InterruptedException {
        Instant until = farm().now().plus(atMost);
        while (!condition.getAsBoolean()) {
            if (!farm().now().isBefore(until)) {
                return false;
            }
            farm().clock().pause(Duration.ofMillis(10));
        }
        return true;
    }
}
