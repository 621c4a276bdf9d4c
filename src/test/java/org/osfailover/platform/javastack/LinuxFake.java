package org.osfailover.platform.javastack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Server;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Dialogue;
import org.osfailover.remote.Dialogue.Answer;
import org.osfailover.remote.DialogueResult;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteShell;

/** A small platform server of the Java stack, in memory: services, files, and two interactive tools. */
final class LinuxFake implements RemoteShell {

    static final String HSCONF = "/etc/outsystems/server.hsconf";
    static final String SERVICES = "/etc/outsystems/os.services.conf";
    static final String VERSION = "/opt/outsystems/platform/version.txt";

    /** A service: what its files and its process say. */
    static final class Service {
        boolean enabled;
        String word = "STOPPED";
        long startedAt;
        boolean portAnswers = true;

        boolean runs() {
            return word.equals("RUNNING");
        }
    }

    /** A tool's side of a conversation. */
    interface Tool {
        /** @return its exit code */
        int run(Terminal terminal) throws Ended;
    }

    /** What may happen to a command. */
    enum Fault {
        /** The connection is lost before anything is done. */
        LOST_BEFORE,
        /** It is done, and then the connection is lost. */
        LOST_AFTER,
        /** It is done, and the answer takes too long. */
        TIMED_OUT_AFTER,
        /** It takes too long and is not done. */
        TIMED_OUT_BEFORE,
        /** It says that it worked, and does nothing. */
        NO_EFFECT,
        /** It fails with an exit code and does nothing. */
        FAILS,
        /** sudo wants a password. */
        NO_RIGHTS,
        /** From then on nobody can log in. */
        LOST_FOR_GOOD
    }

    final Map<PlatformService, Service> services = new EnumMap<>(PlatformService.class);
    final Map<String, String> files = new LinkedHashMap<>();
    final List<String> sent = new ArrayList<>();
    final List<String> confidential = new ArrayList<>();
    final Map<String, Fault> faults = new LinkedHashMap<>();
    Optional<RemoteAccessException> noAccess = Optional.empty();
    boolean rehearsal;
    boolean clockRuns = true;
    /** A clock that stands still goes on by a second when it was looked at so often; 0: never. */
    int looksAtTheClock;

    long now = 1_000_000;
    long hsconfWrittenAt = 900_000;
    String otherProcesses = "";
    Optional<String> status = Optional.empty();
    Optional<CommandResult> portCheck = Optional.empty();
    Tool configurator = new DocumentedConfigurator();
    Tool tool = new DocumentedTool();
    boolean serviceCenterInstalled;
    boolean modulesPrepared;

    LinuxFake() {
        for (PlatformService service : PlatformService.inStartOrder()) {
            Service state = new Service();
            state.enabled = service != PlatformService.CONTROLLER && service != PlatformService.SMS;
            state.word = state.enabled ? "RUNNING" : "STOPPED";
            state.startedAt = 800_000;
            services.put(service, state);
        }
        files.put(VERSION, "10.0.1023.0\n");
        files.put(HSCONF, hsconf("10.0.0.11"));
    }

    static String hsconf(String controller) {
        return """
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <EnvironmentConfiguration>
                  <PlatformDatabaseConfiguration ProviderKey="Oracle">
                    <AdminUser>OSADMIN</AdminUser>
                    <AdminPassword encrypted="true">c2VjcmV0</AdminPassword>
                    <Host>db1</Host>
                  </PlatformDatabaseConfiguration>
                  <ServiceConfiguration>
                    <CompilerServerHostname>%s</CompilerServerHostname>
                    <CompilerServerPort>12000</CompilerServerPort>
                  </ServiceConfiguration>
                </EnvironmentConfiguration>
                """.formatted(controller);
    }

    Service service(PlatformService service) {
        return Objects.requireNonNull(services.get(service));
    }

    /** The changing commands and dialogues that were sent. */
    List<String> changes() {
        return sent.stream()
                .filter(line -> !line.startsWith("sh -c job.sh "))
                .filter(line -> line.matches("service outsystems (start|stop|restart) .*|cp .*|sh .*|.*\\.sh.*"))
                .toList();
    }

