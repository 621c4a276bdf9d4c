package org.osfailover.lab.windows;

import java.io.IOException;
import org.osfailover.lab.LabConsole;

/** What runs a PowerShell script on a simulated server. */
interface ScriptEngine {

    /** Runs the script to its end; answers PowerShell's exit code. */
    int run(PowerShellCall call, LabConsole console) throws IOException, InterruptedException;
}
