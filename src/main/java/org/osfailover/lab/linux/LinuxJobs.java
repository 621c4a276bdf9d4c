package org.osfailover.lab.linux;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabJob;
import org.osfailover.lab.LabServer;

/**
 * Plays the product's {@code job.sh}, which it knows by its first line: commands that run apart from their session, with a
 * terminal of their own where they want one. The script itself is tested with a real shell.
 */
final class LinuxJobs {

    private static final String SCRIPT = "# job.sh:";
    /** Another script of the product, known in the same way. */
    private static final String CHECK = "# check.sh:";
    /** The script waits so long for a short command. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final LabServer server;
    private final Shell shell;
    /** The jobs whose program reads its terminal just now, and how many answers it has taken before. */
    private final Map<String, Integer> reading = new ConcurrentHashMap<>();

    /** Runs a line. */
    interface Shell {
        int run(String line, LinuxProcess process) throws IOException, InterruptedException;
    }

    LinuxJobs(LabServer server, Shell shell) {
        this.server = server;
        this.shell = shell;
    }

    static boolean isScript(String text) {
        return text.startsWith(SCRIPT);
    }

    /** The command as a person would write it: the script by its name. */
    static String withoutScript(String command) {
        if (!command.contains(SCRIPT) && !command.contains(CHECK)) {
            return command;
        }
        try {
            List<String> words = ShellLine.parse(command).parts().get(0).words();
            return String.join(
                    " ",
                    words.stream()
                            .map(w -> isScript(w) ? "job.sh" : w.startsWith(CHECK) ? "check.sh" : w)
                            .toList());
        } catch (ShellLine.NotUnderstood e) {
            return command;
        }
    }

    /** Those that ran when the farm ended: for the product, the server has run on. */
    void resume() {
        server.jobs().stream()
                .filter(job -> job.state() == LabJob.State.RUNNING)
                .forEach(job -> begin(job.id(), job.line(), true));
    }

    /** @param arguments ACTION ID DIRECTORY BOOT_ID_FILE and the action's own */
    int run(List<String> arguments, LinuxProcess process) throws IOException, InterruptedException {
        String id = arguments.get(1);
        List<String> own = arguments.subList(4, arguments.size());
        switch (arguments.get(0)) {
            case "able" -> report(id, 0, 0, null, process);
            case "start" -> start(id, own, process);
            case "look" -> {
                boolean runs = isRunning(id);
                int kept = Integer.parseInt(own.get(runs ? 1 : 2));
                report(id, Integer.parseInt(own.get(0)), kept, null, process);
            }
            case "type" -> {
                if (!isRunning(id)) {
                    process.print("OSFAILOVER-JOB\nrefused=it no longer asks\n");
                    return 0;
                }
                LabJob.Answer answer = new LabJob.Answer(own.get(1) + " " + own.get(2), own.get(3));
                server.typeToJob(id, Integer.parseInt(own.get(0)), answer);
                report(id, 0, 0, null, process);
            }
            case "cancel" -> {
                server.cancelJob(id);
                report(id, 0, 4096, null, process);
            }
            case "remove" -> {
                server.removeJob(id);
                report(id, 0, 0, null, process);
            }
            default -> {
                process.error("job.sh: " + arguments.get(0) + " is not known to the simulated server");
                return 2;
            }
        }
        return 0;
    }

    private boolean isRunning(String id) {
        return server.job(id).filter(job -> job.state() == LabJob.State.RUNNING).isPresent();
    }

    private void start(String id, List<String> own, LinuxProcess process) throws IOException, InterruptedException {
        boolean terminal = own.get(0).equals("yes");
        String line = own.get(3);
        boolean started = server.beginJob(id, line, own.get(2));
        if (started) {
            begin(id, line, process.isRoot());
            LabFarm farm = process.farm();
            Instant until = farm.now().plus(SHORT);
            while (!terminal && isRunning(id) && farm.now().isBefore(until)) {
                farm.clock().pause(Duration.ofMillis(20));
            }
        }
        report(id, 0, 4096, started ? "started" : "found", process);
    }

    private void begin(String id, String line, boolean asRoot) {
        server.runJob(id, () -> {
            LinuxProcess process = new LinuxProcess(server, new JobTerminal(id), asRoot, "/home/failover");
            try {
                server.endJob(id, shell.run(line, process));
            } catch (IOException e) {
                server.printOfJob(id, e.getMessage() + "\r\n");
                server.endJob(id, 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                server.leaveJob(id);
            }
        });
    }

    private void report(String id, int from, int kept, @Nullable String how, LinuxProcess process) throws IOException {
        Optional<LabJob> found = server.job(id);
        StringBuilder text = new StringBuilder("OSFAILOVER-JOB\n");
        text.append("how=").append(how == null ? "" : how).append('\n');
        text.append("state=")
                .append(found.map(job -> job.state().name().toLowerCase(java.util.Locale.ROOT))
                        .orElse("absent"))
                .append('\n');
        if (found.isPresent()) {
            LabJob job = found.get();
            Instant now = process.farm().now();
            text.append("exit=")
                    .append(job.exitCode() == null ? "" : job.exitCode())
                    .append('\n');
            text.append("why=")
                    .append(job.why())
                    .append("\nnote=")
                    .append(job.note())
                    .append('\n');
            job.answers().forEach(a -> text.append("answer=").append(a.given()).append('\n'));
            text.append("elapsed=")
                    .append(Duration.between(job.startedAt(), now).toSeconds())
                    .append('\n');
            text.append("quiet=")
                    .append(Duration.between(job.printedAt(), now).toSeconds())
                    .append('\n');
            int length = job.output().length();
            int begin = Math.min(length, Math.max(from, length - kept));
            text.append("waits=")
                    .append(Objects.equals(reading.get(id), job.answers().size()) ? "yes" : "no")
                    .append('\n');
            text.append("bytes=").append(length).append("\noutput=\n").append(job.output(), begin, length);
        }
        process.print(text.toString());
    }

    /** A terminal without an echo that outlives every session. After a restart of the farm it shows only what is new. */
    private final class JobTerminal implements LabConsole {
        private final String id;
        private int shown;
        private int read;

        JobTerminal(String id) {
            this.id = id;
        }

        @Override
        public boolean isTerminal() {
            return true;
        }

        @Override
        public String readLine() throws InterruptedException {
            while (true) {
                List<LabJob.Answer> answers = server.job(id)
                        .filter(job -> job.state() == LabJob.State.RUNNING)
                        .orElseThrow(() -> new InterruptedException("the job is gone"))
                        .answers();
                if (answers.size() > read) {
                    reading.remove(id);
                    return answers.get(read++).text();
                }
                reading.put(id, read);
                server.environment().farm().clock().pause(Duration.ofMillis(10));
            }
        }

        @Override
        public String readSecret() throws IOException, InterruptedException {
            String line = readLine();
            print("\n");
            return line;
        }

        @Override
        public void print(String text) throws IOException {
            String sent = text.replace("\n", "\r\n");
            int known = server.job(id).map(job -> job.output().length()).orElse(0);
            int fresh = Math.max(0, Math.min(sent.length(), known - shown));
            shown += sent.length();
            if (fresh < sent.length()) {
                server.printOfJob(id, sent.substring(fresh));
            }
        }

        @Override
        public void printError(String text) throws IOException {
            print(text);
        }
    }
}