    @Override
    public Server server() {
        return Farm.FE1;
    }

    @Override
    public synchronized CommandResult run(CommandLine command, Duration deadline) throws RemoteAccessException {
        if (noAccess.isPresent()) {
            throw noAccess.get();
        }
        String line = command.toString();
        sent.add(line);
        if (command.confidential()) {
            confidential.add(line);
        }
        if (rehearsal && command.changing()) {
            return new CommandResult.Rehearsed();
        }
        Fault fault = fault(line);
        if (fault == null) {
            return execute(line);
        }
        return switch (fault) {
            case LOST_BEFORE -> new CommandResult.ConnectionLost("", "connection reset");
            case TIMED_OUT_BEFORE -> new CommandResult.TimedOut("");
            case NO_EFFECT -> completed(0, "", "");
            case FAILS -> completed(1, "", "something broke");
            case NO_RIGHTS -> completed(1, "", "sudo: a password is required");
            case LOST_AFTER -> {
                execute(line);
                yield new CommandResult.ConnectionLost("", "connection reset");
            }
            case TIMED_OUT_AFTER -> {
                execute(line);
                yield new CommandResult.TimedOut("");
            }
            case LOST_FOR_GOOD -> {
                noAccess = Optional.of(
                        new RemoteAccessException(RemoteAccessException.Reason.UNREACHABLE, "fe1 does not answer"));
                yield new CommandResult.ConnectionLost("", "connection reset");
            }
        };
    }

