package org.osfailover.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.osfailover.farm.Server;
import org.osfailover.farm.SshEndpoint;
import org.osfailover.remote.RemoteAccessException;
import org.osfailover.remote.RemoteAccessException.Reason;
import org.osfailover.remote.RemoteShell;

/** Which host keys are accepted, by fingerprint and by known_hosts, and what is said of the others. */
@NullUnmarked
@Timeout(120)
class SshHostKeysIT {

    @RegisterExtension
    final SshBench bench = new SshBench();

    private Path knownHosts;
    private String otherKey;

    @BeforeEach
    void otherKey() throws Exception {
        knownHosts = bench.directory().resolve("known_hosts");
        otherKey = SshKeys.publicKey(bench.keys().key("other"));
    }

    @ParameterizedTest
    @EnumSource
    void keyOfKnownHosts_isAcceptedForItsHostAndPort(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);

        assertAccepted(bench.knownServer(
                host,
                knownHosts,
                "# ours",
                "broken",
                at(host) + " " + otherKey,
                "fe9,[127.0.0.*]:" + host.port() + " " + host.publicKey() + " comment",
                "127.0.0.1 " + otherKey));
    }

    @ParameterizedTest
    @EnumSource
    void hashedName_isFound(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        Server server = bench.knownServer(host, knownHosts, at(host) + " " + host.publicKey());
        SshKeys.execute(List.of("ssh-keygen", "-q", "-H", "-f", knownHosts.toString()));
        assertThat(knownHosts).content().startsWith("|1|");

        assertAccepted(server);
    }

    @ParameterizedTest
    @EnumSource
    void changedKey_isRefusedWithBothFingerprints(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        String expected = SshKeys.fingerprint(bench.keys().key("other"));

        RemoteAccessException refused = bench.refused(bench.knownServer(host, knownHosts, at(host) + " " + otherKey));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence())
                .contains("Shown: ")
                .contains(host.fingerprint() + " (it is not the pinned one)")
                .contains("Pinned: ssh-ed25519 " + expected + " (" + knownHosts + ", line 1)")
                .contains("somebody in between");
    }

    @ParameterizedTest
    @EnumSource
    void keyOfAnotherPort_doesNotCount(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);

        RemoteAccessException refused =
                bench.refused(bench.knownServer(host, knownHosts, "127.0.0.1 " + host.publicKey()));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains("no line of " + knownHosts + " is for " + at(host));
    }

    @ParameterizedTest
    @CsvSource({"UTF-8,EFBBBF", "UTF-16LE,FFFE", "UTF-16BE,FEFF"})
    void fileFromWindows_whoseFirstLineRevokes_keyStaysRevoked(String charset, String mark) throws Exception {
        SshHost host = bench.start(SshHost.Kind.OPENSSH);
        Server server = bench.knownServer(host, knownHosts, at(host) + " " + host.publicKey());
        assertAccepted(server);
        byte[] lines = ("@revoked * " + host.publicKey() + " \r\n" + at(host) + " " + host.publicKey() + " \r\n")
                .getBytes(charset);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(HexFormat.of().parseHex(mark));
        file.write(lines);
        Files.write(knownHosts, file.toByteArray());

        assertThat(bench.refused(server).sentence()).contains("line 1 of " + knownHosts + " revokes it");
    }

    @Test
    void fileInUtf16WithoutAMark_isRefusedAsAWholeWithTheRemedy() throws Exception {
        SshHost host = bench.start(SshHost.Kind.OPENSSH);
        Server server = bench.knownServer(host, knownHosts, at(host) + " " + host.publicKey());
        Files.write(
                knownHosts,
                ("@revoked * " + host.publicKey() + "\n" + at(host) + " " + host.publicKey() + "\n")
                        .getBytes(StandardCharsets.UTF_16LE));

        assertThat(bench.refused(server).sentence())
                .contains(knownHosts.toString())
                .contains("UTF-16 without a byte order mark")
                .contains("Save it as UTF-8");
    }

    @ParameterizedTest
    @EnumSource
    void revokedKey_isRefusedAlthoughItIsListed(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);

        RemoteAccessException refused = bench.refused(bench.knownServer(
                host, knownHosts, at(host) + " " + host.publicKey(), "@revoked * " + host.publicKey()));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains(host.fingerprint() + " (line 2 of " + knownHosts + " revokes it)");
    }

    @ParameterizedTest
    @EnumSource
    void revokedKey_isRefusedAlthoughTheInventoryPinsIt(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        Files.writeString(knownHosts, "@revoked * " + host.publicKey() + "\n");
        SshEndpoint pinned = bench.endpoint(host, null);
        Server server = SshBench.server(
                "fe1",
                SshBench.endpoint(
                        pinned.port(),
                        pinned.user(),
                        pinned.credentials(),
                        pinned.hostKey(),
                        knownHosts.toString(),
                        null));

        RemoteAccessException refused = bench.refused(server);

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains("revokes it");
    }

    @ParameterizedTest
    @EnumSource
    void lineThatRevokesIsBroken_nobodyIsLoggedIn(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);

        RemoteAccessException refused = bench.refused(
                bench.knownServer(host, knownHosts, at(host) + " " + host.publicKey(), "@revoked * ssh-ed25519 AAAA"));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains("line 2 of " + knownHosts + " revokes a key and can't be used");
    }

    @ParameterizedTest
    @EnumSource
    void keyIsRevokedMeanwhile_theOpenConnectionIsNotUsedAnyMore(SshHost.Kind kind) throws Exception {
        SshHost host = bench.start(kind);
        String line = at(host) + " " + host.publicKey();
        RemoteShell underTest = bench.shell(bench.knownServer(host, knownHosts, line));
        underTest.run(SshBench.sh("true"), SshBench.SECONDS);

        bench.knownServer(host, knownHosts, line, "@revoked * " + host.publicKey());

        RemoteAccessException refused = catchThrowableOfType(
                RemoteAccessException.class, () -> underTest.run(SshBench.sh("true"), SshBench.SECONDS));
        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);

        bench.knownServer(host, knownHosts, line, "# taken back");
        assertThat(underTest.run(SshBench.sh("echo 1"), SshBench.SECONDS).output())
                .isEqualTo("1\n");
    }

    @ParameterizedTest
    @CsvSource({"ed25519,256", "ecdsa,256", "ecdsa,521", "rsa,3072"})
    void hostCertificateOfAListedAuthority_isAccepted(String type, String bits) throws Exception {
        SshKeys keys = bench.keys();
        Path hostKey = keys.key("cert_host", "-t", type, "-b", bits);
        Path certificate = keys.sign(keys.key("ca"), hostKey, "-h", "-n", "127.0.0.1", "-V", "-1h:+1h");
        OpenSshHost host = certified(hostKey, certificate);

        assertAccepted(
                bench.knownServer(host, knownHosts, "@cert-authority 127.0.0.* " + SshKeys.publicKey(keys.key("ca"))));
    }

    @Test
    void hostCertificateThatAnRsaAuthoritySigned_isAccepted() throws Exception {
        SshKeys keys = bench.keys();
        Path hostKey = keys.key("cert_host");
        Path authority = keys.key("ca", "-t", "rsa", "-b", "3072");
        OpenSshHost host = certified(hostKey, keys.sign(authority, hostKey, "-h"));

        assertAccepted(bench.knownServer(
                host, knownHosts, "@cert-authority " + at(host) + " " + SshKeys.publicKey(authority)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-h -n 10.9.9.9 -V -1h:+1h | principals",
                "-h -n 127.0.0.1 -V -2h:-1h | its certificate is valid from",
                "-h -n 127.0.0.1 -V +1h:+2h | its certificate is valid from",
                "-n 127.0.0.1 -V -1h:+1h | it is a certificate for users",
            })
    void hostCertificateThatDoesNotCount_isRefusedWithTheReason(String options, String expected) throws Exception {
        SshKeys keys = bench.keys();
        Path hostKey = keys.key("cert_host");
        OpenSshHost host = certified(hostKey, keys.sign(keys.key("ca"), hostKey, options.split(" ", -1)));

        RemoteAccessException refused = bench.refused(
                bench.knownServer(host, knownHosts, "@cert-authority * " + SshKeys.publicKey(keys.key("ca"))));

        assertThat(refused.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(refused.sentence()).contains(host.fingerprint()).contains(expected);
    }

    @Test
    void hostCertificateOfAnotherAuthority_isRefusedWithItsFingerprint() throws Exception {
        SshKeys keys = bench.keys();
        Path hostKey = keys.key("cert_host");
        OpenSshHost host = certified(hostKey, keys.sign(keys.key("ca"), hostKey, "-h"));

        RemoteAccessException refused =
                bench.refused(bench.knownServer(host, knownHosts, "@cert-authority * " + otherKey));

        assertThat(refused.sentence())
                .contains("of an authority that is not listed (" + SshKeys.fingerprint(keys.key("ca")) + ")")
                .contains("certificates of ssh-ed25519 " + SshKeys.fingerprint(keys.key("other")));
    }

    @ParameterizedTest
    @CsvSource({"ca", "cert_host"})
    void authorityOrKeyIsRevoked_theCertificateIsRefused(String revoked) throws Exception {
        SshKeys keys = bench.keys();
        Path hostKey = keys.key("cert_host");
        OpenSshHost host = certified(hostKey, keys.sign(keys.key("ca"), hostKey, "-h"));

        RemoteAccessException refused = bench.refused(bench.knownServer(
                host,
                knownHosts,
                "@cert-authority * " + SshKeys.publicKey(keys.key("ca")),
                "@revoked * " + SshKeys.publicKey(keys.key(revoked))));

        assertThat(refused.sentence()).contains("line 2 of " + knownHosts + " revokes it or its authority");
    }

    /** The certificate is not believed; the plain key behind it is listed. */
    @Test
    void certificateDoesNotCountAndItsKeyIsListed_isAccepted() throws Exception {
        SshKeys keys = bench.keys();
        Path hostKey = keys.key("cert_host");
        OpenSshHost host = certified(hostKey, keys.sign(keys.key("ca"), hostKey, "-h"));

        assertAccepted(bench.knownServer(
                host, knownHosts, "@cert-authority * " + otherKey, at(host) + " " + host.publicKey()));
    }

    private OpenSshHost certified(Path hostKey, Path certificate) throws Exception {
        return bench.start(OpenSshHost.with(bench.keys()).hostKey(hostKey).config("HostCertificate " + certificate));
    }

    private static String at(SshHost host) {
        return "[127.0.0.1]:" + host.port();
    }

    private void assertAccepted(Server server) throws Exception {
        assertThat(bench.shell(server)
                        .run(SshBench.sh("echo in"), SshBench.SECONDS)
                        .output())
                .isEqualTo("in\n");
    }
}
