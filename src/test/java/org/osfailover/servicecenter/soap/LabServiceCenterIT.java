package org.osfailover.servicecenter.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.Environment;
import org.osfailover.farm.Outcome;
import org.osfailover.farm.Stack;
import org.osfailover.lab.LabEnvironmentDefinition;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.osfailover.lab.LabTimings;
import org.osfailover.lab.servicecenter.LabLicense;
import org.osfailover.lab.servicecenter.LabServiceCenters;
import org.osfailover.lab.servicecenter.ServiceCenterFaults;
import org.osfailover.remote.Credentials;
import org.osfailover.servicecenter.ServiceCenter;
import org.osfailover.servicecenter.ServiceCenter.Health;
import org.osfailover.servicecenter.ServiceCenter.LicenseReading;
import org.osfailover.servicecenter.ServiceCenter.LoginCheck;
import org.osfailover.servicecenter.ServiceCenter.PlatformInfo;
import org.osfailover.servicecenter.ServiceCenter.PublicationReading;
import org.osfailover.servicecenter.ServiceCenter.PublicationStart;
import org.osfailover.servicecenter.ServiceCenter.PublicationState;
import org.osfailover.servicecenter.TestCertificates;

/** The client and the simulated Service Center, each written from the facts, over real HTTP and HTTPS. */
@SuppressWarnings("NullAway.Init")
class LabServiceCenterIT {

    @TempDir
    Path directory;

    private LabFarm farm;
    private LabServiceCenters serviceCenters;
    private @Nullable String trustStore;

    @AfterEach
    void stop() {
        serviceCenters.close();
        farm.close();
    }

    @ParameterizedTest
    @EnumSource(Stack.class)
    void wholeLife_overHttp(Stack stack) throws IOException {
        start(stack, false);
        wholeLife(stack, Map.of());
    }

    @Test
    void wholeLife_overHttpsWithOwnAuthority() throws IOException {
        start(Stack.DOTNET, true);
        wholeLife(Stack.DOTNET, Map.of("service-center.publish-operation", "running"));
    }

