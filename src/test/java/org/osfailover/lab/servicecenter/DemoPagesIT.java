package org.osfailover.lab.servicecenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osfailover.farm.PlatformService;
import org.osfailover.lab.LabClock;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.ActiveProfiles;

/** The demo's pages in a web server of their own, without the engine and without the log-in that the program adds. */
@SpringBootTest(classes = DemoPagesApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
@DirtiesContext(classMode = ClassMode.AFTER_CLASS)
class DemoPagesIT {

    private static final String REFUSED = "The license found is not valid for this server";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private LabFarm farm;

    @Autowired
    private LabClock.Manual clock;

    private LabEnvironment environment;

    @BeforeEach
    void everyTestBeginsWithAHealthyEnvironment() {
        environment = farm.environment("demo-java").orElseThrow();
        environment.serviceCenter().installedOn("java-fe1");
        environment.serviceCenter().licenseSerial(serial("java-fe1"));
        environment.serviceCenter().registeredSerials().forEach(environment.serviceCenter()::release);
        environment.serviceCenter().register(serial("java-fe1"));
        farm.server("java-fe1").start(PlatformService.CONTROLLER);
        clock.advance(Duration.ofMinutes(1));
    }

    // --- Licensing Portal

    @Test
    void portal_showsEverySlotAndSaysThatItIsASimulation() throws Exception {
        HttpResponse<String> page = get("/demo/licensing");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(page.body())
                .contains("Simulation.", "Demo .NET", "Demo Java", serial("net-fe1"), serial("java-fe1"))
                .doesNotContain("<script", "src=\"http", "href=\"http");
    }

    @Test
    void release_needsAReasonAndFreesTheSlot() throws Exception {
        HttpResponse<String> without = form("/demo/licensing/demo-java/release", "reason", " ");
        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body()).contains("type the reason");
        assertThat(environment.serviceCenter().registeredSerials()).isNotEmpty();

        HttpResponse<String> with = form("/demo/licensing/demo-java/release", "reason", "Controller moved");
        assertThat(with.statusCode()).isEqualTo(200);
        assertThat(with.body()).contains("was released", "Register Environment");
        assertThat(environment.serviceCenter().registeredSerials()).isEmpty();

        HttpResponse<String> again = form("/demo/licensing/demo-java/release", "reason", "Controller moved");
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).contains("no serial number to release");
    }

    @Test
    void register_needsAFreeSlotAndASerialNumberOfThatEnvironment() throws Exception {
        String path = "/demo/licensing/demo-java/register";

        assertThat(form(path, "serialNumber", serial("java-fe3")).body()).contains("Release it first");
        form("/demo/licensing/demo-java/release", "reason", "Controller moved");
        assertThat(form(path, "serialNumber", "<b>AAA</b>").body())
                .contains("No server of the demo has the serial number &#39;&lt;b&gt;AAA&lt;/b&gt;&#39;");
        assertThat(form(path, "serialNumber", serial("net-fe3")).body()).contains("belongs to a server of Demo .NET");
        HttpResponse<String> done = form(path, "serialNumber", " " + serial("java-fe3") + " ");

        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("/demo/licensing/" + serial("java-fe3") + "/license.lic");
        assertThat(environment.serviceCenter().registeredSerials()).containsExactly(serial("java-fe3"));
    }

    @Test
    void unknownSlot_notFound() throws Exception {
        assertThat(form("/demo/licensing/nowhere/release", "reason", "x").statusCode())
                .isEqualTo(404);
    }

    @Test
    void download_answersForEveryServerOfTheDemoAndRegistersIt() throws Exception {
        for (LabEnvironment each : farm.environments()) {
            for (var server : each.servers()) {
                HttpResponse<byte[]> file = download(server.serialNumber());

                assertThat(file.statusCode()).isEqualTo(200);
                assertThat(file.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
                assertThat(file.headers().firstValue("Content-Disposition"))
                        .hasValue("attachment; filename=\"license.lic\"");
                assertThat(LabLicense.read(file.body()).orElseThrow().serial()).isEqualTo(server.serialNumber());
                assertThat(each.serviceCenter().registeredSerials()).containsExactly(server.serialNumber());
            }
        }
    }

    @Test
    void downloadOfAnUnknownSerialNumber_notFoundWithASentence() throws Exception {
        HttpResponse<byte[]> answer = download("NOBODY");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .startsWith("No server of the demo has the serial number 'NOBODY'");
    }

    // --- Service Center

    @Test
    void serviceCenterPage_showsSerialNumberAndLicenseState() throws Exception {
        assertThat(get("/demo/service-center/demo-java").body())
                .contains("Administration &gt; Licensing", serial("java-fe1"), ">Valid<", "java-fe1 (127.0.20.11)");

        environment.serviceCenter().installedOn("java-fe3");

        assertThat(get("/demo/service-center/demo-java").body())
                .contains(serial("java-fe3"), "Not valid", REFUSED, "java-fe3 (127.0.20.13)");
    }

    @Test
    void unknownEnvironment_notFound() throws Exception {
        assertThat(get("/demo/service-center/nowhere").statusCode()).isEqualTo(404);
        assertThat(put("nowhere", new byte[0], "text/plain").statusCode()).isEqualTo(404);
    }

    @Test
    void backup_isTheInstalledLicense() throws Exception {
        HttpResponse<String> file = get("/demo/service-center/demo-java/license");

        assertThat(LabLicense.read(file.body().getBytes(StandardCharsets.UTF_8))
                        .orElseThrow()
                        .serial())
                .isEqualTo(serial("java-fe1"));

        environment.serviceCenter().licenseSerial(null);
        assertThat(get("/demo/service-center/demo-java/license").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/octet-stream",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json",
                "text/plain;charset=latin1",
                "nonsense"
            })
    void put_takesTheBytesWhateverTheirContentType(String contentType) throws Exception {
        environment.serviceCenter().installedOn("java-fe3");

        HttpResponse<String> answer =
                put("demo-java", download(serial("java-fe3")).body(), contentType);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(environment.serviceCenter().licenseSerial()).isEqualTo(serial("java-fe3"));
    }

    @Test
    void putOfAnotherServersLicense_problemInThePlatformsWords() throws Exception {
        HttpResponse<String> answer =
                put("demo-java", download(serial("java-fe4")).body(), "application/octet-stream");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":422", REFUSED, serial("java-fe4"));
        assertThat(environment.serviceCenter().licenseSerial()).isEqualTo(serial("java-fe1"));
    }

    @Test
    void putOfGarbage_problem() throws Exception {
        assertThat(put("demo-java", "garbage".getBytes(StandardCharsets.UTF_8), "text/plain")
                        .body())
                .contains("The license file is not valid");
        assertThat(put("demo-java", new byte[LabLicense.LARGEST_FILE + 1], "text/plain")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void upload_installsTheFileOrSaysWhyNot() throws Exception {
        environment.serviceCenter().installedOn("java-fe3");

        HttpResponse<String> refused = upload(download(serial("java-fe4")).body());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Not done.", REFUSED);
        assertThat(upload(new byte[0]).body()).contains("Choose a license file first");
        HttpResponse<String> accepted = upload(download(serial("java-fe3")).body());

        assertThat(accepted.statusCode()).isEqualTo(200);
        assertThat(accepted.body()).contains("The new license is installed.", ">Valid<");
    }

    @Test
    void publishByHand_startsAPublicationOnce() throws Exception {
        int before = environment.serviceCenter().publications().size();

        HttpResponse<String> answer = form("/demo/service-center/demo-java/publish", "solution", "All_Components");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(environment.serviceCenter().publications()).hasSize(before + 1);
        assertThat(get("/demo/service-center/demo-java").body()).contains(">Running<");
        clock.advance(Duration.ofMinutes(1));
        assertThat(get("/demo/service-center/demo-java").body()).contains(">Succeeded<");
    }

    @Test
    void publishByHandWithoutValidLicense_isRefused() throws Exception {
        environment.serviceCenter().installedOn("java-fe3");

        HttpResponse<String> answer = form("/demo/service-center/demo-java/publish", "solution", "All_Components");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("cannot deploy");
    }

    // --- words

    private String serial(String serverId) {
        return farm.server(serverId).serialNumber();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(to(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> download(String serialNumber) throws IOException, InterruptedException {
        return http.send(to("/demo/licensing/" + serialNumber + "/license.lic").build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<String> form(String path, String name, String value) throws IOException, InterruptedException {
        return http.send(
                to(path).header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String environmentId, byte[] file, String contentType)
            throws IOException, InterruptedException {
        return http.send(
                to("/demo/service-center/" + environmentId + "/license")
                        .header("Content-Type", contentType)
                        .PUT(BodyPublishers.ofByteArray(file))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> upload(byte[] file) throws IOException, InterruptedException {
        String content = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"license.lic\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n" + new String(file, StandardCharsets.UTF_8)
                + "\r\n--b--\r\n";
        return http.send(
                to("/demo/service-center/demo-java/license")
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(content))
                        .build(),
                BodyHandlers.ofString());
    }
}
