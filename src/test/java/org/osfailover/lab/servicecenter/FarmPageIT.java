package org.osfailover.lab.servicecenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.osfailover.farm.PlatformService.CONTROLLER;
import static org.osfailover.farm.PlatformService.SCHEDULER;
import static org.osfailover.farm.ServiceState.INITIALISED;
import static org.osfailover.farm.ServiceState.STARTING;
import static org.osfailover.farm.ServiceState.STOPPED;
import static org.osfailover.farm.ServiceState.STOPPING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.StartType;
import org.osfailover.lab.LabClient;
import org.osfailover.lab.LabClock;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.LabServer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.ActiveProfiles;

/** What is pressed on the farm's page happens on the simulated server, as a client sees it over SSH. */
@SpringBootTest(classes = DemoPagesApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@DirtiesContext(classMode = ClassMode.AFTER_CLASS)
class FarmPageIT {

    private static final String STATUS = "sudo -n -- service outsystems status ";
    private static final String STOP = "sudo -n -- service outsystems stop SCHEDULER";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private LabFarm farm;

    @Autowired
    private LabServiceCenters serviceCenters;

    @Autowired
    private LabClock.Manual clock;

    private LabServer server;

    @BeforeEach
    void everyTestBeginsWithAHealthyFarm() throws Exception {
        server = farm.server("java-fe1");
        post("/demo/farm", "happens=reset");
        clock.advance(Duration.ofMinutes(1));
    }

    // --- what the page shows

    @Test
    void page_showsEveryServerAndSaysThatItIsASimulation() throws Exception {
        HttpResponse<String> page = get("/demo/farm");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.body())
                .contains("Simulation.", "Demo .NET", "Demo Java", "id=\"net-fe4\"", "id=\"java-fe4\"")
                .contains("on, all well", "Controller: initialised, automatic", "Everything as it was")
                .doesNotContain("<script", "src=\"http", "href=\"http");
        for (ServerEvent event : ServerEvent.values()) {
            assertThat(page.body()).contains(">" + event.label() + "<");
        }
    }

    @ParameterizedTest
    @EnumSource(value = ServerEvent.class, names = "COMES_BACK", mode = EnumSource.Mode.EXCLUDE)
    void whatHappened_isSaidInWordsBesideTheServer_untilItComesBack(ServerEvent event) throws Exception {
        HttpResponse<String> answer = post("/demo/farm", "server=java-fe1&happens=" + event.word());

        assertThat(answer.statusCode()).isEqualTo(303);
        String where = answer.headers().firstValue("Location").orElseThrow();
        assertThat(where).endsWith("#java-fe1");
        assertThat(get(where.replace("#java-fe1", "")).body())
                .contains("java-fe1 " + event.sentence().replace("'", "&#39;"), ">" + event.state() + "<");
        assertThat(json().path("happened").get(0).asText()).isEqualTo(event.word());

        post("/demo/farm", "server=java-fe1&happens=comes-back");
        assertThat(json().path("happened")).isEmpty();
        assertThat(status("CONTROLLER")).contains("Deployment Controller");
    }

    @Test
    void twoControllers_areSaidSo() throws Exception {
        LabServer other = farm.server("java-fe2");
        other.writeFile(
                other.hsconfPath(),
                new String(other.hsconf(), StandardCharsets.UTF_8)
                        .replace("127.0.20.11", "127.0.20.12")
                        .getBytes(StandardCharsets.UTF_8));
        other.startTypeByHand(CONTROLLER, StartType.AUTOMATIC);
        other.start(CONTROLLER);
        clock.advance(Duration.ofMinutes(1));

        assertThat(get("/demo/farm").body()).contains("more than one: java-fe1, java-fe2");
    }

    // --- what happens to a server, over SSH

    @Test
    void powerOff_connectionsAreRefused_andItsServicesBootWhenItComesBack() throws Exception {
        happens("power-off");

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(ConnectException.class);
        assertThat(server.state(CONTROLLER)).isEqualTo(STOPPED);

        happens("comes-back");
        clock.advance(Duration.ofMinutes(1));
        assertThat(status("CONTROLLER")).contains("RUNNING");
        assertThat(server.state(CONTROLLER)).isEqualTo(INITIALISED);
    }

    @Test
    void cutOff_connectionsAreRefused_andItsServicesRunOn() throws Exception {
        happens("cut-off");

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(ConnectException.class);
        assertThat(server.state(CONTROLLER)).isEqualTo(INITIALISED);
    }

    @Test
    void refuseLogin_everyLoginFails() throws Exception {
        happens("refuse-login");

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(UserAuthException.class);
    }

    @Test
    void hangOnStop_serviceNeverStops_untilItComesBack() throws Exception {
        happens("hang-on-stop");

        assertThat(ssh(STOP).exit()).isEqualTo(1);
        assertThat(server.state(SCHEDULER)).isEqualTo(STOPPING);

        happens("comes-back");
        clock.advance(Duration.ofMinutes(1));
        assertThat(server.state(SCHEDULER)).isEqualTo(STOPPED);
    }

    @Test
    void startSlowly_serviceThatIsStartedTakesLonger_othersRunOn() throws Exception {
        ssh(STOP);
        happens("start-slowly");

        server.start(SCHEDULER);
        clock.advance(Duration.ofSeconds(10));
        assertThat(server.state(SCHEDULER)).isEqualTo(STARTING);
        assertThat(server.state(CONTROLLER)).isEqualTo(INITIALISED);
        clock.advance(Duration.ofSeconds(20));
        assertThat(server.state(SCHEDULER)).isEqualTo(INITIALISED);
        assertThat(status("SCHEDULER")).contains("RUNNING");
    }

    @Test
    void lie_saysThatItsServicesHaveStoppedWhileTheyRun() throws Exception {
        happens("lie");

        assertThat(status("CONTROLLER")).contains("STOPPED").doesNotContain("RUNNING");
        assertThat(server.state(CONTROLLER)).isEqualTo(INITIALISED);
        assertThat(ssh("ps -eo pid,etimes,args").out())
                .as("its processes are there")
                .contains("DeploymentController");
        assertThat(json().path("services").path("CONTROLLER").path("state").asText())
                .as("the page knows better")
                .isEqualTo("INITIALISED");
    }

    @Test
    void anotherHostKey_pinnedKeyDoesNotMatch() throws Exception {
        happens("another-host-key");

        assertThatThrownBy(() -> LabClient.to(server)).isInstanceOf(TransportException.class);
    }

    @Test
    void fullDisk_nothingIsWrittenAndTheProgramSaysSo() throws Exception {
        byte[] before = server.hsconf();
        happens("full-disk");

        LabClient.Answer copied = ssh("sudo -n -- cp -p " + server.hsconfPath() + " /tmp/copy");

        assertThat(copied.exit()).isEqualTo(1);
        assertThat(copied.err()).contains("No space left on device");
        assertThat(ssh("df -Pk /opt").out()).contains("100%");
        assertThat(server.file("/tmp/copy")).isEmpty();
        assertThat(server.hsconf()).isEqualTo(before);
        assertThat(status("CONTROLLER")).contains("RUNNING");
    }

    // --- Service Center

    @Test
    void serviceCenterDown_answersError503_alsoToPeople() throws Exception {
        post("/demo/farm", "serviceCenter=demo-java&happens=down");

        LabServiceCenter center = serviceCenters.of("demo-java").orElseThrow();
        HttpResponse<String> ping = http.send(
                HttpRequest.newBuilder(URI.create(center.url(server) + "/_ping.jsf"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(ping.statusCode()).isEqualTo(503);
        assertThat(get("/demo/service-center/demo-java").statusCode()).isEqualTo(503);
        assertThat(get("/demo/service-center/demo-dotnet").statusCode()).isEqualTo(200);

        post("/demo/farm", "serviceCenter=demo-java&happens=back-to-normal");
        assertThat(get("/demo/service-center/demo-java").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesTheLicence_whoeverUploadsIt() throws Exception {
        post("/demo/farm", "serviceCenter=demo-java&happens=refuse-license");

        assertThat(putLicense().statusCode()).isEqualTo(422);

        post("/demo/farm", "serviceCenter=demo-java&happens=back-to-normal");
        assertThat(putLicense().statusCode()).isEqualTo(204);
    }

    @Test
    void publishesWithErrors_publicationFails() throws Exception {
        post("/demo/farm", "serviceCenter=demo-java&happens=publish-with-errors");

        post("/demo/service-center/demo-java/publish", "solution=All_Components");
        clock.advance(Duration.ofMinutes(1));

        assertThat(get("/demo/service-center/demo-java").body()).contains(">Failed<");
    }

    // --- all of it

    @Test
    void reset_everythingIsAsAtTheFirstStart_andTheInventoryStaysTrue() throws Exception {
        String fingerprint = server.hostKeyFingerprint();
        String serialNumber = server.serialNumber();
        int sshPort = server.sshPort();
        String hsconf = new String(server.hsconf(), StandardCharsets.UTF_8);
        LabServer next = farm.server("java-fe2");
        next.writeFile(next.hsconfPath(), "changed".getBytes(StandardCharsets.UTF_8));
        next.startTypeByHand(CONTROLLER, StartType.AUTOMATIC);
        server.startTypeByHand(CONTROLLER, StartType.DISABLED);
        server.environment().serviceCenter().installedOn("java-fe2");
        server.environment().serviceCenter().licenseSerial(null);
        happens("power-off");
        post("/demo/farm", "server=net-fe1&happens=another-host-key");

        HttpResponse<String> answer = post("/demo/farm", "happens=reset");

        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("#reset");
        assertThat(status("CONTROLLER")).contains("RUNNING");
        assertThat(server.startType(CONTROLLER)).isEqualTo(StartType.AUTOMATIC);
        assertThat(next.startType(CONTROLLER)).isEqualTo(StartType.DISABLED);
        assertThat(next.controllerAddress()).isEqualTo(server.address());
        assertThat(new String(server.hsconf(), StandardCharsets.UTF_8)).isEqualTo(hsconf);
        assertThat(new Licensing(server.environment()).isValid()).isTrue();
        assertThat(server.hostKeyFingerprint()).isEqualTo(fingerprint);
        assertThat(server.serialNumber()).isEqualTo(serialNumber);
        assertThat(server.sshPort()).isEqualTo(sshPort);
        assertThat(farm.server("net-fe1").faults().isHostKeyChanged()).isFalse();
    }

    // --- refusals, and scripts

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 There is no server &#39;nobody&#39; in the demo. There are: net-fe1, =server=nobody&happens=power-off",
                "404 There is no environment &#39;nowhere&#39;=serviceCenter=nowhere&happens=down",
                "422 These can: power-off, cut-off, =server=java-fe1&happens=explode",
                "422 These can: down, refuse-license, =serviceCenter=demo-java&happens=explode",
                "422 Name a server=happens=power-off",
                "422 not both=server=java-fe1&serviceCenter=demo-java&happens=down",
                "422 Name a server="
            })
    void whatCantHappen_isRefusedInASentence(String expectedAndForm) throws Exception {
        String[] parts = expectedAndForm.split("=", 2);

        HttpResponse<String> answer = post("/demo/farm", parts[1]);

        assertThat(answer.statusCode() + " " + answer.body())
                .startsWith(parts[0].substring(0, 4))
                .contains("role=\"alert\"", parts[0].substring(4));
    }

    @Test
    void scripts_takeJson() throws Exception {
        HttpResponse<String> answer = post("/demo/farm.json", "server=java-fe1&happens=power-off");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode java = json();
        assertThat(java.path("poweredOn").asBoolean(true)).isFalse();
        assertThat(java.path("happened").get(0).asText()).isEqualTo("power-off");
        HttpResponse<String> refused = post("/demo/farm.json", "server=nobody&happens=power-off");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("There is no server 'nobody'");
    }

    // --- words

    private void happens(String what) throws Exception {
        assertThat(post("/demo/farm", "server=java-fe1&happens=" + what).statusCode())
                .isEqualTo(303);
    }

    private LabClient.Answer ssh(String command) throws IOException {
        try (LabClient client = LabClient.to(server)) {
            return client.run(command);
        }
    }

    private String status(String service) throws IOException {
        return ssh(STATUS + service).out();
    }

    private JsonNode json() throws Exception {
        JsonNode all =
                JsonMapper.builder().build().readTree(get("/demo/farm.json").body());
        return all.path("environments").path(1).path("servers").path(0);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(to(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        return http.send(
                to(path).header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> putLicense() throws IOException, InterruptedException {
        byte[] file = http.send(
                        to("/demo/licensing/" + server.serialNumber() + "/license.lic")
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        return http.send(
                to("/demo/service-center/demo-java/license")
                        .PUT(BodyPublishers.ofByteArray(file))
                        .build(),
                BodyHandlers.ofString());
    }
}