    private void wholeLife(Stack stack, Map<String, String> overrides) {
        ServiceCenter underTest = serviceCenter("sc-secret", overrides);
        LabServer controller = farm.server("fe1");

        assertThat(underTest.ping()).isInstanceOf(Health.Well.class);
        assertThat(underTest.readComponents())
                .isInstanceOf(stack == Stack.DOTNET ? Health.Well.class : Health.Unknown.class);
        assertThat(underTest.testLogin()).isInstanceOf(LoginCheck.Accepted.class);
        assertThat(underTest.readPlatformInfo())
                .isEqualTo(new PlatformInfo.Answered(controller.version(), controller.serialNumber()));
        assertThat(underTest.installLicense("no licence".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(underTest.installLicense(LabLicense.issuedTo(controller.serialNumber(), controller.environment())
                        .file()))
                .isInstanceOf(Outcome.Changed.class);
        assertThat(underTest.readLicense()).isInstanceOf(LicenseReading.Valid.class);
        assertThat(underTest.findSolution("Nothing")).isInstanceOf(ServiceCenter.SolutionLookup.NotFound.class);
        assertThat(underTest.createAllSolution("Everything")).isInstanceOf(Outcome.Changed.class);
        assertThat(underTest.createAllSolution("Everything")).isInstanceOf(Outcome.AlreadyDone.class);
        PublicationStart start = underTest.publishRunningVersion("Everything");
        assertThat(start).isInstanceOf(PublicationStart.Started.class);
        int id = ((PublicationStart.Started) start).publicationId();
        PublicationReading end = await().atMost(Duration.ofSeconds(60))
                .until(() -> underTest.readPublication(id, 0), reading -> reading.state() != PublicationState.RUNNING);
        assertThat(end.state()).isEqualTo(PublicationState.SUCCEEDED);
        assertThat(underTest.readComplaints(id)).isEmpty();
    }

    @Test
    void wrongPassword_isRefusedAndTheLoginIsNamed() throws IOException {
        start(Stack.DOTNET, false);
        ServiceCenter underTest = serviceCenter("wrong", Map.of());

        assertThat(underTest.testLogin())
                .isInstanceOfSatisfying(LoginCheck.Refused.class, refused -> assertThat(refused.sentence())
                        .contains("failover.credentials.sc", "service-center.password"));
        assertThat(underTest.publishRunningVersion("All_Components")).isInstanceOf(PublicationStart.Refused.class);
    }

    @Test
    void transformedPassword_isSentInPlaceOfThePlainOne() throws IOException {
        start(Stack.DOTNET, false);

        assertThat(serviceCenter(
                                name -> name.endsWith("-transformed")
                                        ? new Credentials.Secrets(null, farm.serviceCenterPassword(), null, null)
                                        : new Credentials.Secrets(farm.serviceCenterUser(), "plain", null, null),
                                Map.of("service-center.password", "transformed"))
                        .testLogin())
                .isInstanceOf(LoginCheck.Accepted.class);
    }

    @Test
    void partThatDoesNotWork_isNotWell() throws IOException {
        start(Stack.DOTNET, false);
        faults().isNotHealthy();

        assertThat(serviceCenter("sc-secret", Map.of()).readComponents())
                .isInstanceOfSatisfying(Health.NotWell.class, notWell -> assertThat(notWell.sentence())
                        .contains("/server.api/v1/health answers HTTP 500"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe1", "fe2"})
    void oneFrontEnd_isAskedAtItsOwnAddress(String id) throws IOException {
        start(Stack.DOTNET, false);
        Environment environment = environment(Map.of());

        assertThat(serviceCenters(name -> null)
                        .at(environment, environment.server(id).orElseThrow(), TestEnvironments.STEP)
                        .url())
                .contains(farm.server(id).address());
    }

    private ServiceCenterFaults faults() {
        return serviceCenters.of("production").orElseThrow().faults();
    }

    private void start(Stack stack, boolean tls) throws IOException {
        farm = LabFarm.builder()
                .environment(LabEnvironmentDefinition.ofTwoGroups(
                        "production",
                        "Production",
                        stack,
                        stack == Stack.JAVA ? "10.0.1019.0" : "11.31.0.43862",
                        "fe",
                        "127.0.43."))
                .timings(LabTimings.quick())
                .build();
        TestCertificates certificates = new TestCertificates();
        trustStore = tls ? certificates.pem(directory.resolve("own.pem")).toString() : null;
        serviceCenters = LabServiceCenters.start(
                farm, tls ? certificates.server(farm.server("fe1").address()) : null);
    }

    private Environment environment(Map<String, String> overrides) {
        LabServer controller = farm.server("fe1");
        Environment base = TestEnvironments.at(
                serviceCenters.of("production").orElseThrow().url(controller), trustStore, overrides);
        return new Environment(
                base.id(),
                base.name(),
                farm.environments().get(0).stack(),
                base.controllerStart(),
                base.rabbitMq(),
                null,
                base.approval(),
                base.trafficSwitch(),
                base.licenseInstallation(),
                base.republish(),
                base.allContent(),
                base.applyConfiguration(),
                base.serviceCenter(),
                farm.environments().get(0).servers().stream()
                        .map(s -> TestEnvironments.server(s.id(), s.address(), s.address()))
                        .toList(),
                overrides);
    }

    private ServiceCenter serviceCenter(String password, Map<String, String> overrides) {
        String sent = password.equals("wrong") ? "wrong" : farm.serviceCenterPassword();
        return serviceCenter(name -> new Credentials.Secrets(farm.serviceCenterUser(), sent, null, null), overrides);
    }

    private ServiceCenter serviceCenter(Credentials credentials, Map<String, String> overrides) {
        Environment environment = environment(overrides);
        return serviceCenters(credentials).of(environment, environment.servers().get(0), TestEnvironments.STEP);
    }

    private static SoapServiceCenters serviceCenters(Credentials credentials) {
        return new SoapServiceCenters(
                credentials, new SilentLog(), TestEnvironments.deadlines(Duration.ofSeconds(30)), "none");
    }
}
