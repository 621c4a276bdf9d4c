package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Deadlines;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.RefusalCode;
import org.osfailover.farm.RunStep;
import org.osfailover.remote.CommandLog;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.osfailover.servicecenter.ServiceCenter.SolutionLookup;

class SoapServiceCenterTest {

    private static final String PASSWORD = "s3cr3t<&>";
    private static final String PLATFORM_INFO = "<Version>11.20.0.1</Version><Serial>AAA-BBB-CCC</Serial>";

    private final CountDownLatch testEnds = new CountDownLatch(1);
    private final SimulatedServiceCenter simulated = new SimulatedServiceCenter();
    private final RecordingLog log = new RecordingLog();
    private final ServiceCenter underTest = serviceCenter("127.0.0.1", false);

    @AfterEach
    void close() {
        testEnds.countDown();
        simulated.close();
    }

    @Test
    void readPlatformInfo_answered_givesVersionAndSerialWithoutLogin() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);

        assertThat(underTest.readPlatformInfo()).isEqualTo(new PlatformInfo.Answered("11.20.0.1", "AAA-BBB-CCC"));

        assertThat(simulated.requests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/ServiceCenter/OutSystemsPlatform.asmx");
            assertThat(request.action()).isEqualTo("http://ServiceCenter/OutSystemsPlatform/GetPlatformInfo");
            assertThat(request.contentType()).isEqualTo("text/xml; charset=utf-8");
            assertThat(request.body())
                    .contains("<GetPlatformInfo xmlns=\"http://www.outsystems.com\"")
                    .doesNotContain("password");
        });
        assertThat(log.commands).isEmpty();
    }

    @Test
    void readPlatformInfo_otherNamespaceAndNested_isReadAllTheSame() {
        simulated.on(
                "GetPlatformInfo",
                200,
                "application/soap+xml",
                "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><x:GetPlatformInfoResponse xmlns:x='urn:x'>"
                        + "<x:GetPlatformInfoResult><x:version> 10.0 </x:version><x:serial>S1</x:serial></x:GetPlatformInfoResult>"
                        + "</x:GetPlatformInfoResponse></e:Body></e:Envelope>");

        assertThat(underTest.readPlatformInfo()).isEqualTo(new PlatformInfo.Answered("10.0", "S1"));
    }

    @Test
    void readPlatformInfo_nobodyListens_isUnavailableWithReason() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(reason(serviceCenter("http://127.0.0.1:" + free + "/ServiceCenter", Map.of(), false)
                        .readPlatformInfo()))
                .contains("127.0.0.1:" + free, "can't be reached");
    }

    @Test
    void readPlatformInfo_webPage_isUnavailableNamingItsTitle() {
        simulated.on("GetPlatformInfo", 200, "text/html", "<!DOCTYPE html><html><title>Runtime Error</title></html>");

        assertThat(reason(underTest.readPlatformInfo()))
                .contains("a web page instead of a SOAP message", "Runtime Error");
    }

    @Test
    void readPlatformInfo_redirect_isNotFollowed() {
        simulated.on("GetPlatformInfo", exchange -> {
            exchange.getResponseHeaders().set("Location", "https://elsewhere.example/ServiceCenter");
            exchange.sendResponseHeaders(302, -1);
        });

        assertThat(reason(underTest.readPlatformInfo()))
                .contains("HTTP 302", "a redirect to https://elsewhere.example", "serviceCenter.url");
        assertThat(simulated.requests()).hasSize(1);
    }

    @Test
    void readPlatformInfo_entityBomb_isNotExpanded() {
        simulated.on(
                "GetPlatformInfo",
                200,
                "text/xml",
                "<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'><!ENTITY c '&a;&a;&a;'>"
                        + "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><b>&c;&f;</b>");

        assertThat(reason(underTest.readPlatformInfo()))
                .contains("not readable XML")
                .doesNotContain("root:");
    }

    @Test
    void readPlatformInfo_hugeAnswer_isHungUpOn() {
        simulated.on("GetPlatformInfo", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] chunk = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1024; i++) {
                exchange.getResponseBody().write(chunk);
            }
        });

        assertThat(reason(underTest.readPlatformInfo())).contains("longer than 2048 KiB");
    }

    @Test
    void readPlatformInfo_drippingAnswer_endsAtTheDeadline() {
        simulated.on("GetPlatformInfo", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("<soap".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            waitForTheTestsEnd();
        });

        assertThat(reason(impatient().readPlatformInfo())).contains("did not answer completely within 1 s");
    }

    @Test
    void readPlatformInfo_truncatedAnswer_isUnavailable() {
        simulated.on("GetPlatformInfo", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("<soap:Envelope".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });

        assertThat(reason(underTest.readPlatformInfo())).contains("the connection ended before the answer did");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 405, 502, 503, 504})
    void readPlatformInfo_httpError_isUnavailableNamingIt(int status) {
        simulated.on("GetPlatformInfo", status, "text/html", "<html><title>Sorry</title></html>");

        assertThat(reason(underTest.readPlatformInfo())).contains("answers HTTP " + status, "Sorry");
    }

    @Test
    void readPlatformInfo_emptyAnswer_isUnavailable() {
        simulated.on("GetPlatformInfo", 200, "text/xml", "");

        assertThat(reason(underTest.readPlatformInfo())).contains("not readable XML");
    }

    @Test
    void readPlatformInfo_xmlThatIsNotSoap_isUnavailable() {
        simulated.on("GetPlatformInfo", 200, "text/xml", "<ok/>");

        assertThat(reason(underTest.readPlatformInfo())).contains("<ok>, which is not a SOAP message");
    }

    @Test
    void readLicense_goodForThePresentSerial_isValid() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);
        license("aaabbbccc", "true", "");

        assertThat(underTest.readLicense())
                .isInstanceOfSatisfying(LicenseReading.Valid.class, valid -> assertThat(valid.serialNumber())
                        .isEqualTo("AAA-BBB-CCC"));
        assertThat(simulated.requests("GetLicenseInformation")).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/ServiceCenter/ServiceStudio.asmx");
            assertThat(request.body()).contains("<username>admin</username><password>s3cr3t&lt;&amp;&gt;</password>");
        });
    }

    @Test
    void readLicense_forAnotherSerial_isInvalidWhateverTheStateSays() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);
        license("XXX-YYY-ZZZ", "true", "");

        assertThat(underTest.readLicense()).isInstanceOfSatisfying(LicenseReading.Invalid.class, invalid -> {
            assertThat(invalid.serialNumber()).isEqualTo("AAA-BBB-CCC");
            assertThat(invalid.sentence()).contains("XXX-YYY-ZZZ", "AAA-BBB-CCC");
        });
    }

    @Test
    void readLicense_stateSaysNo_isInvalidWithThePlatformsWords() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);
        license("AAA-BBB-CCC", "false", "The license found is not valid for this server");

        assertThat(underTest.readLicense())
                .isInstanceOfSatisfying(LicenseReading.Invalid.class, invalid -> assertThat(invalid.sentence())
                        .contains("The license found is not valid for this server"));
    }

    @Test
    void readLicense_messageIsARecord_onlyItsSentenceIsShown() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);
        license(
                "XXX-YYY-ZZZ",
                "False",
                "<Id>InvalidLicense</Id><Message>It was issued to another server</Message><Extra>0</Extra><Retry>false</Retry>");

        assertThat(underTest.readLicense())
                .isInstanceOfSatisfying(LicenseReading.Invalid.class, invalid -> assertThat(invalid.sentence())
                        .endsWith("(Service Center: It was issued to another server)"));
    }

    @Test
    void readLicense_stateNotUnderstood_isUnknown() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);
        license("AAA-BBB-CCC", "Maybe", "");

        assertThat(underTest.readLicense())
                .isInstanceOfSatisfying(LicenseReading.Unknown.class, unknown -> assertThat(unknown.sentence())
                        .contains("can't be told", "Maybe"));
    }

    @Test
    void readLicense_serviceNotThere_isUnknownWithReason() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);

        assertThat(underTest.readLicense())
                .isInstanceOfSatisfying(LicenseReading.Unknown.class, unknown -> assertThat(unknown.sentence())
                        .contains("HTTP 404", "ServiceStudio.asmx"));
    }

    @Test
    void installLicense_accepted_isChangedAndRecorded() {
        simulated.answers("SetLicense", "<success>true</success>");

        assertThat(underTest.installLicense("licence".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Outcome.Changed.class);

        assertThat(simulated.requests("SetLicense").get(0).body())
                .contains("</password><fileContent>bGljZW5jZQ==</fileContent>");
        assertThat(log.commands).singleElement().satisfies(command -> {
            assertThat(command.server()).isEqualTo("127.0.0.1");
            assertThat(command.command()).isEqualTo("SetLicense (a file of 7 bytes)");
            assertThat(command.outcome()).isEqualTo("COMPLETED");
        });
    }

    @Test
    void installLicense_refused_isRejectedWithThePlatformsWords() {
        simulated.answers("SetLicense", "<success>false</success><errorText>Issued to serial XYZ</errorText>");

        assertThat(underTest.installLicense(new byte[] {1})).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.LICENSE_REJECTED);
            assertThat(refused.sentence()).contains("Issued to serial XYZ");
        });
    }

    @Test
    void installLicense_loginRefused_isNotTheFilesFault() {
        simulated.answers(
                "SetLicense",
                "<success>false</success><errorText>Invalid username or password s3cr3t&lt;&amp;&gt;</errorText>");

        assertThat(underTest.installLicense(new byte[] {1})).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.AUTHENTICATION_FAILED);
            assertThat(refused.sentence()).contains("failover.credentials.sc").doesNotContain(PASSWORD);
        });
        assertThat(log.commands.get(0).output()).doesNotContain(PASSWORD).contains("********");
    }

    @Test
    void installLicense_answerLost_isUnknown() {
        simulated.on("SetLicense", exchange -> {});

        assertThat(underTest.installLicense(new byte[] {1})).isInstanceOf(Outcome.Unknown.class);
        assertThat(simulated.requests("SetLicense")).hasSize(1);
        assertThat(log.commands.get(0).outcome()).isEqualTo("CONNECTION_LOST");
    }

    @Test
    void installLicense_rehearsal_isListedAndNotSent() {
        assertThat(serviceCenter("127.0.0.1", true).installLicense(new byte[] {1}))
                .isInstanceOf(Outcome.Rehearsed.class);

        assertThat(simulated.requests()).isEmpty();
        assertThat(log.commands.get(0).outcome()).isEqualTo("REHEARSED");
    }

    @Test
    void anyChange_withoutCredentials_isRefusedNamingTheSetting() {
        ServiceCenter withoutLogin = new SoapServiceCenters(name -> null, log, deadlines(), "none")
                .of(
                        environment(url("127.0.0.1"), Map.of()),
                        TestEnvironments.server("fe1", "10.0.0.11", "127.0.0.1"),
                        step(false));

        assertThat(withoutLogin.installLicense(new byte[] {1}).sentence()).contains("failover.credentials.sc.username");
        assertThat(withoutLogin.publishRunningVersion("All")).isInstanceOf(PublicationStart.Refused.class);
        assertThat(withoutLogin.createAllSolution("All")).isInstanceOf(Outcome.Refused.class);
        assertThat(simulated.requests()).isEmpty();
    }

    @Test
    void anyChange_withoutTheLock_isNotSent() {
        log.locked = true;

        assertThatThrownBy(() -> underTest.publishRunningVersion("All")).isInstanceOf(IllegalStateException.class);
        assertThat(simulated.requests()).isEmpty();
    }

    @Test
    void findSolution_tellsFoundFromNotFoundFromUnknown() {
        simulated.answers("GetSolutionIdByName", "<SolutionId>42</SolutionId>");
        assertThat(underTest.findSolution("All")).isEqualTo(new SolutionLookup.Found(42));
        assertThat(simulated.requests().get(0).body())
                .contains("</username><password>")
                .contains("</password><solutionName>All</solutionName>");

        simulated.answers("GetSolutionIdByName", "<SolutionId>0</SolutionId>");
        assertThat(underTest.findSolution("All")).isInstanceOf(SolutionLookup.NotFound.class);

        simulated.faults("GetSolutionIdByName", "Solution 'All' does not exist");
        assertThat(underTest.findSolution("All")).isInstanceOf(SolutionLookup.NotFound.class);

        simulated.faults("GetSolutionIdByName", "User not found: invalid login");
        assertThat(underTest.findSolution("All")).isInstanceOf(SolutionLookup.Unknown.class);

        simulated.answers("GetSolutionIdByName", "");
        assertThat(underTest.findSolution("All")).isInstanceOf(SolutionLookup.Unknown.class);
    }

    @Test
    void createAllSolution_absent_isCreated() {
        simulated
                .answers("GetSolutionIdByName", "<SolutionId>0</SolutionId>")
                .answers("CreateAllSolution", "<SolutionId>7</SolutionId>");

        assertThat(underTest.createAllSolution("Failover_x")).isInstanceOf(Outcome.Changed.class);
        assertThat(simulated.requests("CreateAllSolution").get(0).body())
                .contains("<AllSolutionName>Failover_x</AllSolutionName><username>admin</username><password>");
    }

    @Test
    void createAllSolution_there_isNotCreatedAgain() {
        simulated.answers("GetSolutionIdByName", "<SolutionId>7</SolutionId>");

        assertThat(underTest.createAllSolution("Failover_x")).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(simulated.requests("CreateAllSolution")).isEmpty();
    }

    @Test
    void createAllSolution_answerLost_isProbedAndNotRepeated() {
        simulated.answers("GetSolutionIdByName", "<SolutionId>0</SolutionId>");
        simulated.on(
                "CreateAllSolution",
                exchange -> simulated.answers("GetSolutionIdByName", "<SolutionId>7</SolutionId>"));

        assertThat(underTest.createAllSolution("Failover_x"))
                .isInstanceOfSatisfying(Outcome.Changed.class, changed -> assertThat(changed.sentence())
                        .contains("the answer was lost"));
        assertThat(simulated.requests("CreateAllSolution")).hasSize(1);
    }

    @Test
    void createAllSolution_answerLostAndNotThere_isUnknown() {
        simulated.answers("GetSolutionIdByName", "<SolutionId>0</SolutionId>").on("CreateAllSolution", exchange -> {});

        assertThat(underTest.createAllSolution("Failover_x")).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void publish_started_givesThePublication() {
        simulated.answers("PublishRunningVersion", "<SolutionPubId>311</SolutionPubId>");

        assertThat(underTest.publishRunningVersion("All_Components")).isEqualTo(new PublicationStart.Started(311));
        assertThat(log.commands.get(0).command()).isEqualTo("PublishRunningVersion All_Components");
        assertThat(simulated.requests().get(0).action())
                .isEqualTo("http://ServiceCenter/Solutions/PublishRunningVersion");
    }

    @Test
    void publish_connectionLost_isUnknownAndSentOnce() {
        simulated.on("PublishRunningVersion", exchange -> {});

        assertThat(underTest.publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.Unknown.class, unknown -> assertThat(unknown.reason())
                        .contains("is not known", "before it is started again"));
        assertThat(simulated.requests("PublishRunningVersion")).hasSize(1);
    }

    @Test
    void publish_noAnswerInTime_isUnknown() {
        simulated.on("PublishRunningVersion", exchange -> waitForTheTestsEnd());

        assertThat(impatient().publishRunningVersion("All")).isInstanceOf(PublicationStart.Unknown.class);
        assertThat(log.commands.get(0).outcome()).isEqualTo("TIMED_OUT");
    }

    @Test
    void publish_gatewayTimeoutOrTimeoutFault_isUnknown() {
        simulated.on("PublishRunningVersion", 504, "text/html", "");
        assertThat(underTest.publishRunningVersion("All")).isInstanceOf(PublicationStart.Unknown.class);

        simulated.faults("PublishRunningVersion", "Timeout expired waiting for the deployment controller");
        assertThat(underTest.publishRunningVersion("All")).isInstanceOf(PublicationStart.Unknown.class);
    }

    @Test
    void publish_faultOrZero_isRefusedWithTheWords() {
        simulated.faults("PublishRunningVersion", "The license found is not valid");
        assertThat(underTest.publishRunningVersion("All"))
                .isInstanceOfSatisfying(PublicationStart.Refused.class, refused -> assertThat(refused.reason())
                        .contains("The license found is not valid"));

        simulated.answers("PublishRunningVersion", "<SolutionPubId>0</SolutionPubId>");
        assertThat(underTest.publishRunningVersion("All")).isInstanceOf(PublicationStart.Refused.class);
    }

    @Test
    void publish_rehearsal_isListedAndNotSent() {
        assertThat(serviceCenter("127.0.0.1", true).publishRunningVersion("All"))
                .isInstanceOf(PublicationStart.Rehearsed.class);
        assertThat(simulated.requests()).isEmpty();
    }

    @Test
    void readPublication_stillGoing_countsAndRemembersWhereItWas() {
        messages(
                "[{\"Id\":\"5\",\"Message\":\"Compile Finished\",\"Detail\":\"The 'A' eSpace was compiled successfully.\",\"Type\":\"Info\"},"
                        + "{\"Id\":\"6\",\"Message\":\"Outdated Consumer\",\"Detail\":\"Consumer module 'B' is outdated.\",\"Type\":\"Warning\"}]");

        assertThat(underTest.readPublication(311, 4))
                .isEqualTo(new PublicationReading(
                        PublicationState.RUNNING, 6, 1, 0, "Outdated Consumer: Consumer module 'B' is outdated."));
        assertThat(simulated.requests().get(0).body())
                .contains("<SolutionPubId>311</SolutionPubId><LastSeenId>4</LastSeenId>");
    }

    @Test
    void readPublication_ended_countsTheWholeAgain() {
        simulated.on("GetMessages", exchange -> {
            boolean fromTheBeginning = simulated
                    .requests()
                    .get(simulated.requests().size() - 1)
                    .body()
                    .contains("<LastSeenId>0<");
            byte[] answer = SimulatedServiceCenter.envelope("<GetMessagesResponse><Messages>"
                            + (fromTheBeginning ? "6 Warning: Consumer 'B' is outdated\n" : "")
                            + "9 Info: Solution 'All' published successfully</Messages></GetMessagesResponse>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        });

        assertThat(underTest.readPublication(311, 8)).satisfies(reading -> {
            assertThat(reading.state()).isEqualTo(PublicationState.SUCCEEDED_WITH_WARNINGS);
            assertThat(reading.warnings()).isEqualTo(1);
            assertThat(reading.lastMessageId()).isEqualTo(9);
        });
    }

    @Test
    void readPublication_structuredAnswer_isRead() {
        simulated.answers(
                "GetMessages",
                "<Messages><HEMessage><Id>Done</Id><Message>Publication finished</Message>"
                        + "<Detail/><HelpRef>0</HelpRef><Type>Info</Type></HEMessage></Messages><LastMessageId>17</LastMessageId>");

        assertThat(underTest.readPublication(1, 0))
                .isEqualTo(new PublicationReading(PublicationState.SUCCEEDED, 17, 0, 0, "Publication finished"));
    }

    @Test
    void readComplaints_tellsWarningsAndErrorsOfTheWholeInTheirOrder() {
        messages("[{\"Id\":\"5\",\"Message\":\"Compile Finished\",\"Detail\":\"\",\"Type\":\"Info\"},"
                + "{\"Id\":\"6\",\"Message\":\"Outdated Consumer\",\"Detail\":\"Consumer module 'B' is outdated.\",\"Type\":\"Warning\"},"
                + "{\"Id\":\"7\",\"Message\":\"Execution Plan Abort\",\"Detail\":\"\",\"Type\":\"Error\"}]");

        assertThat(underTest.readComplaints(311))
                .containsExactly(
                        "warning: Outdated Consumer: Consumer module 'B' is outdated.", "error: Execution Plan Abort");
        assertThat(simulated.requests().get(0).body()).contains("<LastSeenId>0</LastSeenId>");
    }

    @Test
    void readComplaints_unavailable_areNone() {
        simulated.on("GetMessages", 503, "text/html", "");

        assertThat(underTest.readComplaints(311)).isEmpty();
    }

    @Test
    void readPublication_unavailable_isUnknownAndForgetsNothing() {
        simulated.on("GetMessages", 503, "text/html", "");

        assertThat(underTest.readPublication(311, 8)).satisfies(reading -> {
            assertThat(reading.state()).isEqualTo(PublicationState.UNKNOWN);
            assertThat(reading.lastMessageId()).isEqualTo(8);
            assertThat(reading.sentence()).contains("HTTP 503");
        });
    }

    @Test
    void url_hostIsAServer_isReplacedByTheControllers() {
        assertThat(serviceCenter("http://10.0.0.11:8080/ServiceCenter/", Map.of(), false)
                        .url())
                .isEqualTo("http://10.0.0.12:8080/ServiceCenter");
    }

    @Test
    void url_hostIsAnSshHost_isReplacedByTheControllersSshHost() {
        assertThat(serviceCenter("https://fe1.local/ServiceCenter", Map.of(), false)
                        .url())
                .isEqualTo("https://fe2.local/ServiceCenter");
    }

    @Test
    void url_otherHost_isUsedAsWritten() {
        assertThat(serviceCenter("https://lb.example/sc", Map.of(), false).url())
                .isEqualTo("https://lb.example/sc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.11", "ftp://10.0.0.11/x", "http://user:pw@10.0.0.11/ServiceCenter", "http:// /"})
    void url_unusable_isRefusedNamingTheSetting(String url) {
        assertThatThrownBy(() -> serviceCenter(url, Map.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serviceCenter.url");
    }

    @Test
    void settings_unusable_areRefusedByNameBeforeAnythingIsCalled() {
        assertThatThrownBy(
                        () -> serviceCenter(url("127.0.0.1"), Map.of("service-center.publication.failed", "("), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Environment 'production', overrides, service-center.publication.failed");
    }

    @Test
    void settings_overridden_areUsed() {
        simulated.answers("GetPlatformInfo", PLATFORM_INFO);
        Map<String, String> overrides = Map.of(
                "service-center.path.platform", "OutSystemsPlatform.jws", "service-center.namespace", "urn:other");

        serviceCenter(url("127.0.0.1"), overrides, false).readPlatformInfo();

        assertThat(simulated.requests().get(0).path()).isEqualTo("/ServiceCenter/OutSystemsPlatform.jws");
        assertThat(simulated.requests().get(0).body()).contains("xmlns=\"urn:other\"");
    }

    private void waitForTheTestsEnd() {
        try {
            assertThat(testEnds.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void license(String serial, String answer, String message) {
        simulated.answers(
                "GetLicenseInformation",
                "<licenseInfo><UID>u</UID><Term>1</Term><Edition>E</Edition><Serial>" + serial
                        + "</Serial><Organization>o</Organization><State><Answer>" + answer + "</Answer><Message>"
                        + message
                        + "</Message></State></licenseInfo>");
    }

    private void messages(String text) {
        simulated.answers("GetMessages", "<Messages>" + text.replace("<", "&lt;") + "</Messages>");
    }

    private static String reason(PlatformInfo info) {
        assertThat(info).isInstanceOf(PlatformInfo.Unavailable.class);
        return ((PlatformInfo.Unavailable) info).reason();
    }

    private String url(String host) {
        return "http://" + host + ":" + simulated.port() + "/ServiceCenter";
    }

    private ServiceCenter serviceCenter(String host, boolean rehearsal) {
        return serviceCenter(url(host), Map.of(), rehearsal);
    }

    private ServiceCenter serviceCenter(String url, Map<String, String> overrides, boolean rehearsal) {
        return new SoapServiceCenters(
                        name -> new Credentials.Secrets("admin", PASSWORD, null, null), log, deadlines(), "none")
                .of(
                        environment(url, overrides),
                        TestEnvironments.server("fe2", "10.0.0.12", "fe2.local"),
                        step(rehearsal));
    }

    private static RunStep step(boolean rehearsal) {
        return new RunStep("production-2026-11-22-1", "republish-applications/serviceTask_publishSolution", rehearsal);
    }

    private static Deadlines deadlines() {
        return TestEnvironments.deadlines(Duration.ofSeconds(30));
    }

    /** A client that waits one second for anything. */
    private ServiceCenter impatient() {
        return new SoapServiceCenters(
                        name -> new Credentials.Secrets("admin", PASSWORD, null, null),
                        log,
                        TestEnvironments.deadlines(Duration.ofSeconds(1)),
                        "none")
                .of(
                        environment(url("127.0.0.1"), Map.of("service-center.call-timeout", "PT1S")),
                        TestEnvironments.server("fe2", "10.0.0.12", "fe2.local"),
                        step(false));
    }

    private static Environment environment(String url, Map<String, String> overrides) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.putIfAbsent("service-center.call-timeout", "PT30S");
        return TestEnvironments.at(url, null, all);
    }

    /** A command as it was recorded. */
    private record Recorded(
            String server, String command, @Nullable String outcome, String output) {}

    private static final class RecordingLog implements CommandLog {
        private final List<Recorded> commands = new ArrayList<>();
        private boolean locked;

        @Override
        public long begin(RunStep step, String environmentId, String serverId, String command, boolean changing) {
            if (locked) {
                throw new IllegalStateException("the lock is gone");
            }
            assertThat(changing).isTrue();
            commands.add(new Recorded(serverId, command, null, ""));
            return commands.size() - 1L;
        }

        @Override
        public void end(long id, String outcome, @Nullable Integer exitCode, String output) {
            Recorded begun = commands.get((int) id);
            commands.set((int) id, new Recorded(begun.server(), begun.command(), outcome, output));
        }
    }
}
