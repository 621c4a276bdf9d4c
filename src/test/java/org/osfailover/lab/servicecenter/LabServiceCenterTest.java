package org.osfailover.lab.servicecenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.osfailover.lab.servicecenter.SoapCaller.child;
import static org.osfailover.lab.servicecenter.SoapCaller.children;
import static org.osfailover.lab.servicecenter.SoapCaller.names;
import static org.osfailover.lab.servicecenter.SoapCaller.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osfailover.farm.PlatformService;
import org.osfailover.farm.Stack;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabClock;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabServiceCenterState.PublicationOutcome;
import org.osfailover.lab.LabTimings;
import org.w3c.dom.Element;

/** The simulated Service Center over HTTP, asked with envelopes written by hand from the published descriptions. */
class LabServiceCenterTest {

    private static final String SOLUTION = "All_Components";

    private final LabClock.Manual clock = LabClock.manual(Instant.parse("2026-11-22T03:00:00Z"));
    private LabFarm farm;
    private LabEnvironment environment;
    private LabServiceCenter underTest;

    @BeforeEach
    void start() throws IOException {
        farm = farm(null);
        environment = farm.environments().get(0);
        underTest = LabServiceCenter.start(environment);
    }

    @AfterEach
    void stop() {
        underTest.close();
        farm.close();
    }

    private LabFarm farm(@Nullable Path folder) throws IOException {
        LabFarm.Builder builder = LabFarm.builder()
                .environment(LabEnvironmentDefinition.ofTwoGroups(
                        "production", "Production", Stack.JAVA, "10.0.1019.0", "fe", "127.0.40."))
                .clock(clock)
                .timings(LabTimings.quick());
        return (folder == null ? builder : builder.folder(folder)).build();
    }

    // --- where it answers

    @Test
    void installed_everyServerAnswersWithTheSameSerialNumber() throws Exception {
        assertThat(underTest.unbound()).isEmpty();
        for (LabServer server : environment.servers()) {
            Element info = at(server).call("OutSystemsPlatform", "GetPlatformInfo", "");

            assertThat(names(info)).containsExactly("Version", "Serial");
            assertThat(text(info, "Version")).isEqualTo("10.0.1019.0");
            assertThat(text(info, "Serial")).isEqualTo(server("fe1").serialNumber());
        }
    }

    @Test
    void serviceCenterInstalledOnAnotherServer_serialNumberIsThatServers() throws Exception {
        environment.serviceCenter().installedOn("fe3");

        assertThat(text(at(server("fe1")).call("OutSystemsPlatform", "GetPlatformInfo", ""), "Serial"))
                .isEqualTo(server("fe3").serialNumber());
    }

    @Test
    void serverPoweredOff_itAnswersNothingAndTheOthersDo() throws Exception {
        server("fe2").powerOff();

        assertThatThrownBy(() -> at(server("fe2")).get("/_ping.html")).isInstanceOf(IOException.class);
        assertThat(at(server("fe3")).get("/_ping.html").statusCode()).isEqualTo(200);
    }

    @Test
    void serverCutOff_itAnswersNothingUntilItIsBack() throws Exception {
        server("fe2").faults().cutOff();
        assertThatThrownBy(() -> at(server("fe2")).get("/_ping.html")).isInstanceOf(IOException.class);

        server("fe2").faults().clear();
        assertThat(at(server("fe2")).get("/_ping.html").statusCode()).isEqualTo(200);
    }

