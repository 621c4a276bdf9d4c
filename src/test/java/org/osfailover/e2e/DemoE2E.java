package org.osfailover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk through of README.md, as people do it: the packaged demo, a browser, four people. Each test ends with a look
 * at the servers. Without Chromium it is skipped; with {@code REQUIRE_ENVIRONMENT=true} it fails then.
 */
class DemoE2E {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String MOVE = "Move the Controller to another server";

    @TempDir
    static Path directory;

    private static Demo demo;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        boolean browserIsThere = Files.isExecutable(CHROMIUM);
        if (Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"))) {
            assertThat(browserIsThere).as("Chromium is at " + CHROMIUM).isTrue();
        }
        assumeThat(browserIsThere)
                .as("a browser is needed, and there is none at " + CHROMIUM)
                .isTrue();
        demo = Demo.start(directory);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void demo_saysAtItsStartWhereToGo() {
        assertThat(demo.log())
                .contains(demo.url() + "/camunda/app/tasklist/", demo.url() + "/demo/licensing")
                .contains("operator / operator", directory.resolve("demo").toString());
    }

    @Test
    void apiDescription_isWhereItIsSaidToBe() {
        JsonNode paths = demo.get("/api/openapi").path("paths");

        assertThat(paths.fieldNames())
                .toIterable()
                .contains("/api/environments/{id}", "/api/runs/{id}/commands")
                .allMatch(path -> path.startsWith("/api/"));
    }

