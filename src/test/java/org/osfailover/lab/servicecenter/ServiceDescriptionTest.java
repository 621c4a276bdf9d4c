package org.osfailover.lab.servicecenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The descriptions that the simulation offers say what the published ones say of the same operations. */
class ServiceDescriptionTest {

    private static final String WSDL = "http://schemas.xmlsoap.org/wsdl/";
    private static final String SCHEMA = "http://www.w3.org/2001/XMLSchema";
    private static final String SOAP = "http://schemas.xmlsoap.org/wsdl/soap/";

    private LabFarm farm;
    private LabServiceCenter serviceCenter;

    @BeforeEach
    void start() throws IOException {
        farm = LabFarm.builder()
                .environment(LabEnvironmentDefinition.ofTwoGroups(
                        "production", "Production", Stack.DOTNET, "11.31.0", "fe", "127.0.41."))
                .build();
        serviceCenter = LabServiceCenter.start(farm.environments().get(0));
    }

    @AfterEach
    void stop() {
        serviceCenter.close();
        farm.close();
    }

    @ParameterizedTest
    @CsvSource({
        "OutSystemsPlatform, GetPlatformInfo, '', 'Version Serial'",
        "OutSystemsPlatform, SetLicense, 'username password fileContent', 'success errorText'",
        "Solutions, TestLogin, 'username password', 'status'",
        "Solutions, GetSolutionIdByName, 'username password solutionName', 'SolutionId'",
        "Solutions, CreateAllSolution, 'AllSolutionName username password', 'SolutionId'",
        "Solutions, PublishRunningVersion, 'username password SolutionName', 'SolutionPubId'",
        "Solutions, PublishRunning, 'username password SolutionName PublishSystemApplications CleanPublish', 'SolutionId SolutionPubId'",
        "Solutions, GetMessages, 'username password SolutionPubId LastSeenId', 'Messages'",
        "ServiceStudio, GetLicenseInformation, 'username password', 'licenseInfo softwareUnits namedUsers serverDate trialCommunityInstalled'",
        "ServiceStudio, GetMessagesSolution, 'username password SolutionPubId LastSeenId', 'Messages LastMessageId'",
    })
    void operation_hasThePublishedShape(String service, String operation, String request, String response)
            throws Exception {
        Document underTest = description(service);

        assertThat(underTest.getDocumentElement().getAttribute("targetNamespace"))
                .isEqualTo("http://ServiceCenter/" + service + "/");
        assertThat(elementsOf(underTest, operation)).isEqualTo(words(request));
        assertThat(elementsOf(underTest, operation + "Response")).isEqualTo(words(response));
        assertThat(attributes(underTest, SOAP, "operation", "soapAction"))
                .contains("http://ServiceCenter/" + service + "/" + operation);
    }

    @Test
    void everyTypeThatIsNamed_isDescribed() throws Exception {
        Document underTest = description("ServiceStudio");

        List<String> described = attributes(underTest, SCHEMA, "complexType", "name");
        assertThat(attributes(underTest, SCHEMA, "element", "type").stream()
                        .filter(t -> t.startsWith("s0:"))
                        .map(t -> t.substring(3)))
                .isNotEmpty()
                .allSatisfy(t -> assertThat(described).contains(t));
    }

    @Test
    void address_isTheOneThatWasAsked() throws Exception {
        String url = serviceCenter.url(farm.server("fe2"));

        assertThat(attributes(
                        SoapCaller.xml(
                                new SoapCaller(url).get("/Solutions.asmx?wsdl").body()),
                        SOAP,
                        "address",
                        "location"))
                .containsExactly(url + "/Solutions.asmx");
    }

    private Document description(String service) throws Exception {
        var response = new SoapCaller(serviceCenter.url(farm.server("fe1"))).get("/" + service + ".asmx?WSDL");
        assertThat(response.statusCode()).isEqualTo(200);
        return SoapCaller.xml(response.body());
    }

    private static List<String> elementsOf(Document wsdl, String message) {
        NodeList all = wsdl.getElementsByTagNameNS(SCHEMA, "element");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.getAttribute("name").equals(message) && !element.hasAttribute("type")) {
                List<String> names = new ArrayList<>();
                NodeList members = element.getElementsByTagNameNS(SCHEMA, "element");
                for (int j = 0; j < members.getLength(); j++) {
                    names.add(((Element) members.item(j)).getAttribute("name"));
                }
                return names;
            }
        }
        throw new AssertionError("no message " + message + " in " + WSDL);
    }

    private static List<String> attributes(Document wsdl, String namespace, String name, String attribute) {
        List<String> values = new ArrayList<>();
        NodeList all = wsdl.getElementsByTagNameNS(namespace, name);
        for (int i = 0; i < all.getLength(); i++) {
            values.add(((Element) all.item(i)).getAttribute(attribute));
        }
        return values;
    }

    private static List<String> words(String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.split(" "));
    }
}
