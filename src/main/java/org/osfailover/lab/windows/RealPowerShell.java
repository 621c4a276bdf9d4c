package org.osfailover.lab.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabConsole;
import org.osfailover.lab.LabServer;

/**
 * Runs the scripts on a real PowerShell engine that finds, instead of a Windows, this simulated server
 * ({@link WindowsWorld}). For tests, where such an engine is at hand.
 */
final class RealPowerShell implements ScriptEngine {

    private final LabServer server;
    private final Path executable;
    private @Nullable WindowsWorld world;

    RealPowerShell(LabServer server, Path executable) {
        this.server = server;
        this.executable = executable;
    }

    @Override
    public int run(PowerShellCall call, LabConsole console) throws IOException, InterruptedException {
        WindowsWorld here = world();
        here.push();
        ProcessBuilder builder = new ProcessBuilder(executable.toString(), "--cmdline", call.commandLine());
        builder.environment().put("WINPS_WORLD", here.address());
        Process process = builder.start();
        try {
            try (OutputStream input = process.getOutputStream()) {
                input.write((call.input() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            CompletableFuture<String> output = read(process.getInputStream());
            CompletableFuture<String> errors = read(process.getErrorStream());
            process.waitFor();
            console.print(output.orTimeout(10, TimeUnit.SECONDS).join());
            console.printError(errors.orTimeout(10, TimeUnit.SECONDS).join());
            return process.exitValue();
        } finally {
            process.destroy();
            here.pull();
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private synchronized WindowsWorld world() throws IOException {
        WindowsWorld present = world;
        if (present == null) {
            present = new WindowsWorld(server);
            present.start();
            world = present;
        }
        return present;
    }
}
