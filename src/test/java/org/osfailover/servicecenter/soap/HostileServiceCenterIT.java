package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Environment;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.Health;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.TestCertificates;

/**
 * A Service Center that is broken, or isn't one: what is read says why, and of what would change something it is known
 * whether it can have got there.
 */
@SuppressWarnings("NullAway.Init")
class HostileServiceCenterIT {

    private static final TestCertificates CERTIFICATES = new TestCertificates();
    private static final String INFO = "<Version>11.31.0</Version><Serial>ABC-1</Serial>";
    private static final PlatformInfo.Answered ANSWERED = new PlatformInfo.Answered("11.31.0", "ABC-1");

    @TempDir
    Path directory;

    private HostileServer server = HostileServer.plain();

    @AfterEach
    void close() {
        server.close();
    }

    // --- answers that can be read all the same

    @ParameterizedTest
    @MethodSource("unusualAnswers")
    void unusualAnswer_isRead(String headers, byte[] body) {
        server.answers("200 OK\r\n" + headers, body);

        assertThat(http().readPlatformInfo()).isEqualTo(ANSWERED);
    }

    static Stream<Arguments> unusualAnswers() throws IOException {
        String envelope = info("");
        String prefixed =
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><h/></s:Header><s:Body>"
                        + "<n:GetPlatformInfoResponse xmlns:n='http://www.outsystems.com'><n:Extra>1</n:Extra>"
                        + "<n:Serial><![CDATA[ABC-1]]></n:Serial><n:Version>\n 11.31.0 \n</n:Version></n:GetPlatformInfoResponse></s:Body></s:Envelope>";
        return Stream.of(
                Arguments.of("Content-Type: text/xml", prefixed.getBytes(StandardCharsets.UTF_8)),
                Arguments.of("Content-Type: text/html", envelope.getBytes(StandardCharsets.UTF_8)),
                Arguments.of("X-Nothing: x", envelope.getBytes(StandardCharsets.UTF_8)),
                Arguments.of(
                        "Content-Type: application/octet-stream",
                        ("\uFEFF" + envelope).getBytes(StandardCharsets.UTF_8)),
                Arguments.of("Content-Type: text/xml; charset=utf-16", envelope.getBytes(StandardCharsets.UTF_16)),
                Arguments.of("Content-Type: text/xml; charset=utf-16LE", envelope.getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of(
                        "Content-Type: text/xml; charset=utf-8",
                        ("<?xml version='1.0' encoding='UTF-16'?>" + envelope).getBytes(StandardCharsets.UTF_16)),
                Arguments.of("Content-Type: text/xml; charset=utf-16", envelope.getBytes(StandardCharsets.UTF_8)),
                Arguments.of(
                        "Content-Type: text/xml\r\nContent-Encoding: gzip",
                        gzip(envelope.getBytes(StandardCharsets.UTF_8))),
                Arguments.of(
                        "Content-Type: text/xml; charset=no-such-thing", envelope.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void chunkedAnswer_isRead() {
        server.does(out -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (String part : info("").split("(?<=>)", -1)) {
                out.write((Integer.toHexString(part.length()) + "\r\n" + part + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        });

        assertThat(http().readPlatformInfo()).isEqualTo(ANSWERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-8", "UTF-16BE"})
    void faultInAnotherCharacterSet_isReadAsItWasWritten(String charset) {
        server.answers(
                "500 Internal Server Error\r\nContent-Type: text/xml; charset=" + charset,
                SimulatedServiceCenter.envelope(
                                "<soap:Fault><faultstring>A licença não é válida</faultstring></soap:Fault>")
                        .replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "")
                        .getBytes(Charset.forName(charset)));

        assertThat(why(http())).contains("A licença não é válida");
    }

    @Test
    void faultOfSoap12_isRead() {
        server.answers(
                "500 Internal Server Error\r\nContent-Type: application/soap+xml",
                ("<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><e:Fault><e:Code><e:Value>e:Receiver"
                                + "</e:Value></e:Code><e:Reason><e:Text xml:lang='en'>out of order</e:Text></e:Reason></e:Fault>"
                                + "</e:Body></e:Envelope>")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(why(http())).contains("answers with an error: out of order");
    }

    // --- answers that can't be read: of a changing call it is unknown what became of it

    @ParameterizedTest
    @MethodSource("uselessAnswers")
    void uselessAnswer_saysWhyAndLeavesAChangeUnknown(String status, String headers, byte[] body, String expected) {
        server.answers(status + "\r\n" + headers, body);

        assertThat(why(http())).contains(expected);
        assertThat(http().publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.Unknown.class, unknown -> assertThat(unknown.reason())
                        .contains(expected));
    }

    static Stream<Arguments> uselessAnswers() throws IOException {
        byte[] bomb = ("<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY c '&a;&a;&a;&a;&a;'>"
                        + "<!ENTITY d '&c;&c;&c;&c;&c;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>" + info("&d;&f;"))
                .getBytes(StandardCharsets.UTF_8);
        byte[] wide = info("").replace("<Version>", "<a>".repeat(200_000) + "<Version>")
                .getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("200 OK", "Content-Type: text/xml", bomb, "not readable XML"),
                Arguments.of("200 OK", "Content-Type: text/xml", wide, "not readable XML"),
                Arguments.of(
                        "200 OK",
                        "Content-Type: text/html",
                        "<html><title>Sign in</title><input type=\"password\"></html>".getBytes(StandardCharsets.UTF_8),
                        "a web page instead of a SOAP message, one that asks for a login (\"Sign in\")"),
                Arguments.of("200 OK", "Content-Type: text/xml", new byte[0], "not readable XML"),
                Arguments.of(
                        "200 OK",
                        "Content-Type: application/json",
                        "{\"ok\":true}".getBytes(StandardCharsets.UTF_8),
                        "not readable XML"),
                Arguments.of(
                        "200 OK", "Content-Encoding: gzip", gzip(new byte[64 * 1024 * 1024]), "longer than 2048 KiB"),
                Arguments.of(
                        "200 OK",
                        "Content-Encoding: gzip",
                        "not gzip".getBytes(StandardCharsets.UTF_8),
                        "compressed ('gzip') in a way that can't be read"),
                Arguments.of("200 OK", "Content-Encoding: br", new byte[] {1}, "compressed ('br')"),
                Arguments.of(
                        "502 Bad Gateway",
                        "Content-Type: text/html",
                        "<html><title>Bad gateway</title></html>".getBytes(StandardCharsets.UTF_8),
                        "HTTP 502 (\"Bad gateway\")"));
    }

    @Test
    void hugeAnswer_isHungUpOn() {
        server.does(out -> {
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            writeForever(out, new byte[64 * 1024]);
        });

        assertThat(why(http())).contains("longer than 2048 KiB");
    }

    @Test
    void tricklingAnswer_endsAtTheDeadline() {
        server.does(out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 1000; i++) {
                out.write(' ');
                out.flush();
                Thread.sleep(50);
            }
        });

        assertThat(why(impatient())).contains("did not answer completely within 1 s");
        assertThat(impatient().publishRunningVersion("All")).isInstanceOf(PublicationStart.Unknown.class);
    }

    @Test
    void headersThatNeverEnd_endAtTheDeadline() {
        server.does(out -> {
            out.write("HTTP/1.1 200 OK\r\nX-A: ".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            server.waitForTheEnd();
        });

        assertThat(why(impatient())).contains("did not answer completely within 1 s");
    }

    @Test
    void truncatedAnswer_leavesAChangeUnknownAndSentOnce() {
        server.does(out -> out.write(("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + info("").substring(0, 90))
                .getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(http().publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.Unknown.class, unknown -> assertThat(unknown.reason())
                        .contains("the connection ended before the answer did"));
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void hangUpWithoutAnswer_isReadAgainAndChangedOnce() {
        assertThat(why(http())).contains("the connection ended before the answer did");
        int afterReading = server.requests();

        assertThat(http().publishRunningVersion("All")).isInstanceOf(PublicationStart.Unknown.class);
        assertThat(server.requests()).isEqualTo(afterReading + 1);
    }

    // --- answers that say that nobody carried it out

    @ParameterizedTest
    @ValueSource(strings = {"302 Found", "301 Moved Permanently", "307 Temporary Redirect", "308 Permanent Redirect"})
    void redirectToALogin_isNotFollowed(String status) {
        try (HostileServer elsewhere = HostileServer.plain()) {
            server.answers(
                    status + "\r\nLocation: " + elsewhere.url("http", "127.0.0.1") + "/Login.aspx?ReturnUrl=x",
                    new byte[0]);

            assertThat(http().publishRunningVersion("All"))
                    .isInstanceOfSatisfying(PublicationStart.Refused.class, refused -> assertThat(refused.reason())
                            .contains("a redirect to a login page", "serviceCenter.url"));
            assertThat(elsewhere.requests()).isZero();
        }
    }

    @Test
    void unavailableDuringARestart_isSaidAndAskedAgain() {
        server.answers(
                "503 Service Unavailable\r\nContent-Type: text/html",
                "<html><title>Service Unavailable</title></html>".getBytes(StandardCharsets.UTF_8));

        assertThat(http().publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.NotYet.class, refused -> assertThat(refused.reason())
                        .contains("HTTP 503: Service Center is not available at the moment"));
        assertThat(http().ping()).isInstanceOfSatisfying(Health.NotWell.class, notWell -> assertThat(notWell.sentence())
                .contains("HTTP 503"));
    }

    @Test
    void pageIsNotThereOrNobodyConnects_saysNothingOfTheServer() {
        server.answers("404 Not Found\r\nContent-Type: text/html", new byte[0]);

        assertThat(http().ping()).isInstanceOfSatisfying(Health.Unknown.class, unknown -> assertThat(unknown.sentence())
                .contains("HTTP 404"));
        ServiceCenter underTest = http();
        server.close();
        assertThat(underTest.ping()).isInstanceOf(Health.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>Login <input type='password'> service running</body></html>",
                "<html><body>Welcome to IIS</body></html>",
                ""
            })
    void pingPageThatIsAnother_isNotWell(String page) {
        server.answers("200 OK\r\nContent-Type: text/html", page.getBytes(StandardCharsets.UTF_8));

        assertThat(http().ping()).isInstanceOf(Health.NotWell.class);
    }

    // --- TLS

    @Test
    void certificateOfOwnAuthority_isTrustedByItsTrustStore() {
        tls(CERTIFICATES.server("127.0.0.1"));

        assertThat(https("127.0.0.1", ownAuthority()).readPlatformInfo()).isEqualTo(ANSWERED);
        assertThat(https("127.0.0.1", ownAuthority()).publishRunningVersion("All"))
                .isInstanceOf(PublicationStart.Unknown.class); // the answer is another operation's
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void certificateOfOwnAuthority_isNotTrustedWithoutTrustStore() {
        tls(CERTIFICATES.server("127.0.0.1"));

        assertNotSent("127.0.0.1", null, "its certificate is not trusted here", "serviceCenter.trustStore");
    }

    @Test
    void selfSignedCertificate_isNotTrusted() {
        tls(CERTIFICATES.selfSigned("127.0.0.1"));

        assertNotSent("127.0.0.1", ownAuthority(), "its certificate is not trusted here");
    }

    @Test
    void expiredCertificate_isSaidToBe() {
        tls(CERTIFICATES.expired("127.0.0.1"));

        assertNotSent("127.0.0.1", ownAuthority(), "its certificate has expired");
    }

    @Test
    void certificateFromTheFuture_isSaidToBe() {
        tls(CERTIFICATES.notYetValid("127.0.0.1"));

        assertNotSent("127.0.0.1", ownAuthority(), "not valid yet", "clocks");
    }

    @Test
    void certificateForAnotherName_isNotTrusted() {
        tls(CERTIFICATES.server("service-center.example"));

        assertNotSent("127.0.0.1", ownAuthority(), "its certificate is for another name");
    }

    @Test
    void noTlsThere_isSaid() {
        server.close();
        server = HostileServer.withoutTls();
        assertNotSent("127.0.0.1", ownAuthority(), "does not speak TLS");
    }

    @Test
    void tlsServerThatSaysNothing_endsAtTheDeadline() {
        server.close();
        server = HostileServer.silent();

        assertThat(why(serviceCenter(server.url("https", "127.0.0.1"), ownAuthority(), Duration.ofSeconds(1), "none")))
                .contains("within 1 s");
    }

    @Test
    void trustStoreThatCantBeRead_isSaidAndNothingIsSent() throws IOException {
        tls(CERTIFICATES.server("127.0.0.1"));
        Path noPem = Files.writeString(directory.resolve("no.pem"), "not a certificate");

        assertNotSent("127.0.0.1", noPem.toString(), "no.pem (serviceCenter.trustStore) can't be used");
        assertNotSent("127.0.0.1", directory.resolve("missing.pem").toString(), "missing.pem");
    }

    @Test
    void trustStoreThatIsReplaced_countsFromTheNextCallOn() throws IOException {
        tls(CERTIFICATES.server("127.0.0.1"));
        Path file = directory.resolve("changing.pem");
        new TestCertificates().pem(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        ServiceCenter underTest = https("127.0.0.1", file.toString());
        assertThat(why(underTest)).contains("not trusted here");

        CERTIFICATES.pem(file);

        assertThat(underTest.readPlatformInfo()).isEqualTo(ANSWERED);
    }

    // --- proxy

    @Test
    void proxy_isUsedWhereOneIsConfigured() {
        server.answers("200 OK\r\nContent-Type: text/xml", info("").getBytes(StandardCharsets.UTF_8));
        String proxy = server.url("http", "127.0.0.1").replaceAll("http://|/ServiceCenter", "");

        ServiceCenter underTest =
                serviceCenter("http://service-center.invalid/ServiceCenter", null, Duration.ofSeconds(30), proxy);

        assertThat(underTest.readPlatformInfo()).isEqualTo(ANSWERED);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void proxyThatWantsALogin_isSaid() {
        server.answers("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"", new byte[0]);
        String proxy = server.url("http", "127.0.0.1").replaceAll("http://|/ServiceCenter", "");

        assertThat(why(serviceCenter(
                        "http://service-center.invalid/ServiceCenter", null, Duration.ofSeconds(30), proxy)))
                .containsIgnoringCase("proxy");
    }

    @Test
    void proxyThatIsNotThere_isSaid() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(serviceCenter(
                                "http://service-center.invalid/ServiceCenter",
                                null,
                                Duration.ofSeconds(30),
                                "127.0.0.1:" + free)
                        .publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.NotYet.class, refused -> assertThat(refused.reason())
                        .contains("can't be reached through the proxy"));
    }

    private void tls(SSLContext context) {
        server.close();
        server = HostileServer.withTls(context);
        server.answers("200 OK\r\nContent-Type: text/xml", info("").getBytes(StandardCharsets.UTF_8));
    }

    private void assertNotSent(String host, @Nullable String trustStore, String... words) {
        assertThat(https(host, trustStore).publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.Refused.class, refused -> assertThat(refused.reason())
                        .contains(words));
        assertThat(server.requests()).isZero();
    }

    private String ownAuthority() {
        return CERTIFICATES.pem(directory.resolve("own-authority.pem")).toString();
    }

    private static String why(ServiceCenter underTest) {
        assertThat(underTest.readPlatformInfo()).isInstanceOf(PlatformInfo.Unavailable.class);
        return ((PlatformInfo.Unavailable) underTest.readPlatformInfo()).reason();
    }

    private static String info(String more) {
        return SimulatedServiceCenter.envelope("<GetPlatformInfoResponse xmlns=\"http://www.outsystems.com\">" + INFO
                        + "<More>" + more + "</More></GetPlatformInfoResponse>")
                .replace("<?xml version=\"1.0\" encoding=\"utf-8\"?>", "");
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(content);
        }
        return bytes.toByteArray();
    }

    private static void writeForever(OutputStream out, byte[] chunk) throws IOException {
        while (!Thread.currentThread().isInterrupted()) {
            out.write(chunk);
        }
    }

    private ServiceCenter http() {
        return serviceCenter(server.url("http", "127.0.0.1"), null, Duration.ofSeconds(30), "none");
    }

    private ServiceCenter impatient() {
        return serviceCenter(server.url("http", "127.0.0.1"), null, Duration.ofSeconds(1), "none");
    }

    private ServiceCenter https(String host, @Nullable String trustStore) {
        return serviceCenter(server.url("https", host), trustStore, Duration.ofSeconds(30), "none");
    }

    private static ServiceCenter serviceCenter(
            String url, @Nullable String trustStore, Duration patience, String proxy) {
        Environment environment =
                TestEnvironments.at(url, trustStore, Map.of("service-center.call-timeout", patience.toString()));
        return new SoapServiceCenters(
                        name -> new Credentials.Secrets("admin", "secret", null, null),
                        new SilentLog(),
                        TestEnvironments.deadlines(patience),
                        proxy)
                .of(environment, environment.servers().get(0), TestEnvironments.STEP);
    }
}
