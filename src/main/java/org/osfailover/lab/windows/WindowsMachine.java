package org.osfailover.lab.windows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabMachine;
import org.osfailover.lab.LabServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of the .NET stack behind OpenSSH for Windows. It knows one way to be asked: {@code powershell.exe …
 * -EncodedCommand} with a short program that reads the script, as one Base64 line, from standard input.
 */
public final class WindowsMachine implements LabMachine {

    private static final Logger LOG = LoggerFactory.getLogger(WindowsMachine.class);
    private static final Pattern POWERSHELL = Pattern.compile(
            "^\\s*\"?(?:[^\"]*\\\\)?powershell(?:\\.exe)?\"?\\s(?:.*\\s)?-EncodedCommand\\s+([A-Za-z0-9+/=]+)\\s*$",
            Pattern.CASE_INSENSITIVE);

    private final LabServer server;
    private final ScriptEngine engine;

    public WindowsMachine(LabServer server) {
        this.server = server;
        Path powerShell = server.environment().farm().powerShell();
        this.engine = powerShell == null ? new LabPowerShell(server) : new RealPowerShell(server, powerShell);
    }

    @Override
    public Call receive(String command, LabConsole console) throws IOException, InterruptedException {
        Matcher asked = POWERSHELL.matcher(command);
        if (!asked.matches()) {
            return unknown(command, console);
        }
        String bootstrap = new String(Base64.getDecoder().decode(asked.group(1)), StandardCharsets.UTF_16LE);
        if (!bootstrap.contains("FromBase64String") || !bootstrap.contains("ReadLine")) {
            return unknown(command + " which is: " + bootstrap, console);
        }
        String line = console.readLine();
        String input = line == null ? "" : line;
        String text;
        try {
            text = new String(Base64.getDecoder().decode(input.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return unknown(command + " with standard input that is not Base64", console);
        }
        PowerShellCall call = PowerShellCall.of(command, input, text);
        return new Call() {
            @Override
            public String text() {
                return call.text();
            }

            @Override
            public int run() throws IOException, InterruptedException {
                return engine.run(call, console);
            }
        };
    }

    @Override
    public boolean endsWithSession() {
        return true;
    }

    private Call unknown(String command, LabConsole console) {
        return new Call() {
            @Override
            public String text() {
                return command;
            }

            @Override
            public int run() throws IOException {
                server.journal().unknown(command);
                LOG.warn("{}: unknown to the simulated server: {}", server, command);
                String program = command.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
                console.printError(
                        "'" + program
                                + "' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n");
                return 1;
            }
        };
    }
}
