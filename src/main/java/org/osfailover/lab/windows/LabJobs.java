package org.osfailover.lab.windows;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabJob;
import org.osfailover.lab.LabServer;

/**
 * Runs a tool apart from the session that asked for it, and finds it again by its id: what the product's scripts do with
 * a job folder on the server.
 */
final class LabJobs {

    private final LabServer server;
    private final WindowsTools tools;

    LabJobs(LabServer server, WindowsTools tools) {
        this.server = server;
        this.tools = tools;
    }

    /**
     * Starts the line, or finds the job of the same id, and waits for its end. An ended one counts where it succeeded (and
     * ended since that moment); a failed or lost one is put aside and started anew.
     *
     * @return the job; RUNNING where the time is up
     */
    LabJob invoke(String id, String line, Duration timeout, @Nullable Instant since) throws InterruptedException {
        LabFarm farm = server.environment().farm();
        server.job(id)
                .filter(job -> !counts(job, since))
                .ifPresent(job -> server.renameJob(id, id + "." + farm.now().toEpochMilli()));
        if (server.beginJob(id)) {
            Thread thread = new Thread(() -> run(id, line), "lab-job-" + server.id());
            thread.setDaemon(true);
            thread.start();
        }
        Instant until = farm.now().plus(timeout);
        LabJob job = server.job(id).orElseThrow();
        while (job.state() == LabJob.State.RUNNING && farm.now().isBefore(until)) {
            farm.clock().pause(Duration.ofMillis(20));
            job = server.job(id).orElseThrow();
        }
        return job;
    }

    private static boolean counts(LabJob job, @Nullable Instant since) {
        if (job.state() == LabJob.State.RUNNING) {
            return true;
        }
        Integer exitCode = job.exitCode();
        Instant endedAt = job.endedAt();
        return exitCode != null && exitCode == 0 && endedAt != null && (since == null || !endedAt.isBefore(since));
    }

    private void run(String id, String line) {
        try {
            Optional<WindowsTools.Ended> ended = tools.run(line);
            server.endJob(
                    id,
                    ended.map(WindowsTools.Ended::exitCode).orElse(1),
                    ended.map(WindowsTools.Ended::output)
                            .orElse("'" + line + "' is not recognized as an internal or external command"));
        } catch (IOException e) {
            server.endJob(id, 1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
