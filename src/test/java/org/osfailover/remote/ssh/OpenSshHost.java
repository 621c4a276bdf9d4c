package org.osfailover.remote.ssh;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;
import org.osfailover.remote.Credentials;

/** OpenSSH's own server, started by the test on free loopback ports, with a configuration of its own. */
@NullUnmarked
final class OpenSshHost implements SshHost {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    /** Of {@link TestSshServer#PASSWORD}, as crypt(3) has it. */
    private static final String PASSWORD_HASH =
            "$6$WYTpW2Co4cxeNLPN$ZqKMKTTOnsn0/.ZVRjK.w2jHcQn7xFNXyW.t02b/.qicxPkNtMitHysMtulKFRJ3Nd5J9cvBxFaXb/Yp829dP0";

    private final SshKeys keys;
    private final Path directory;
    private final Path hostKey;
    private final List<Integer> ports;
    private final boolean withAccounts;
    private Process sshd;

    private OpenSshHost(SshKeys keys, Path directory, Path hostKey, List<Integer> ports, boolean withAccounts) {
        this.keys = keys;
        this.directory = directory;
        this.hostKey = hostKey;
        this.ports = ports;
        this.withAccounts = withAccounts;
    }

    /** A server with one ed25519 host key and root's login with {@link #secrets()}. */
    static Builder with(SshKeys keys) {
        return new Builder(keys);
    }

    /** What is to be different. */
    static final class Builder {
        private final SshKeys keys;
        private final List<String> config = new ArrayList<>();
        private final List<Path> hostKeys = new ArrayList<>();
        private final List<String> authorized = new ArrayList<>();
        private final List<String> accounts = new ArrayList<>();
        private int ports = 1;

        private Builder(SshKeys keys) {
            this.keys = keys;
        }

        Builder config(String... lines) {
            config.addAll(Arrays.asList(lines));
            return this;
        }

        /** Instead of the one that it has by itself. */
        Builder hostKey(Path key) {
            hostKeys.add(key);
            return this;
        }

        /** A line of root's authorized_keys, instead of the usual key. */
        Builder authorize(String line) {
            authorized.add(line);
            return this;
        }

        /** OpenSSH's server listens at 16 places at most. */
        Builder ports(int number) {
            ports = number;
            return this;
        }

        /**
         * An account that only this server knows: the machine's files are not touched, the server runs in a mount
         * namespace in which /etc/shadow and /etc/passwd are others.
         *
         * @param shadow what follows the name in the shadow file, "%s" stands for the hash of {@link TestSshServer#PASSWORD}
         */
        Builder account(String name, String shadow) {
            accounts.add(name + ":" + shadow);
            return this;
        }

        OpenSshHost start() throws Exception {
            assumeThereIsOne();
            Files.createDirectories(Path.of("/run/sshd"));
            Path directory = Files.createTempDirectory(keys.directory(), "sshd");
            if (hostKeys.isEmpty()) {
                hostKeys.add(keys.key("host_ed25519"));
            }
            if (authorized.isEmpty()) {
                authorized.add(SshKeys.publicKey(keys.key("id")));
            }
            Path keysFile = Files.write(directory.resolve("authorized_keys"), authorized);
            Files.setPosixFilePermissions(keysFile, PosixFilePermissions.fromString("rw-------"));
            List<Integer> free = freePorts(ports);
            List<String> lines = new ArrayList<>(config);
            free.forEach(port -> lines.add("Port " + port));
            hostKeys.forEach(key -> lines.add("HostKey " + key));
            lines.add("AuthorizedKeysFile " + keysFile);
            // OpenSSH takes the first value of an option: what the test sets goes before
            lines.addAll(List.of(
                    "ListenAddress 127.0.0.1",
                    "PidFile none",
                    "StrictModes no",
                    "UsePAM no",
                    "PermitRootLogin prohibit-password",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no"));
            if (config.stream().noneMatch(line -> line.startsWith("MaxStartups "))) {
                lines.add("MaxStartups 100"); // of this option it takes the last value
            }
            Files.write(directory.resolve("sshd_config"), lines);
            if (!accounts.isEmpty()) {
                writeAccounts(directory);
                // they read their authorized_keys as themselves
                for (Path readable : List.of(keys.directory(), directory, keysFile)) {
                    Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
            OpenSshHost host = new OpenSshHost(keys, directory, hostKeys.get(0), free, !accounts.isEmpty());
            host.startAgain();
            return host;
        }

        private void writeAccounts(Path directory) throws Exception {
            List<String> passwd = new ArrayList<>(Files.readAllLines(Path.of("/etc/passwd")));
            List<String> shadow = new ArrayList<>(Files.readAllLines(Path.of("/etc/shadow")));
            for (int i = 0; i < accounts.size(); i++) {
                String account = accounts.get(i);
                passwd.add(account.substring(0, account.indexOf(':')) + ":x:" + (65001 + i) + ":65001::/:/bin/sh");
                shadow.add(account.replace("%s", PASSWORD_HASH));
            }
            Files.write(directory.resolve("passwd"), passwd);
            Path file = Files.write(directory.resolve("shadow"), shadow);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.write(
                    directory.resolve("pam"),
                    List.of(
                            "auth required pam_unix.so",
                            "account required pam_unix.so",
                            "password required pam_unix.so",
                            "session optional pam_permit.so"));
        }
    }

    private static void assumeThereIsOne() {
        boolean there = Files.isExecutable(SSHD) && "root".equals(System.getProperty("user.name"));
        Assumptions.assumeTrue(
                there || Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT")),
                "there is no OpenSSH server at " + SSHD + ", or this is not root");
    }

    private static List<Integer> freePorts(int number) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Override
    public void startAgain() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                SSHD.toString(),
                "-D",
                "-e",
                "-f",
                directory.resolve("sshd_config").toString()));
        if (withAccounts) {
            command = List.of(
                    "unshare",
                    "--mount",
                    "--propagation",
                    "private",
                    "sh",
                    "-ec",
                    "for file in passwd shadow; do mount --bind \"$0/$file\" /etc/$file; done;"
                            + " mount --bind \"$0/pam\" /etc/pam.d/sshd; exec "
                            + String.join(" ", command),
                    directory.toString());
        }
        sshd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("sshd.log").toFile()))
                .start();
        await().atMost(Duration.ofSeconds(20)).until(this::listens);
    }

    private boolean listens() {
        if (!sshd.isAlive()) {
            throw new IllegalStateException("sshd ended: " + log());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.get(ports.size() - 1))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** What the server logged. */
    String log() {
        try {
            return Files.readString(directory.resolve("sshd.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return ports.get(0);
    }

    List<Integer> ports() {
        return ports;
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public Credentials.Secrets secrets() {
        return new Credentials.Secrets(
                null, null, keys.directory().resolve("id").toString(), null);
    }

    @Override
    public String fingerprint() {
        try {
            return SshKeys.fingerprint(hostKey);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String publicKey() {
        return SshKeys.publicKey(hostKey);
    }

    @Override
    public long connections() {
        return sshd.children().count();
    }

    @Override
    public void cut() {
        sshd.children().forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void freeze() throws Exception {
        signal("-STOP");
    }

    private void signal(String signal) throws Exception {
        List<String> pids =
                sshd.children().map(child -> Long.toString(child.pid())).collect(Collectors.toList());
        if (!pids.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("kill", signal));
            command.addAll(pids);
            new ProcessBuilder(command).start().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Override
    public void kill() throws InterruptedException {
        List<ProcessHandle> all = sshd.descendants().toList();
        sshd.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        sshd.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
