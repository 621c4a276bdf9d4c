package org.osfailover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIRequestContext;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo's farm page in a browser, and how the demo starts. Without Chromium it is skipped, as {@link DemoE2E}. */
class FarmPageE2E {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

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
    void firstStart_saysWhatIsSetUpWithoutAWarning_andTheWelcomeLast() {
        await("the welcome").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(demo.log())
                .contains("the demo is ready"));
        String start = demo.log().substring(0, demo.log().indexOf("the demo is ready"));

        assertThat(start)
                .contains("starts for the first time", "1 of 2 done", "2 of 2 done", "That takes about half a minute")
                .doesNotContain(" WARN ", " ERROR ");
        assertThat(demo.log()).contains(demo.url() + "/demo/farm");
        assertThat(demo.log().substring(start.length()).lines().filter(line -> line.contains(" [           main] ")))
                .as("what the start says after the welcome")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1366, 768", "390, 844"})
    void page_fitsTheScreen_andAServerIsPoweredOffAndComesBack(int width, int height) {
        try (Tasklist operator = Tasklist.logIn(browser, demo.url(), "operator", "operator")) {
            Page page = operator.open(demo.url() + "/demo/farm");
            page.setViewportSize(width, height);
            assertFits(page);

            pressByKeyboard(page, "Power off");

            Locator said = page.locator("#java-fe4 [role=status]");
            said.waitFor();
            assertThat(said.innerText()).contains("java-fe4 was powered off");
            assertThat(isInView(page, said)).as("what happened is in view").isTrue();
            assertThat(page.innerText("#java-fe4")).contains("powered off");
            assertFits(page);
            screenshot(page, "farm-" + width);
            await("the program finds it out by itself")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !server().path("reachable").asBoolean(true));

            pressByKeyboard(page, "Comes back");

            page.locator("#java-fe4 .state.good").waitFor();
            assertThat(page.innerText("#java-fe4")).contains("on, all well");
            await("java-fe4 is reachable again").atMost(Duration.ofMinutes(1)).until(() -> server().path("reachable")
                    .asBoolean());
        }
    }

    @Test
    void requestFromAnotherSite_isRefused_andSoIsOneWithoutALogin() {
        try (Tasklist operator = Tasklist.logIn(browser, demo.url(), "operator", "operator")) {
            Page page = operator.open(demo.url() + "/demo/farm");

            assertThat(post(page.request(), "http://other.example").status()).isEqualTo(403);
            page.reload();
            assertThat(page.innerText("#java-fe3")).contains("on, all well");
        }
        assertThat(post(browser.newContext().request(), demo.url()).status()).isEqualTo(401);
    }

    private static APIResponse post(APIRequestContext request, String origin) {
        return request.post(
                demo.url() + "/demo/farm",
                RequestOptions.create()
                        .setHeader("Origin", origin)
                        .setForm(FormData.create().set("server", "java-fe3").set("happens", "power-off")));
    }

    private static void pressByKeyboard(Page page, String label) {
        page.locator("#java-fe4 button:has-text('" + label + "')").focus();
        page.keyboard().press("Enter");
    }

    private static void assertFits(Page page) {
        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                .as("nothing has to be scrolled sideways")
                .isEqualTo(true);
    }

    private static boolean isInView(Page page, Locator what) {
        var box = what.boundingBox();
        return box != null && box.y >= 0 && box.y + box.height <= page.viewportSize().height;
    }

    private static JsonNode server() {
        for (JsonNode one : demo.get("/api/environments/demo-java").path("servers")) {
            if (one.path("id").asText().equals("java-fe4")) {
                return one;
            }
        }
        throw new AssertionError("demo-java has no java-fe4");
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }
}
