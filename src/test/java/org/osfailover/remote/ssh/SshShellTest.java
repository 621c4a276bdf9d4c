package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.RunStep;
import org.osfailover.farm.Server;
import org.osfailover.farm.Stack;
import org.osfailover.remote.CommandLine;
import org.osfailover.remote.CommandResult;
import org.osfailover.remote.Credentials;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.osfailover.remote.RemoteShell;

@NullUnmarked
@Timeout(60)
class SshShellTest {

    private static final Duration SECONDS = Duration.ofSeconds(20);

    @RegisterExtension
    final TestSshServer server = new TestSshServer();

    @TempDir
    Path directory;

    private final RecordedCommands log = new RecordedCommands();
    private Credentials.Secrets secrets = new Credentials.Secrets(null, TestSshServer.PASSWORD, null, null);
    private SshSettings settings = SshSettings.defaults();
    private Duration connectDeadline = Duration.ofSeconds(10);
    private final List<SshRemoteShells> made = new ArrayList<>();
    private SshRemoteShells shells;

    @AfterEach
    void close() {
        made.forEach(SshRemoteShells::close);
    }

    // --- running a command

    @Test
    void commandEnds_outputErrorAndExitCodeAreKept() throws Exception {
        server.program("status", call -> {
            call.print("läuft\n");
            call.printError("warned\n");
            return 3;
        });

        CommandResult result = shell().run(command("status", "--all"), SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).hasValue(3);
            assertThat(completed.output()).isEqualTo("läuft\n");
            assertThat(completed.error()).isEqualTo("warned\n");
        });
        assertThat(server.received()).containsExactly("status --all");
    }

    @Test
    void severalCommands_shareOneConnection() throws Exception {
        server.program("true", call -> 0);
        RemoteShell underTest = shell();

        for (int i = 0; i < 5; i++) {
            assertThat(underTest.run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void elevatedCommand_withSudoOnlyWhereTheServerSaysSo() throws Exception {
        server.program("sudo", call -> 0).program("id", call -> 0);
        Server plain = server.asServer();
        Server sudo = new Server(
                "fe1",
                plain.address(),
                null,
                true,
                new org.osfailover.farm.SshEndpoint(
                        "127.0.0.1",
                        server.port(),
                        TestSshServer.USER,
                        "test-ssh",
                        server.fingerprint(),
                        null,
                        org.osfailover.farm.Elevation.SUDO,
                        null));
        CommandLine command = CommandLine.posix("id").elevated().build();

        shell(plain).run(command, SECONDS);
        shell(sudo).run(command, SECONDS);

        assertThat(server.received()).hasSize(2).startsWith("id");
        assertThat(server.sent().get(1)).matches("env LC_ALL=C sudo -S -p osfailover-sudo-[0-9a-f]{32}: -- id");
    }

    @Test
    void elevatedCommandWithoutAPassword_forbidsSudoToAsk() throws Exception {
        CommandLine command = CommandLine.posix("id").elevated().build();

        assertThat(command.dialect().render(command, true).line()).isEqualTo("env LC_ALL=C sudo -n -- id");
        assertThat(command.askingForRights()).hasToString("sudo -l -- id");
        assertThat(command.dialect().render(command.askingForRights(), true).line())
                .isEqualTo("env LC_ALL=C sudo -n -l -- id");
    }

    @Test
    void outputOverTheCap_headAndTailAreKeptAndTheCommandEnds() throws Exception {
        byte[] megabyte = "x".repeat(1024 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        server.program("flood", call -> {
            call.print("first ");
            for (int i = 0; i < 18; i++) {
                call.out().write(megabyte);
            }
            call.print(" last");
            return 0;
        });

        CommandResult result = shell().run(command("flood"), SECONDS);

        assertThat(result).isInstanceOf(CommandResult.Completed.class);
        assertThat(result.output())
                .startsWith("first xxx")
                .endsWith("xxx last")
                .contains("bytes left out")
                .hasSizeLessThan(16 * 1024 * 1024 + 100);
    }

    @Test
    void deadlinePasses_timedOutWithWhatWasReceivedAndTheShellGoesOn() throws Exception {
        server.program("hang", call -> {
                    call.print("began\n");
                    Thread.sleep(60_000);
                    return 0;
                })
                .program("true", call -> 0);
        RemoteShell underTest = shell();

        CommandResult result = underTest.run(command("hang"), Duration.ofSeconds(1));

        assertThat(result).isEqualTo(new CommandResult.TimedOut("began\n"));
        assertThat(underTest.run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
        assertThat(log.entries().get(0).outcome()).isEqualTo("TIMED_OUT");
    }

    @Test
    void serverGivesNoExitStatus_exitCodeIsUnknown() throws Exception {
        server.program("killed", call -> {
            call.print("so far\n");
            return null;
        });

        CommandResult result = shell().run(command("killed"), SECONDS);

        assertThat(result).isInstanceOfSatisfying(CommandResult.Completed.class, completed -> {
            assertThat(completed.exitCode()).isEmpty();
            assertThat(completed.isExitZero()).isFalse();
            assertThat(completed.output()).isEqualTo("so far\n");
        });
    }

    @Test
    void connectionIsCutWhileTheCommandRuns_lostAndNotSentAgain() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        server.program("restart", call -> {
            call.print("stopping\n");
            running.countDown();
            Thread.sleep(60_000);
            return 0;
        });
        RemoteShell underTest = shell();
        CompletableFuture<CommandResult> result =
                CompletableFuture.supplyAsync(() -> unchecked(underTest, command("restart")));
        assertThat(running.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        await().until(() -> !server.received().isEmpty());

        server.cut();

        assertThat(result.get()).isInstanceOf(CommandResult.ConnectionLost.class);
        assertThat(server.received()).containsExactly("restart");
        assertThat(log.only().outcome()).isEqualTo("CONNECTION_LOST");
    }

    @Test
    void connectionWasCutInBetween_nextCommandConnectsAgain() throws Exception {
        server.program("true", call -> 0);
        RemoteShell underTest = shell();
        underTest.run(command("true"), SECONDS);

        server.cut();
        CommandResult result = underTest.run(command("true"), SECONDS);

        assertThat(result).isInstanceOf(CommandResult.Completed.class);
        assertThat(server.received()).hasSize(2);
    }

    @Test
    void inputIsWrittenAndEnded() throws Exception {
        server.program("powershell.exe", call -> {
            call.print("got " + call.readAll().strip().length());
            return 0;
        });
        CommandLine script = CommandLine.powerShell(new CommandLine.Script("probe.ps1", "Get-Service"))
                .parameter("Name", "x")
                .build();

        CommandResult result = shell().run(script, SECONDS);

        assertThat(result.output()).matches("got \\d{2,}");
    }

    @Test
    void clixmlOnStandardError_isReadable() throws Exception {
        server.program("powershell.exe", call -> {
            call.readAll();
            call.printError(
                    "#< CLIXML\r\n<Objs Version=\"1.1.0.1\"><S S=\"Error\">Access &amp; rights_x000D__x000A_</S></Objs>");
            return 1;
        });
        CommandLine script =
                CommandLine.powerShell(new CommandLine.Script("probe.ps1", "x")).build();

        CommandResult result = shell().run(script, SECONDS);

        assertThat(((CommandResult.Completed) result).error()).isEqualTo("Access & rights\n");
    }

    @Test
    void moreCommandsThanPlaces_waitAndAllEnd() throws Exception {
        settings = new SshSettings(Duration.ofSeconds(5), Duration.ofMinutes(5), 2, 100);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.program("work", call -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.sleep(100);
            atOnce.decrementAndGet();
            return 0;
        });
        RemoteShell underTest = shell();
        var pool = Executors.newFixedThreadPool(6);
        try {
            List<CompletableFuture<CommandResult>> results = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                results.add(CompletableFuture.supplyAsync(() -> unchecked(underTest, command("work")), pool));
            }
            for (CompletableFuture<CommandResult> result : results) {
                assertThat(result.get()).isInstanceOf(CommandResult.Completed.class);
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(most.get()).isBetween(1, 2);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void noPlaceWithinTheDeadline_nothingIsSent() throws Exception {
        settings = new SshSettings(Duration.ofSeconds(5), Duration.ofMinutes(5), 1, 100);
        server.program("hang", call -> {
            Thread.sleep(60_000);
            return 0;
        });
        RemoteShell underTest = shell();
        CompletableFuture<CommandResult> first =
                CompletableFuture.supplyAsync(() -> unchecked(underTest, command("hang")));
        await().until(() -> server.received().size() == 1);

        RemoteAccessException refused = catchThrowableOfType(
                RemoteAccessException.class, () -> underTest.run(command("second"), Duration.ofMillis(300)));

        assertThat(refused.sentence()).contains("nothing was sent to fe1").contains("1 commands are under way");
        assertThat(server.received()).containsExactly("hang");
        assertThat(first).isNotDone();
    }

    @Test
    void unusedConnection_isClosedAndMadeAgainWhenNeeded() throws Exception {
        settings = new SshSettings(Duration.ofSeconds(5), Duration.ofMillis(300), 8, 100);
        server.program("true", call -> 0);
        RemoteShell underTest = shell();
        underTest.run(command("true"), SECONDS);

        await().until(() -> server.connections() == 0);

        assertThat(underTest.run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
    }

    @Test
    void shellsAreClosed_connectionsToo() throws Exception {
        server.program("true", call -> 0);
        RemoteShell underTest = shell();
        underTest.run(command("true"), SECONDS);

        shells.close();

        await().until(() -> server.connections() == 0);
        assertThatThrownBy(() -> underTest.run(command("true"), SECONDS)).isInstanceOf(RemoteAccessException.class);
    }

    // --- host keys

    @Test
    void otherHostKey_isRefusedWithBothFingerprintsAndNothingIsSent() {
        String pinned = "SHA256:" + "A".repeat(43);

        RemoteAccessException refused = refused(server.asServer(pinned));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains(pinned).contains(server.fingerprint());
        assertThat(server.received()).isEmpty();
        assertThat(log.only().outcome()).isEqualTo("NOT_CONNECTED");
    }

    @Test
    void pinnedKeyIsOfAnyOfTheOfferedTypes_isFound() throws Exception {
        KeyPair rsa = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
        KeyPair ecdsa = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        KeyPair ecdsa384 = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP384, 384);
        server.hostKeys(rsa, ecdsa, ecdsa384);
        server.program("true", call -> 0);

        for (KeyPair pinned : List.of(rsa, ecdsa, ecdsa384)) {
            Server pinnedServer = server.asServer(HostKeyPin.fingerprint(pinned.getPublic()));
            assertThat(shell(pinnedServer).run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
        }
    }

    @Test
    void changedKeyAmongSeveralTypes_isRefusedAndAllShownKeysAreNamed() throws Exception {
        KeyPair rsa = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
        KeyPair ecdsa = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        KeyPair gone = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        server.hostKeys(rsa, ecdsa);

        RemoteAccessException refused = refused(server.asServer(HostKeyPin.fingerprint(gone.getPublic())));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence())
                .contains(HostKeyPin.fingerprint(rsa.getPublic()))
                .contains(HostKeyPin.fingerprint(ecdsa.getPublic()));
    }

    @Test
    void keyChangesBetweenTwoConnections_isNoticed() throws Exception {
        server.program("true", call -> 0);
        Server pinned = server.asServer();
        RemoteShell underTest = shell(pinned);
        underTest.run(command("true"), SECONDS);

        server.hostKeys(KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256));
        server.cut();

        RemoteAccessException refused =
                catchThrowableOfType(RemoteAccessException.class, () -> underTest.run(command("true"), SECONDS));
        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
    }

    @Test
    void knownHostsFile_pinsTheKey() throws Exception {
        server.program("true", call -> 0);
        KeyPair rsa = KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048);
        KeyPair ecdsa = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        server.hostKeys(ecdsa, rsa);
        Path known = directory.resolve("known_hosts");
        Files.writeString(
                known, "# ours\n[127.0.0.1]:" + server.port() + " " + PublicKeyEntry.toString(rsa.getPublic()) + "\n");

        CommandResult result = shell(TestSshServer.server("fe1", server.port(), null, known.toString()))
                .run(command("true"), SECONDS);

        assertThat(result).isInstanceOf(CommandResult.Completed.class);
    }

    @Test
    void knownHostsFileWithoutTheServer_isRefused() throws Exception {
        Path known = Files.writeString(directory.resolve("known_hosts"), "");

        RemoteAccessException refused = refused(TestSshServer.server("fe1", server.port(), null, known.toString()));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains(known.toString());
    }

    // --- logging in

    @Test
    void wrongPassword_isRefusedWithTheNamesOfTheProperties() {
        secrets = new Credentials.Secrets(null, "wrong-password", null, null);

        RemoteAccessException refused = refused(server.asServer());

        assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(refused.sentence())
                .contains("failover.credentials.test-ssh.password")
                .doesNotContain("wrong-password");
    }

    @Test
    void noCredentials_sayWhatToSet() {
        secrets = null;

        RemoteAccessException refused = refused(server.asServer());

        assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(refused.sentence())
                .contains("failover.credentials.test-ssh.privateKeyFile")
                .contains("failover.credentials.test-ssh.password");
    }

    @Test
    void privateKeyFiles_ofEveryTypeLogIn() throws Exception {
        server.program("true", call -> 0);
        List<KeyPair> keys = List.of(
                KeyUtils.generateKeyPair(KeyPairProvider.SSH_RSA, 2048),
                KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP384, 384));
        for (KeyPair key : keys) {
            server.accept((user, offered, session) -> KeyUtils.compareKeys(offered, key.getPublic()), null);
            secrets = new Credentials.Secrets(null, null, write(key, null), null);
            assertThat(freshShell().run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
        }
    }

    @Test
    void privateKeyWithPassphrase_logsInWithItAndSaysWhatIsMissingWithoutIt() throws Exception {
        server.program("true", call -> 0);
        KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        server.accept((user, offered, session) -> KeyUtils.compareKeys(offered, key.getPublic()), null);
        String file = write(key, "open sesame");

        secrets = new Credentials.Secrets(null, null, file, "open sesame");
        assertThat(freshShell().run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);

        for (String passphrase : new String[] {null, "wrong one"}) {
            secrets = new Credentials.Secrets(null, null, file, passphrase);
            RemoteAccessException refused = catchThrowableOfType(
                    RemoteAccessException.class, () -> freshShell().run(command("true"), SECONDS));
            assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
            assertThat(refused.sentence())
                    .contains("failover.credentials.test-ssh.passphrase")
                    .doesNotContain("wrong one");
        }
    }

    @Test
    void missingPrivateKeyFile_isNamed() {
        secrets = new Credentials.Secrets(null, null, directory.resolve("gone").toString(), null);

        RemoteAccessException refused = refused(server.asServer());

        assertThat(refused.reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(refused.sentence()).contains("gone").contains("does not exist");
    }

    @Test
    void serverAsksInteractivelyForThePassword_isAnswered() throws Exception {
        server.program("true", call -> 0);
        server.sshd()
                .setUserAuthFactories(
                        List.of(org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory.INSTANCE));

        assertThat(shell().run(command("true"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
    }

    // --- reaching it

    @Test
    void closedPort_isUnreachable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        RemoteAccessException refused = refused(TestSshServer.server("fe1", port, "SHA256:x", null));

        assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(refused.sentence()).contains("fe1 (127.0.0.1:" + port + ")");
    }

    @Test
    void serverSaysNothing_isSlowAndNotGone() throws Exception {
        connectDeadline = Duration.ofSeconds(1);
        try (ServerSocket silent = new ServerSocket(0)) {
            long began = System.nanoTime();

            RemoteAccessException refused =
                    refused(TestSshServer.server("fe1", silent.getLocalPort(), "SHA256:x", null));

            assertThat(refused.reason()).isEqualTo(Reason.TOO_SLOW);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void serverStopsAnswering_keepAliveEndsTheWait() throws Exception {
        settings = new SshSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), 8, 100);
        server.program("hang", call -> {
            Thread.sleep(60_000);
            return 0;
        });
        try (FreezingProxy proxy = new FreezingProxy(server.port())) {
            RemoteShell underTest = shell(TestSshServer.server("fe1", proxy.port(), server.fingerprint(), null));
            CompletableFuture<CommandResult> result =
                    CompletableFuture.supplyAsync(() -> unchecked(underTest, command("hang")));
            await().until(() -> !server.received().isEmpty());

            proxy.freeze();

            assertThat(result.get(15, java.util.concurrent.TimeUnit.SECONDS))
                    .isInstanceOf(CommandResult.ConnectionLost.class);
        }
    }

    @Test
    void serverIsQuietForLong_keepAliveDoesNotEndTheConnection() throws Exception {
        settings = new SshSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), 8, 100);
        server.program("slow", call -> {
            Thread.sleep(6_000);
            return 0;
        });

        assertThat(shell().run(command("slow"), SECONDS)).isInstanceOf(CommandResult.Completed.class);
    }

    // --- helpers

    private RemoteAccessException refused(Server target) {
        RemoteShell underTest = shell(target);
        return catchThrowableOfType(RemoteAccessException.class, () -> underTest.run(command("true"), SECONDS));
    }

    private RemoteShell shell() {
        return shell(server.asServer());
    }

    private RemoteShell freshShell() {
        shells = null;
        return shell();
    }

    private RemoteShell shell(Server target) {
        if (shells == null) {
            Deadlines defaults = Deadlines.defaults();
            Deadlines deadlines = new Deadlines(
                    connectDeadline,
                    defaults.command(),
                    defaults.dialogue(),
                    defaults.service(),
                    defaults.initialised(),
                    defaults.serviceCenterInstallation(),
                    defaults.readingDotnet(),
                    defaults.poll());
            shells = new SshRemoteShells(new SshConnections(name -> secrets, deadlines, settings), log);
            made.add(shells);
        }
        return shells.on(environment(), target, RunStep.reading("test"));
    }

    static Environment environment() {
        return new Environment(
                "production",
                "Production",
                Stack.JAVA,
                Environment.ControllerStart.WITH_CONFIGURATION,
                Environment.RabbitMqPlacement.NONE,
                null,
                new Environment.Approvals(Environment.Approval.SELF, Environment.Approval.SELF),
                new Environment.TrafficSwitch.None(),
                Environment.LicenseInstallation.MANUAL,
                Environment.Republish.MANUAL,
                Environment.AllContent.TRUSTED,
                Environment.ApplyConfiguration.UPGRADE_INSTALL,
                new Environment.ServiceCenterEndpoint("http://10.0.0.11/ServiceCenter", "sc", "All_Components"),
                List.of(),
                java.util.Map.of());
    }

    private static CommandLine command(String program, String... arguments) {
        CommandLine.Builder builder = CommandLine.posix(program);
        for (String argument : arguments) {
            builder.plain(argument);
        }
        return builder.build();
    }

    private static CommandResult unchecked(RemoteShell shell, CommandLine command) {
        try {
            return shell.run(command, SECONDS);
        } catch (RemoteAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private String write(KeyPair key, String passphrase) throws Exception {
        Path file = Files.createTempFile(directory, "id", "");
        OpenSSHKeyEncryptionContext encryption = null;
        if (passphrase != null) {
            encryption = new OpenSSHKeyEncryptionContext();
            encryption.setPassword(passphrase);
            encryption.setCipherName("AES");
            encryption.setCipherType("256");
            encryption.setCipherMode("CTR");
        }
        try (var out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", encryption, out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return file.toString();
    }
}
