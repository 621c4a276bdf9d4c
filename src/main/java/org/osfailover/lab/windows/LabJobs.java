package org.osfailover.lab.windows;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabJob;
import org.osfailover.lab.LabServer;

/**
 * Runs a tool apart from the session that asked for it, and finds it again by its id: what the product's scripts do with
 * a job folder on the server.
 */
final class LabJobs {

    /** The scripts wait so long for a short command. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final LabServer server;
    private final WindowsTools tools;

    LabJobs(LabServer server, WindowsTools tools) {
        this.server = server;
        this.tools = tools;
    }

    /** Starts the line, or finds the job of the same id. Answers whether it was started. */
    boolean open(String id, String line) throws InterruptedException {
        boolean started = server.beginJob(id, line, "");
        if (started) {
            run(id, line);
            LabFarm farm = server.environment().farm();
            Instant until = farm.now().plus(SHORT);
            while (server.job(id)
                            .filter(job -> job.state() == LabJob.State.RUNNING)
                            .isPresent()
                    && farm.now().isBefore(until)) {
                farm.clock().pause(Duration.ofMillis(20));
            }
        }
        return started;
    }

    /** Those that ran when the farm ended: for the product, the server has run on. */
    void resume() {
        server.jobs().stream()
                .filter(job -> job.state() == LabJob.State.RUNNING)
                .forEach(job -> run(job.id(), job.line()));
    }

    private void run(String id, String line) {
        server.runJob(id, () -> {
            try {
                Optional<WindowsTools.Ended> ended = tools.run(line, text -> server.printOfJob(id, text));
                if (ended.isEmpty()) {
                    server.printOfJob(id, "'" + line + "' is not recognized as an internal or external command");
                }
                server.endJob(id, ended.map(WindowsTools.Ended::exitCode).orElse(1));
            } catch (IOException e) {
                server.printOfJob(id, String.valueOf(e.getMessage()));
                server.endJob(id, 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                server.leaveJob(id);
            }
        });
    }
}
