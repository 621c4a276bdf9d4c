package org.osfailover.lab.servicecenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.servicecenter.WsdlContract;

/** What the simulated Service Center answers, and how it describes itself, is what is publicly known of the real one. */
class AnswersContractTest {

    private LabFarm farm;
    private LabServiceCenter serviceCenter;
    private SoapCaller caller;
    private String login;

    @BeforeEach
    void start() throws IOException {
        farm = LabFarm.builder()
                .environment(LabEnvironmentDefinition.ofTwoGroups(
                        "production", "Production", Stack.DOTNET, "11.31.0", "fe", "127.0.42."))
                .build();
        serviceCenter = LabServiceCenter.start(farm.environments().get(0));
        caller = new SoapCaller(serviceCenter.url(farm.server("fe1")));
        login = "<username>" + farm.serviceCenterUser() + "</username><password>" + farm.serviceCenterPassword()
                + "</password>";
    }

    @AfterEach
    void stop() {
        serviceCenter.close();
        farm.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OutSystemsPlatform", "Solutions", "ServiceStudio"})
    void everyAnswer_isAsDescribed(String service) throws Exception {
        WsdlContract published = WsdlContract.published(service);
        WsdlContract own =
                WsdlContract.of(caller.get("/" + service + ".asmx?WSDL").body());

        assertThat(own.actions()).containsExactlyInAnyOrderElementsOf(published.actions());
        Map<String, String> arguments = arguments();
        for (String action : published.actions()) {
            String operation = action.substring(action.lastIndexOf('/') + 1);
            HttpResponse<String> answer = caller.post(service, operation, arguments.getOrDefault(operation, ""));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(published.problemsOfAnswer(action, answer.body()))
                    .as(answer.body())
                    .isEmpty();
            assertThat(own.problemsOfAnswer(action, answer.body()))
                    .as(answer.body())
                    .isEmpty();
        }
    }

    @Test
    void refusals_areAnswersOrFaultsAsDescribed() throws Exception {
        HttpResponse<String> refused =
                caller.post("OutSystemsPlatform", "SetLicense", login + "<fileContent>AAAA</fileContent>");
        assertThat(WsdlContract.published("OutSystemsPlatform")
                        .problemsOfAnswer("http://ServiceCenter/OutSystemsPlatform/SetLicense", refused.body()))
                .isEmpty();
        assertThat(refused.body()).contains("<success>false</success>");

        HttpResponse<String> testLogin =
                caller.post("Solutions", "TestLogin", "<username>x</username><password>y</password>");
        assertThat(WsdlContract.published("Solutions")
                        .problemsOfAnswer("http://ServiceCenter/Solutions/TestLogin", testLogin.body()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MessagesEncoding.class)
    void messages_areAStringHoweverTheyAreHeld(MessagesEncoding encoding) throws Exception {
        serviceCenter.faults().messagesAre(encoding);
        caller.post("Solutions", "PublishRunningVersion", arguments().getOrDefault("PublishRunningVersion", ""));

        assertThat(WsdlContract.published("Solutions")
                        .problemsOfAnswer(
                                "http://ServiceCenter/Solutions/GetMessages",
                                caller.post(
                                                "Solutions",
                                                "GetMessages",
                                                arguments().getOrDefault("GetMessages", ""))
                                        .body()))
                .isEmpty();
    }

    private Map<String, String> arguments() {
        String solution = "<SolutionName>All_Components</SolutionName>";
        String position = "<SolutionPubId>1</SolutionPubId><LastSeenId>0</LastSeenId>";
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("GetPlatformInfo", "");
        arguments.put("SetLicense", login + "<fileContent>AAAA</fileContent>");
        arguments.put("TestLogin", login);
        arguments.put("GetSolutionIdByName", login + "<solutionName>All_Components</solutionName>");
        arguments.put("CreateAllSolution", "<AllSolutionName>Failover_1</AllSolutionName>" + login);
        arguments.put("PublishRunningVersion", login + solution);
        arguments.put(
                "PublishRunning",
                login + solution
                        + "<PublishSystemApplications>true</PublishSystemApplications><CleanPublish>false</CleanPublish>");
        arguments.put("GetMessages", login + position);
        arguments.put("GetLicenseInformation", login);
        arguments.put("GetMessagesSolution", login + position);
        return arguments;
    }
}
