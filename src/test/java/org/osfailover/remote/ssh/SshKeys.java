package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/** Keys and certificates made by OpenSSH's ssh-keygen, in a directory of their own. */
@NullUnmarked
final class SshKeys {

    static final String PASSPHRASE = "open sesame";

    private final Path directory;

    SshKeys(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** The private key file of this name; made as ssh-keygen is told, once. */
    Path key(String name, String... options) throws Exception {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-f", file.toString(), "-C", "test"));
            List<String> given = List.of(options);
            if (!given.contains("-t")) {
                command.addAll(List.of("-t", "ed25519"));
            }
            if (!given.contains("-N")) {
                command.addAll(List.of("-N", ""));
            }
            command.addAll(given);
            execute(command);
        }
        return file;
    }

    /** Has the authority sign the key: {@code <key>-cert.pub} is written. */
    Path sign(Path authority, Path key, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "test"));
        command.addAll(List.of(options));
        command.add(publicFile(key).toString());
        execute(command);
        return key.resolveSibling(key.getFileName() + "-cert.pub");
    }

    static Path publicFile(Path key) {
        return key.resolveSibling(key.getFileName() + ".pub");
    }

    /** "ssh-ed25519 AAAA…". */
    static String publicKey(Path key) {
        try {
            String[] words = Files.readString(publicFile(key)).split(" ", -1);
            return words[0] + " " + words[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String fingerprint(Path key) throws Exception {
        return execute(List.of("ssh-keygen", "-lf", publicFile(key).toString())).split(" ", -1)[1];
    }

    static String execute(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
        return output;
    }
}
