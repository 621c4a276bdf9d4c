package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.Environment;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.WsdlContract;

/** What we send is what the WSDLs describe: every request, whatever its values. */
class RequestsContractTest {

    private static final Map<String, WsdlContract> CONTRACTS = Map.of(
            "OutSystemsPlatform", WsdlContract.published("OutSystemsPlatform"),
            "Solutions", WsdlContract.published("Solutions"),
            "ServiceStudio", WsdlContract.published("ServiceStudio"));

    private final SimulatedServiceCenter simulated = new SimulatedServiceCenter();

    @AfterEach
    void close() {
        simulated.close();
    }

    @Test
    void everyRequest_isAsDescribed() {
        simulated
                .answers("GetPlatformInfo", "<Version>11</Version><Serial>S</Serial>")
                .answers("GetSolutionIdByName", "<SolutionId>0</SolutionId>");
        call(Map.of());
        call(Map.of("service-center.publish-operation", "running"));
        call(Map.of(
                "service-center.publish-operation", "running", "service-center.publish-system-applications", "true"));

        assertThat(simulated.requests()).isNotEmpty().allSatisfy(request -> assertThat(
                        contract(request).problemsOfRequest(request.action(), request.body()))
                .as(request.action() + " " + request.body())
                .isEmpty());
        assertThat(simulated.requests())
                .extracting(SimulatedServiceCenter.Request::action)
                .containsAll(everyAction());
    }

    @Test
    void contract_noticesAnotherOrder() {
        String wrong = SimulatedServiceCenter.envelope("<TestLogin xmlns='http://www.outsystems.com'>"
                + "<password>p</password><username>u</username></TestLogin>");

        assertThat(WsdlContract.published("Solutions")
                        .problemsOfRequest("http://ServiceCenter/Solutions/TestLogin", wrong))
                .isNotEmpty();
    }

    private void call(Map<String, String> overrides) {
        Map<String, String> all = new HashMap<>(overrides);
        all.put("service-center.call-timeout", "PT30S");
        Environment environment =
                TestEnvironments.at("http://127.0.0.1:" + simulated.port() + "/ServiceCenter", null, all);
        ServiceCenter underTest = new SoapServiceCenters(
                        name -> new Credentials.Secrets("admin <&> é", "p\"w'd]]>", null, null),
                        new SilentLog(),
                        TestEnvironments.deadlines(Duration.ofSeconds(30)),
                        "none")
                .of(environment, environment.servers().get(0), TestEnvironments.STEP);
        underTest.testLogin();
        underTest.readPlatformInfo();
        underTest.readLicense();
        underTest.installLicense(new byte[] {0, 1, (byte) 200});
        underTest.findSolution("All & <everything>");
        underTest.createAllSolution("Failover_2026");
        underTest.publishRunningVersion("All_Components");
        underTest.readPublication(7, 3);
        underTest.readComplaints(7);
    }

    /** GetMessagesSolution is described for the simulation alone. */
    private static List<String> everyAction() {
        return CONTRACTS.values().stream()
                .flatMap(contract -> contract.actions().stream())
                .filter(action -> !action.endsWith("/GetMessagesSolution"))
                .toList();
    }

    private static WsdlContract contract(SimulatedServiceCenter.Request request) {
        return Stream.of(request.path().replaceAll(".*/|\\.asmx", ""))
                .map(CONTRACTS::get)
                .findFirst()
                .orElseThrow();
    }
}
