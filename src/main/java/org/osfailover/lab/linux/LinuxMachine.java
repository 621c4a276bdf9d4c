package org.osfailover.lab.linux;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabMachine;
import org.osfailover.lab.LabPaths;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.servicecenter.OspToolRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server of the Java stack: a small shell, and the programs that such a server has. */
public final class LinuxMachine implements LabMachine {

    private static final Logger LOG = LoggerFactory.getLogger(LinuxMachine.class);
    private static final int NOT_FOUND = 127;
    private static final Pattern DEV_TCP = Pattern.compile("/dev/tcp/([^/\\s]+)/([0-9]+)");

    private final LabServer server;
    private final Map<String, LinuxProgram> programs;

    private final LinuxJobs jobs;

    public LinuxMachine(LabServer server) {
        this.server = server;
        this.jobs = new LinuxJobs(server, this::line);
        this.programs = new TreeMap<>(SmallPrograms.all());
        programs.put("sh", this::shell);
        programs.put("bash", this::shell);
        programs.put("sudo", this::sudo);
        programs.put("command", this::command);
        programs.put("service", new ServiceCommand());
        programs.put("/etc/init.d/outsystems", new ServiceCommand().asInitScript());
        programs.put(LabPaths.SERVICE_CONFIGURATOR, new ServiceConfigurator());
        programs.put(LabPaths.CONFIGURATION_TOOL, new ConfigurationTool());
        programs.put(
                LabPaths.OSP_TOOL,
                (arguments, process) -> OspToolRun.run(server, arguments, line -> process.print(line + "\n")));
        jobs.resume();
    }

    @Override
    public Call receive(String command, LabConsole console) {
        String written = SentLine.asWritten(command);
        return new Call() {
            @Override
            public String text() {
                return LinuxJobs.withoutScript(written);
            }

            @Override
            public int run() throws IOException, InterruptedException {
                return line(written, new LinuxProcess(server, console, false, "/home/failover"));
            }
        };
    }

    private int line(String text, LinuxProcess process) throws IOException, InterruptedException {
        ShellLine line;
        try {
            line = ShellLine.parse(text);
        } catch (ShellLine.NotUnderstood e) {
            unknown(text);
            process.error("bash: -c: line 1: syntax that the simulated server does not know: " + e.getMessage());
            return 2;
        }
        int status = 0;
        LinuxProcess here = process;
        for (ShellLine.Part part : line.parts()) {
            boolean runs =
                    switch (part.join()) {
                        case ALWAYS -> true;
                        case AND -> status == 0;
                        case OR -> status != 0;
                    };
            if (!runs) {
                continue;
            }
            if (part.words().get(0).equals("cd")) {
                here = here.in(part.words().size() > 1 ? part.words().get(1) : "/home/failover");
                status = 0;
            } else if (part.words().get(0).equals("exit")) {
                return part.words().size() > 1 ? Integer.parseInt(part.words().get(1)) : status;
            } else {
                status = program(part.words(), here.redirected(part));
            }
        }
        return status;
    }

    private int program(List<String> words, LinuxProcess process) throws IOException, InterruptedException {
        String name = resolve(words.get(0), process);
        LinuxProgram program = programs.get(name);
        if (program == null) {
            unknown(String.join(" ", words));
            process.error(
                    words.get(0).contains("/")
                            ? "bash: " + words.get(0) + ": No such file or directory"
                            : "bash: " + words.get(0) + ": command not found");
            return NOT_FOUND;
        }
        return program.run(words.subList(1, words.size()), process);
    }

    private static String resolve(String name, LinuxProcess process) {
        String path = name.startsWith("./") ? process.directory() + name.substring(1) : name;
        return path.replaceFirst("^/(usr/)?(s?bin)/", "");
    }

    private void unknown(String command) {
        server.journal().unknown(command);
        LOG.warn("{}: unknown to the simulated server: {}", server, command);
    }

    /** A script of several lines that any POSIX shell runs to its end, with exit code 7. */
    private static final String SHELL_TRY = "# osfailover-shell\n";

    /** The product's script that tries what a run writes. */
    private static final String WRITING_TRY = "# check.sh:";

    private int shell(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        if (arguments.size() >= 3 && arguments.get(0).equals("-c") && LinuxJobs.isScript(arguments.get(1))) {
            return jobs.run(arguments.subList(3, arguments.size()), process);
        }
        if (arguments.size() == 7
                && arguments.get(0).equals("-c")
                && arguments.get(1).startsWith(WRITING_TRY)) {
            return tryWriting(arguments.get(3).equals("try"), process);
        }
        if (arguments.size() >= 2 && arguments.get(0).equals("-c")) {
            if (arguments.get(1).startsWith(SHELL_TRY)) {
                process.out("osfailover-shell"); // its quotes and signs arrived as they were sent
                return 7;
            }
            Matcher port = DEV_TCP.matcher(arguments.get(1));
            return port.find()
                    ? connect(port.group(1), Integer.parseInt(port.group(2)), process)
                    : line(arguments.get(1), process);
        }
        unknown("sh " + String.join(" ", arguments));
        process.error("bash: only -c is known to the simulated server");
        return 2;
    }

    /** Plays the product's {@code check.sh}. */
    private int tryWriting(boolean tries, LinuxProcess process) throws IOException {
        String[] full = {"head: error writing 'standard output': No space left on device", ""};
        for (String place :
                List.of("jobs|/var/lib", "configuration|/etc/outsystems", "platform|" + LabPaths.JAVA_HOME)) {
            boolean isFull = server.freeBytes() == 0;
            process.out(place + "|" + (server.freeBytes() / 1024) + "|rw,relatime|" + full[isFull && tries ? 0 : 1]);
        }
        return 0;
    }

    /** {@code command -v}; setsid and script are there, too. */
    private int command(List<String> arguments, LinuxProcess process) throws IOException {
        if (arguments.size() != 2 || !arguments.get(0).equals("-v")) {
            unknown("command " + String.join(" ", arguments));
            return 2;
        }
        String name = arguments.get(1);
        if (!programs.containsKey(name) && !List.of("setsid", "script").contains(name)) {
            return 1;
        }
        process.out("/usr/bin/" + name);
        return 0;
    }

    private int connect(String host, int port, LinuxProcess process) throws IOException {
        if (server.reaches(host, port)) {
            return 0;
        }
        process.error("bash: connect: Connection refused");
        process.error("bash: line 1: /dev/tcp/" + host + "/" + port + ": Connection refused");
        return 1;
    }

    private int sudo(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        return new Sudo(server, words -> programs.containsKey(resolve(words.get(0), process)))
                .run(arguments, process, this::unknown, words -> program(words, process.asRoot()));
    }
}