    /** The licence is installed by hand. Cockpit shows where the run is. */
    @Test
    void javaStack_controllerMovesAsTheReadmeSays() {
        String run = startMove("demo-java", "java-fe2", "java");
        approve(run, "java");
        String serialNumber = freeUp(run, "java");
        see(run, "callActivity_renewLicense");
        String file = uploadLicense(run, serialNumber, "java");

        demo.awaitTask(run, "userTask_installLicense");
        try (Tasklist licensing = logIn("licensing")) {
            licensing.openTask("Install licence by hand").screenshot("java-install-license");
            Page serviceCenter = licensing.open(demo.url() + "/demo/service-center/demo-java");
            serviceCenter.setInputFiles(
                    "input[type=file]",
                    new FilePayload("license.lic", "application/octet-stream", file.getBytes(StandardCharsets.UTF_8)));
            serviceCenter.click("button:has-text('Upload New License')");
            serviceCenter.waitForSelector("text=The new license is installed.");
            screenshot(serviceCenter, "service-center");
            licensing.complete();
        }

        assertThat(demo.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved("demo-java", "java-fe2");
    }

    /** The program is stopped while the run waits for the licence file, and started again. */
    @Test
    void dotNetStack_runGoesOnAfterTheProgramWasStopped() throws IOException {
        String run = startMove("demo-dotnet", "net-fe2", "dotnet");
        approve(run, "dotnet");
        String serialNumber = freeUp(run, "dotnet");
        demo.awaitTask(run, "userTask_getLicenseFile");
        int sentBefore = demo.get("/api/runs/" + run + "/commands").size();

        demo.stop();
        demo.startAgain();

        demo.awaitTask(run, "userTask_getLicenseFile");
        assertThat(demo.get("/api/runs/" + run + "/commands"))
                .as("nothing is sent again while a person is waited for")
                .hasSize(sentBefore);
        uploadLicense(run, serialNumber, "dotnet");

        assertThat(demo.awaitOutcome(run)).isEqualTo("COMPLETED");
        assertMoved("demo-dotnet", "net-fe2");
    }

    private static Tasklist logIn(String user) {
        return Tasklist.logIn(browser, demo.url(), user, user);
    }

    private static String startMove(String environment, String newController, String pictures) {
        try (Tasklist operator = logIn("operator")) {
            operator.openStartForm(MOVE)
                    .select("Environment", environment)
                    .select("New Controller", newController)
                    .check("PLANNED")
                    .fill("Reason", "The host of the Controller is replaced")
                    .screenshot(pictures + "-start");
            assertThat(operator.canStart()).isTrue();
            operator.start();
        }
        return demo.runOn(environment);
    }

    private static void approve(String run, String pictures) {
        demo.awaitTask(run, "userTask_approvePlan");
        try (Tasklist approver = logIn("approver")) {
            approver.openTask("Approve plan").see("The host of the Controller is replaced");
            assertThat(approver.canComplete()).as("without a decision").isFalse();
            approver.check("true").screenshot(pictures + "-approve").complete();
        }
    }

    /** Gives the serial number that the task shows. */
    private static String freeUp(String run, String pictures) {
        demo.awaitTask(run, "userTask_freeUpEnvironment");
        try (Tasklist licensing = logIn("licensing")) {
            licensing.openTask("Free up environment");
            String serialNumber = licensing.value("Serial number of the new Controller");
            assertThat(serialNumber).isNotBlank();
            licensing.screenshot(pictures + "-free-up");
            Page portal = licensing.open(demo.url() + "/demo/licensing");
            assertThat(portal.innerText("body")).contains("Release Environment");
            screenshot(portal, "licensing-portal");
            licensing.complete();
            return serialNumber;
        }
    }

    /** Gets the file from the portal and uploads it with the task; gives its content. */
    private static String uploadLicense(String run, String serialNumber, String pictures) {
        demo.awaitTask(run, "userTask_getLicenseFile");
        String file = demo.text("/demo/licensing/" + serialNumber + "/license.lic");
        try (Tasklist licensing = logIn("licensing")) {
            licensing.openTask("Get licence file");
            assertThat(licensing.value("Serial number of the new Controller")).isEqualTo(serialNumber);
            licensing
                    .upload("Licence file", "license.lic", file)
                    .screenshot(pictures + "-get-license-file")
                    .complete();
        }
        return file;
    }

    /** Cockpit shows the run's diagram, with its token on this activity. */
    private static void see(String run, String activity) {
        String instance = demo.get("/api/runs/" + run).path("processInstanceId").asText();
        try (Tasklist admin = logIn("admin")) {
            Page cockpit =
                    admin.open(demo.url() + "/camunda/app/cockpit/default/#/process-instance/" + instance + "/runtime");
            Locator token = cockpit.locator("[data-container-id='" + activity + "'] .badge");
            token.first().waitFor();
            assertThat(token.first().innerText()).isEqualTo("1");
            screenshot(cockpit, "cockpit");
        }
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
    }

    /** The environment as its servers are: one Controller, known by all; the groups as they were. */
    private static void assertMoved(String id, String newController) {
        JsonNode environment = demo.get("/api/environments/" + id);
        assertThat(environment.path("controller").asText()).isEqualTo(newController);
        assertThat(environment.path("lockedBy").isNull()).isTrue();
        assertThat(environment.path("activeGroups")).map(JsonNode::asText).containsExactly("blue");
        String address = "";
        for (JsonNode server : environment.path("servers")) {
            address = server.path("id").asText().equals(newController)
                    ? server.path("address").asText()
                    : address;
        }
        assertThat(address).isNotEmpty();
        for (JsonNode server : environment.path("servers")) {
            boolean isController = server.path("id").asText().equals(newController);
            JsonNode controller = server.path("services").path("CONTROLLER");
            JsonNode scheduler = server.path("services").path("SCHEDULER");
            assertThat(server.path("reachable").asBoolean()).isTrue();
            assertThat(server.path("controllerAddress").asText()).isEqualTo(address);
            assertThat(controller.path("startType").asText()).isEqualTo(isController ? "AUTOMATIC" : "DISABLED");
            assertThat(controller.path("state").asText()).isEqualTo(isController ? "INITIALISED" : "STOPPED");
            assertThat(scheduler.path("state").asText())
                    .isEqualTo(server.path("group").asText().equals("blue") ? "INITIALISED" : "STOPPED");
        }
    }
}