    private @Nullable Fault fault(String line) {
        return faults.entrySet().stream()
                .filter(entry -> line.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private CommandResult execute(String line) {
        now += clockRuns ? 5 : 0;
        String[] words = line.split(" ", -1);
        return switch (words[0]) {
            case "service" -> initScript(words[2], PlatformService.valueOf(words[3]));
            case "cat" ->
                words[1].equals(SERVICES)
                        ? files.containsKey("no " + SERVICES) ? missing(SERVICES) : completed(0, servicesFile(), "")
                        : files.containsKey(words[1]) ? completed(0, files.get(words[1]), "") : missing(words[1]);
            case "test" -> completed(files.containsKey(words[2]) ? 0 : 1, "", "");
            case "cp" -> {
                files.put(words[3], files.get(words[2]));
                yield completed(0, "", "");
            }
            case "stat" -> completed(0, hsconfWrittenAt + "\n", "");
            case "date" -> {
                now += looksAtTheClock > 0 && --looksAtTheClock == 0 ? 1 : 0;
                yield completed(0, now + "\n", "");
            }
            case "ps" -> ps(line);
            case "bash" -> portCheck.orElseGet(() -> connect(line));
            // a server without what a job takes: dialogues are held over the connection
            case "sh" ->
                line.startsWith("sh -c job.sh ")
                        ? completed(
                                0,
                                "OSFAILOVER-JOB\n"
                                        + (words[4].equals("look")
                                                ? "state=absent"
                                                : "refused=the server has no script")
                                        + "\n",
                                "")
                        : completed(0, "done\n", "");
            default -> completed(127, "", words[0] + ": command not found");
        };
    }

    private CommandResult initScript(String action, PlatformService service) {
        Service state = services.get(service);
        if (state == null) {
            return completed(1, "Usage: service outsystems {start|stop|restart|status} [SERVICE]\n", "");
        }
        switch (action) {
            case "start" -> start(state);
            case "stop" -> state.word = "STOPPED";
            default -> {
                if (status.isPresent()) {
                    return completed(3, status.get(), "");
                }
                String word = !state.enabled && !state.runs() ? "DISABLED" : state.word;
                return completed(0, service.displayName() + "  -  " + word + "\n", "");
            }
        }
        return completed(0, "", "");
    }

    void start(Service state) {
        if (state.enabled) {
            state.word = "RUNNING";
            state.startedAt = now;
        }
    }

    private String servicesFile() {
        StringBuilder text = new StringBuilder("# written by serviceconfigurator.sh\n");
        services.forEach((service, state) -> text.append(service.name())
                .append("=\"")
                .append(state.enabled ? "ENABLED" : "DISABLED")
                .append("\"\n"));
        return text.toString();
    }

    /** What ps answers to other columns than it has; null where it has all. */
    @Nullable String psWithoutEtimes;

    private CommandResult ps(String line) {
        if (psWithoutEtimes == null) {
            return completed(0, processes(), "");
        }
        return line.contains("etimes") || psWithoutEtimes.isEmpty()
                ? completed(1, "", "ERROR: Unknown user-defined format specifier \"etimes\".")
                : completed(0, psWithoutEtimes, "");
    }

    private String processes() {
        StringBuilder text = new StringBuilder("    PID ELAPSED COMMAND\n      1 9999999 /sbin/init\n");
        Map<PlatformService, String> names = Map.of(
                PlatformService.LOG, "logservice",
                PlatformService.CONTROLLER, "deploymentcontroller",
                PlatformService.DEPLOYER, "deployservice",
                PlatformService.SCHEDULER, "scheduler",
                PlatformService.SMS, "smsconnector");
        int pid = 1000;
        for (Map.Entry<PlatformService, Service> entry : services.entrySet()) {
            if (entry.getValue().runs()) {
                text.append(String.format(
                        Locale.ROOT,
                        "%7d %7d java -Xmx512m -jar outsystems.hubedition.%s.jar%n",
                        pid++,
                        now - entry.getValue().startedAt,
                        names.get(entry.getKey())));
            }
        }
        return text + otherProcesses;
    }

    private CommandResult connect(String line) {
        Map<String, PlatformService> ports = Map.of(
                "12000", PlatformService.CONTROLLER,
                "12001", PlatformService.DEPLOYER,
                "12002", PlatformService.SCHEDULER);
        Matcher port = Pattern.compile("bash -c 'exec 3<>/dev/tcp/127\\.0\\.0\\.1/(\\d+)'")
                .matcher(line);
        if (!port.matches()) {
            return completed(2, "", "bash: syntax error");
        }
        Service state = service(Objects.requireNonNull(ports.get(port.group(1))));
        return state.runs() && state.portAnswers
                ? completed(0, "", "")
                : completed(1, "", "bash: connect: Connection refused");
    }

    static CommandResult.Completed completed(int exitCode, String output, String error) {
        return new CommandResult.Completed(OptionalInt.of(exitCode), output, error);
    }

    private static CommandResult missing(String file) {
        return completed(1, "", "cat: " + file + ": No such file or directory");
    }

    @Override
    public synchronized DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline)
            throws RemoteAccessException {
        if (noAccess.isPresent()) {
            throw noAccess.get();
        }
        String line = command.toString();
        sent.add(line);
        if (rehearsal) {
            return new DialogueResult.Rehearsed();
        }
        Terminal terminal = new Terminal(dialogue);
        Fault fault = fault(line);
        if (fault == Fault.LOST_BEFORE) {
            return new DialogueResult.ConnectionLost("connection reset", "", List.of());
        } else if (fault == Fault.NO_RIGHTS) {
            terminal.println("sudo: a password is required");
            return new DialogueResult.Completed(OptionalInt.of(1), terminal.transcript(), List.of());
        }
        int exitCode;
        try {
            exitCode = (line.contains("serviceconfigurator") ? configurator : tool).run(terminal);
        } catch (Ended e) {
            return new DialogueResult.Stopped(e.reason, terminal.since, terminal.transcript(), terminal.answered);
        }
        if (fault == Fault.LOST_AFTER) {
            return new DialogueResult.ConnectionLost("connection reset", terminal.transcript(), terminal.answered);
        } else if (fault == Fault.TIMED_OUT_AFTER) {
            return new DialogueResult.TimedOut(terminal.transcript(), terminal.answered);
        } else if (fault == Fault.LOST_FOR_GOOD) {
            noAccess = Optional.of(
                    new RemoteAccessException(RemoteAccessException.Reason.UNREACHABLE, "fe1 does not answer"));
            return new DialogueResult.ConnectionLost("connection reset", terminal.transcript(), terminal.answered);
        }
        return new DialogueResult.Completed(OptionalInt.of(exitCode), terminal.transcript(), terminal.answered);
    }

    /** The dialogue was ended without an answer. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
        final String reason;

        Ended(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** A terminal whose other side answers by the dialogue's rules. */
    static final class Terminal {
        private final Dialogue dialogue;
        private final StringBuilder transcript = new StringBuilder();
        private final List<String> answered = new ArrayList<>();
        private String since = "";

        Terminal(Dialogue dialogue) {
            this.dialogue = dialogue;
        }

        void println(String text) {
            print(text + "\r\n");
        }

        private void print(String text) {
            since += text;
            transcript.append(text);
        }

        String transcript() {
            return transcript.toString();
        }

        String ask(String prompt) throws Ended {
            print(prompt);
            Dialogue.Rule rule = Farm.ruleFor(dialogue, since, answered)
                    .orElseThrow(() -> new Ended("it asked something that no rule knows"));
            if (rule.answer() instanceof Answer.Stop stop) {
                throw new Ended(stop.reason());
            }
            String answer = ((Answer.Type) rule.answer()).text();
            answered.add(rule.name());
            since = "";
            print(answer + "\r\n");
            return answer;
        }

        /** Enter keeps the value. */
        String value(String prompt, String current) throws Ended {
            String answer = ask(prompt + " [" + current + "]: ");
            return answer.isEmpty() ? current : answer;
        }

        boolean yes(String prompt) throws Ended {
            String answer = ask(prompt + " (Y/N) [Y]: ").strip().toUpperCase(Locale.ROOT);
            return answer.isEmpty() || answer.startsWith("Y");
        }
    }

    /** Asks about every service, and saves at the end. */
    class DocumentedConfigurator implements Tool {
        @Override
        public int run(Terminal terminal) throws Ended {
            Map<PlatformService, Boolean> answers = new EnumMap<>(PlatformService.class);
            for (PlatformService service : services.keySet()) {
                answers.put(service, terminal.yes("Enable " + service.displayName() + "?"));
            }
            answers.forEach((service, enabled) -> {
                service(service).enabled = enabled;
                if (!enabled) {
                    service(service).word = "STOPPED";
                }
            });
            terminal.println("Saved.");
            return 0;
        }
    }

    /** Asks for values, saves them, restarts the services, offers Service Center. */
    class DocumentedTool implements Tool {
        String saved(String text, String controller) {
            return text.replaceAll("<CompilerServerHostname>[^<]*<", "<CompilerServerHostname>" + controller + "<");
        }

        @Override
        public int run(Terminal terminal) throws Ended {
            String text = Objects.requireNonNull(files.get(HSCONF));
            Matcher address =
                    Pattern.compile("<CompilerServerHostname>([^<]*)<").matcher(text);
            String current = address.find() ? address.group(1) : "";
            terminal.println("===== OutSystems Platform Database =====");
            terminal.println(" 1 - MySQL");
            terminal.println(" 2 - Oracle");
            terminal.ask(" Your choice [2]: ");
            terminal.value("Host", "db1");
            terminal.value("Admin Password", "hunter2");
            String controller = terminal.value("Deployment Controller Server", current);
            if (!terminal.yes("Apply this configuration?")) {
                return 1;
            }
            files.put(HSCONF, saved(text, controller));
            now += 10;
            hsconfWrittenAt = now;
            if (terminal.yes("Restart all OutSystems services?")) {
                now += 30;
                services.values().stream().filter(service -> service.enabled).forEach(LinuxFake.this::start);
            }
            return serviceCenter(terminal);
        }

        int serviceCenter(Terminal terminal) throws Ended {
            serviceCenterInstalled = terminal.yes("Install Service Center?");
            modulesPrepared = terminal.yes("Prepare Modules?");
            return 0;
        }
    }
}
