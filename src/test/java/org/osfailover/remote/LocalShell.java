package org.osfailover.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.osfailover.farm.Elevation;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;

/** This machine as a server: commands run in a real shell, without SSH between. */
public final class LocalShell implements RemoteShell {

    private final String program;
    private final JobPlace place;

    /** @param program the shell that a login would give */
    public LocalShell(String program, Path jobs) {
        this(program, new JobPlace(jobs.toString(), JobPlace.USUAL.bootIdFile(), 7));
    }

    public LocalShell(String program, JobPlace place) {
        this.program = program;
        this.place = place;
    }

    @Override
    public Server server() {
        return new Server(
                "here",
                "127.0.0.1",
                null,
                true,
                new SshEndpoint("127.0.0.1", 22, "root", "none", "SHA256:x", null, Elevation.NONE, null));
    }

    @Override
    public JobPlace jobs() {
        return place;
    }

    @Override
    public CommandResult run(CommandLine command, Duration deadline) {
        try {
            Path error = Files.createTempFile("local-shell", ".err");
            Process process = new ProcessBuilder(
                            program, "-c", Dialect.POSIX.render(command, false).line())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(error.toFile())
                    .start();
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
                try {
                    return process.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new CommandResult.TimedOut("");
            }
            String text = new String(output.orTimeout(20, TimeUnit.SECONDS).join(), StandardCharsets.UTF_8);
            String complaint = Files.readString(error);
            Files.delete(error);
            return new CommandResult.Completed(OptionalInt.of(process.exitValue()), text, complaint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public DialogueResult converse(CommandLine command, Dialogue dialogue, Duration deadline) {
        throw new IllegalStateException("no dialogue over a connection here");
    }

    @Override
    public String toString() {
        return "here";
    }
}
