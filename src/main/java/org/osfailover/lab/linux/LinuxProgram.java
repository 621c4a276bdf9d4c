package org.osfailover.lab.linux;

import java.io.IOException;
import java.util.List;

/** A program of the server; answers its exit status. */
interface LinuxProgram {
    int run(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException;
}