    @Test
    void neverInstalled_pageNotFound() throws Exception {
        environment.serviceCenter().installedOn(null);

        assertThat(fe1().get("/_ping.html").statusCode()).isEqualTo(404);
        assertThat(fe1().post("OutSystemsPlatform", "GetPlatformInfo", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void ping_saysThatThePlatformServerRuns() throws Exception {
        assertThat(fe1().get("/_ping.html").body()).contains("OutSystems Platform Server is running");
        assertThat(new SoapCaller(underTest.url(server("fe1")).replace("ServiceCenter", "servicecenter"))
                        .get("/_PING.html")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void farmStartedAgain_samePort(@TempDir Path folder) throws Exception {
        int first;
        try (LabFarm before = farm(folder);
                LabServiceCenter serviceCenter =
                        LabServiceCenter.start(before.environments().get(0))) {
            first = serviceCenter.port();
        }
        try (LabFarm after = farm(folder);
                LabServiceCenter again =
                        LabServiceCenter.start(after.environments().get(0))) {
            assertThat(again.port()).isEqualTo(first);
        }
    }

    @Test
    void keptPortTaken_anotherOneIsChosenAndKept() throws Exception {
        LabFarm second = farm(null);
        second.environments().get(0).serviceCenterPort(underTest.port());

        try (LabServiceCenter other =
                LabServiceCenter.start(second.environments().get(0))) {
            assertThat(other.port()).isNotEqualTo(underTest.port()).isPositive();
            assertThat(second.environments().get(0).serviceCenterPort()).isEqualTo(other.port());
        }
    }

    // --- SOAP

    @Test
    void unknownAction_faultNamesIt() throws Exception {
        assertThat(fe1().fault("Solutions", "DropEverything", ""))
                .contains("did not recognize")
                .contains("http://ServiceCenter/Solutions/DropEverything");
    }

    @Test
    void actionOfAnotherService_isNotRecognized() throws Exception {
        assertThat(fe1().fault("Solutions", "GetPlatformInfo", "")).contains("did not recognize");
    }

    @Test
    void noAction_isNotRecognized() throws Exception {
        var response = fe1().send(
                        "OutSystemsPlatform",
                        SoapCaller.envelope("<GetPlatformInfo xmlns=\"" + SoapCaller.MESSAGES + "\"/>"),
                        Map.of("Content-Type", "text/xml"));

        assertThat(SoapCaller.faultIn(response)).contains("did not recognize");
    }

    @Test
    void otherContentType_unsupportedMediaType() throws Exception {
        assertThat(fe1().send("Solutions", "{}", Map.of("Content-Type", "application/json"))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void messageInAnotherNamespace_isNotExpected() throws Exception {
        var response = fe1().send(
                        "OutSystemsPlatform",
                        SoapCaller.envelope("<GetPlatformInfo xmlns=\"http://ServiceCenter/OutSystemsPlatform/\"/>"),
                        Map.of(
                                "Content-Type",
                                "text/xml",
                                "SOAPAction",
                                "http://ServiceCenter/OutSystemsPlatform/GetPlatformInfo"));

        assertThat(SoapCaller.faultIn(response)).contains("was not expected");
    }

    @Test
    void documentTypeDeclared_refusedUnread() throws Exception {
        var response = fe1().send(
                        "OutSystemsPlatform",
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + "<x>&e;</x>",
                        Map.of(
                                "Content-Type",
                                "text/xml",
                                "SOAPAction",
                                "http://ServiceCenter/OutSystemsPlatform/GetPlatformInfo"));

        assertThat(SoapCaller.faultIn(response)).contains("not well-formed");
    }

    @Test
    void soap12_answeredInSoap12() throws Exception {
        String namespace = "http://www.w3.org/2003/05/soap-envelope";
        var response = fe1().send(
                        "OutSystemsPlatform",
                        "<e:Envelope xmlns:e=\"" + namespace + "\"><e:Body><GetPlatformInfo xmlns=\""
                                + SoapCaller.MESSAGES + "\"/></e:Body></e:Envelope>",
                        Map.of(
                                "Content-Type",
                                "application/soap+xml; charset=utf-8;"
                                        + " action=\"http://ServiceCenter/OutSystemsPlatform/GetPlatformInfo\""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(SoapCaller.xml(response.body()).getDocumentElement().getNamespaceURI())
                .isEqualTo(namespace);
    }

    @Test
    void wrongPassword_everyOperationRefusesInItsOwnWay() throws Exception {
        String wrong = login("admin", "wrong");

        assertThat(fe1().fault("Solutions", "GetSolutionIdByName", wrong)).contains("Invalid username or password");
        assertThat(fe1().fault("ServiceStudio", "GetLicenseInformation", wrong))
                .contains("Invalid username or password");
        assertThat(text(fe1().call("Solutions", "TestLogin", wrong), "status"))
                .contains("Invalid username or password");
        Element setLicense = fe1().call("OutSystemsPlatform", "SetLicense", wrong);
        assertThat(text(setLicense, "success")).isEqualTo("false");
        assertThat(text(setLicense, "errorText")).contains("Invalid username or password");
    }

    // --- the licence

    @Test
    void licenseOfPresentServer_isValid() throws Exception {
        Element info = licenseInfo();

        assertThat(names(info))
                .containsSubsequence("UID", "Term", "Warn", "Grace", "Edition", "Serial", "Organization");
        assertThat(text(info, "Serial")).isEqualTo(server("fe1").serialNumber());
        assertThat(text(child(info, "State"), "Answer")).isEqualTo("True");
        assertThat(names(child(child(info, "State"), "Message")))
                .containsExactly("Id", "Message", "Detail", "HelpRef", "ExtraInfo", "Type", "Submitable");
    }

    @Test
    void serviceCenterMoved_licenseIsNotValidUntilTheNewOneIsInstalled() throws Exception {
        environment.serviceCenter().installedOn("fe3");

        Element state = child(licenseInfo(), "State");
        assertThat(text(state, "Answer")).isEqualTo("False");
        assertThat(text(child(state, "Message"), "Message"))
                .startsWith("The license found is not valid for this server because it was issued to a server with"
                        + " serial number " + server("fe1").serialNumber());

        assertThat(text(setLicense(license("fe3")), "success")).isEqualTo("true");
        assertThat(text(child(licenseInfo(), "State"), "Answer")).isEqualTo("True");
    }

    @Test
    void licenseOfAnotherServer_isRefusedAndTheOldOneStays() throws Exception {
        Element answer = setLicense(license("fe4"));

        assertThat(text(answer, "success")).isEqualTo("false");
        assertThat(text(answer, "errorText")).contains(server("fe4").serialNumber());
        assertThat(environment.serviceCenter().licenseSerial())
                .isEqualTo(server("fe1").serialNumber());
    }

    @Test
    void noLicenseFile_isRefused() throws Exception {
        for (String garbage : List.of("", "not a licence", "<License/>", "<Other><Serial>1</Serial></Other>")) {
            Element answer = setLicense(garbage.getBytes(StandardCharsets.UTF_8));

            assertThat(text(answer, "success")).isEqualTo("false");
            assertThat(text(answer, "errorText")).contains("The license file is not valid");
        }
    }

    @Test
    void controllerNotRunning_licenseCheckAndPublicationFail() throws Exception {
        server("fe1").stop(PlatformService.CONTROLLER);
        clock.advance(Duration.ofSeconds(10));

        assertThat(fe1().fault("ServiceStudio", "GetLicenseInformation", login()))
                .contains("Deployment Controller");
        assertThat(fe1().fault("Solutions", "PublishRunningVersion", login() + solutionName(SOLUTION)))
                .contains("Deployment Controller");
        assertThat(environment.serviceCenter().publications()).isEmpty();
    }

    @Test
    void controllerMoved_onlyServersThatPointToItPublish() throws Exception {
        server("fe1").stop(PlatformService.CONTROLLER);
        server("fe3").startType(PlatformService.CONTROLLER, StartType.AUTOMATIC);
        server("fe3")
                .writeFile(
                        server("fe3").hsconfPath(),
                        new String(server("fe3").hsconf(), StandardCharsets.UTF_8)
                                .replace(server("fe1").address(), server("fe3").address())
                                .getBytes(StandardCharsets.UTF_8));
        server("fe3").start(PlatformService.CONTROLLER);
        clock.advance(Duration.ofSeconds(10));

        assertThat(at(server("fe2")).fault("Solutions", "PublishRunningVersion", login() + solutionName(SOLUTION)))
                .contains("actively refused it 127.0.40.11:12000");
        at(server("fe3")).call("Solutions", "PublishRunningVersion", login() + solutionName(SOLUTION));
        assertThat(environment.serviceCenter().publications()).hasSize(1);
    }

    // --- solutions

    @Test
    void solution_isFoundByNameOrIsZero() throws Exception {
        assertThat(solutionId(SOLUTION)).isEqualTo("7");
        assertThat(solutionId("None_Such")).isEqualTo("0");
    }

    @Test
    void createAllSolution_newOneThenTheSameAgain() throws Exception {
        String first = created("Failover_production-2026-11-22-1");

        assertThat(created("Failover_production-2026-11-22-1")).isEqualTo(first);
        assertThat(solutionId("Failover_production-2026-11-22-1")).isEqualTo(first);
        assertThat(created(SOLUTION)).isEqualTo("7");
    }

    @Test
    void publish_unknownSolution_isRefused() throws Exception {
        assertThat(fe1().fault("Solutions", "PublishRunningVersion", login() + solutionName("None_Such")))
                .contains("None_Such");
    }

    @Test
    void publish_withoutValidLicense_isRefusedWithTheReason() throws Exception {
        environment.serviceCenter().installedOn("fe3");

        assertThat(fe1().fault("Solutions", "PublishRunningVersion", login() + solutionName(SOLUTION)))
                .contains("issued to a server with serial number")
                .contains("you cannot deploy");
        assertThat(environment.serviceCenter().publications()).isEmpty();
    }

    @Test
    void publication_saysMoreAndMoreAndThenThatItFinished() throws Exception {
        String id = publish();
        List<String> atOnce = messages(id, 0);

        clock.advance(Duration.ofMillis(150));
        List<String> halfway = messages(id, 0);
        clock.advance(Duration.ofMillis(150));
        List<String> all = messages(id, 0);

        assertThat(atOnce).containsExactly("Publish started.");
        assertThat(halfway).hasSizeGreaterThan(atOnce.size()).doesNotContain("Publish finished.");
        assertThat(all).startsWith(halfway.toArray(String[]::new)).endsWith("Publish finished.");
        assertThat(messages(id, halfway.size())).isEqualTo(all.subList(halfway.size(), all.size()));
        assertThat(messages(id, all.size())).isEmpty();
    }

    @Test
    void publication_structuredMessagesHaveTheLastOnesNumber() throws Exception {
        String id = publish();
        clock.advance(Duration.ofSeconds(1));

        Element answer = fe1().call(
                        "ServiceStudio",
                        "GetMessagesSolution",
                        login() + "<SolutionPubId>" + id + "</SolutionPubId><LastSeenId>0</LastSeenId>");

        assertThat(names(answer)).containsExactly("Messages", "LastMessageId");
        assertThat(text(answer, "LastMessageId"))
                .isEqualTo(String.valueOf(children(child(answer, "Messages")).size()));
    }

    @Test
    void publishRunning_answersSolutionAndPublication() throws Exception {
        Element answer = fe1().call(
                        "Solutions",
                        "PublishRunning",
                        login() + solutionName(SOLUTION)
                                + "<PublishSystemApplications>false</PublishSystemApplications>"
                                + "<CleanPublish>false</CleanPublish>");

        assertThat(names(answer)).containsExactly("SolutionId", "SolutionPubId");
        assertThat(text(answer, "SolutionId")).isEqualTo("7");
    }

    @Test
    void messagesOfUnknownPublication_areNone() throws Exception {
        assertThat(messages("4711", 0)).isEmpty();
    }

    @Test
    void numberMissing_isUnreadable() throws Exception {
        assertThat(fe1().fault("Solutions", "GetMessages", login())).contains("SolutionPubId");
    }

    // --- faults

    @Test
    void publicationFails_lastMessageIsAnError() throws Exception {
        underTest.faults().publicationsEnd(PublicationOutcome.FAILED);
        String id = publish();
        clock.advance(Duration.ofSeconds(1));

        Element last = last(messageElements(id, 0));
        assertThat(text(last, "Type")).isEqualTo("Error");
        assertThat(text(last, "Message")).isEqualTo("Execution Plan Abort");
        assertThat(messages(id, 0)).doesNotContain("Publish finished.");
    }

    @Test
    void publicationWarns_warningAmongTheMessages() throws Exception {
        underTest.faults().publicationsEnd(PublicationOutcome.SUCCEEDED_WITH_WARNINGS);
        String id = publish();
        clock.advance(Duration.ofSeconds(1));

        assertThat(messageElements(id, 0))
                .anySatisfy(m -> assertThat(text(m, "Type")).isEqualTo("Warning"));
        assertThat(messages(id, 0)).endsWith("Publish finished.");
    }

    @Test
    void publicationHangs_itNeverFinishes() throws Exception {
        underTest.faults().publicationsHang();
        String id = publish();
        clock.advance(Duration.ofDays(1));

        assertThat(messages(id, 0)).isNotEmpty().doesNotContain("Publish finished.");
    }

    @Test
    void messagesInOtherEncodings_areWhatWasAskedFor() throws Exception {
        String id = publish();
        clock.advance(Duration.ofSeconds(1));

        underTest.faults().messagesAre(MessagesEncoding.LINES);
        assertThat(rawMessages(id, 0)).startsWith("Info: Publish started.").contains("Info: Publish finished.");
        underTest.faults().messagesAre(MessagesEncoding.HTML);
        assertThat(rawMessages(id, 0)).startsWith("<ul><li class=\"Info\"><b>Publish started.</b>");
        underTest.faults().messagesAre(MessagesEncoding.NOTHING);
        assertThat(rawMessages(id, 0)).isEmpty();
    }

    @Test
    void errorPage_htmlWithStatus503() throws Exception {
        underTest.faults().answersErrorPage();

        var response = fe1().post("OutSystemsPlatform", "GetPlatformInfo", "");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("<h1>Service Unavailable</h1>");
    }

    @Test
    void answerLost_publicationHasBegunAndNobodyWasTold() {
        underTest.faults().losesAnswerOf("PublishRunningVersion");

        assertThatThrownBy(this::publish).isInstanceOf(IOException.class);
        assertThat(environment.serviceCenter().publications()).hasSize(1);
    }

    @Test
    void questionLost_publicationHasNotBegun() {
        underTest.faults().losesQuestionOf("PublishRunningVersion");

        assertThatThrownBy(this::publish).isInstanceOf(IOException.class);
        assertThat(environment.serviceCenter().publications()).isEmpty();
    }

    @Test
    void operationFails_faultInTheGivenWords() throws Exception {
        underTest.faults().failsOn("CreateAllSolution", "Timeout expired.");

        assertThat(fe1().fault("Solutions", "CreateAllSolution", login())).isEqualTo("Timeout expired.");
        underTest.faults().clear();
        assertThat(created("Another")).isNotEqualTo("0");
    }

    @Test
    void slow_answerTakesItsTime() throws Exception {
        underTest.faults().slow(Duration.ofMinutes(3));
        Instant asked = clock.instant();

        fe1().get("/_ping.html");

        assertThat(clock.instant()).isEqualTo(asked.plus(Duration.ofMinutes(3)));
    }

    // --- words

    private LabServer server(String id) {
        return farm.server(id);
    }

    private SoapCaller at(LabServer server) {
        return new SoapCaller(underTest.url(server));
    }

    private SoapCaller fe1() {
        return at(server("fe1"));
    }

    private String login() {
        return login(farm.serviceCenterUser(), farm.serviceCenterPassword());
    }

    private static String login(String user, String password) {
        return "<username>" + user + "</username><password>" + password + "</password>";
    }

    private static String solutionName(String name) {
        return "<SolutionName>" + name + "</SolutionName>";
    }

    private byte[] license(String serverId) {
        return LabLicense.issuedTo(server(serverId).serialNumber(), environment).file();
    }

    private Element setLicense(byte[] file) throws Exception {
        return fe1().call(
                        "OutSystemsPlatform",
                        "SetLicense",
                        login() + "<fileContent>" + Base64.getEncoder().encodeToString(file) + "</fileContent>");
    }

    private Element licenseInfo() throws Exception {
        return child(fe1().call("ServiceStudio", "GetLicenseInformation", login()), "licenseInfo");
    }

    private String solutionId(String name) throws Exception {
        return text(
                fe1().call("Solutions", "GetSolutionIdByName", login() + "<solutionName>" + name + "</solutionName>"),
                "SolutionId");
    }

    private String created(String name) throws Exception {
        return text(
                fe1().call(
                                "Solutions",
                                "CreateAllSolution",
                                "<AllSolutionName>" + name + "</AllSolutionName>" + login()),
                "SolutionId");
    }

    private String publish() throws Exception {
        return text(
                fe1().call("Solutions", "PublishRunningVersion", login() + solutionName(SOLUTION)), "SolutionPubId");
    }

    private String rawMessages(String publicationId, int lastSeenId) throws Exception {
        return text(
                fe1().call(
                                "Solutions",
                                "GetMessages",
                                login() + "<SolutionPubId>" + publicationId + "</SolutionPubId><LastSeenId>"
                                        + lastSeenId + "</LastSeenId>"),
                "Messages");
    }

    private List<Element> messageElements(String publicationId, int lastSeenId) throws Exception {
        return children(SoapCaller.xml(rawMessages(publicationId, lastSeenId)).getDocumentElement());
    }

    private List<String> messages(String publicationId, int lastSeenId) throws Exception {
        return messageElements(publicationId, lastSeenId).stream()
                .map(m -> text(m, "Message"))
                .toList();
    }

    private static Element last(List<Element> elements) {
        return elements.get(elements.size() - 1);
    }
}
