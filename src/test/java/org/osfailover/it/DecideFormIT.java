package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;

/** The form of a decision in a browser. Without Chromium it is skipped. */
class DecideFormIT {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    private static RunningProgram program;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() {
        boolean browserIsThere = Files.isExecutable(CHROMIUM);
        if (Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"))) {
            assertThat(browserIsThere).as("Chromium is at " + CHROMIUM).isTrue();
        }
        assumeThat(browserIsThere).as("a browser at " + CHROMIUM).isTrue();
        program = RunningProgram.start();
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
        if (program != null) {
            program.close();
        }
    }

    @Test
    void toolWaits_itsQuestionFitsTheScreenAndTheAnswerIsTyped() {
        program.server("net-fe1").faults().pretendsToStop(PlatformService.CONTROLLER);
        String run = program.start(
                "olga",
                "move-controller",
                Map.of("environment", "demo-dotnet", "mode", "PLANNED", "reason", "drill", "newController", "net-fe2"));
        program.complete("anna", run, "userTask_approvePlan", Map.of("planApproved", true));
        toolWaits(program.awaitTask(run, "userTask_decideOnServer"));

        try (Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1366, 768))) {
            page.setDefaultTimeout(240_000);
            page.navigate(program.url("/camunda/app/tasklist/default/"));
            page.fill("input[placeholder=Username]", "olga");
            page.fill("input[placeholder=Password]", "olga-secret");
            page.click("button[type=submit]");
            page.click("text=All tasks");
            page.click("h4 >> text=Decide on server");
            page.waitForSelector("form[name=answerForm]");
            page.click("button.claim");
            page.waitForSelector("button[ng-click='unclaim()']");
            page.waitForSelector("text=A tool waits for an answer on net-fe1");
            assertThat(page.innerText("form[name=answerForm]"))
                    .contains("Restart the scheduler now? (y/N)", "Saved.", "Stop service")
                    .doesNotContain("serviceTask_");
            assertFits(page, 1366, 768);
            assertFits(page, 390, 844);
            page.setViewportSize(1366, 768);

            page.check("input[value=RETRY]");
            Locator answer = page.locator("#toolAnswer");
            answer.fill("y");
            page.locator("form[name=answerForm]")
                    .screenshot(new Locator.ScreenshotOptions()
                            .setPath(Path.of("target", "screenshots", "decide-answered.png")));
            Locator complete = page.locator("button:has-text('Complete')");
            page.waitForCondition(complete::isEnabled);
            complete.focus();
            page.keyboard().press("Enter");

            await("the decision is on record")
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(program.events(run)).contains("and the tool gets the answer 'y'"));
        }
    }

    /** As the program offers it where a tool waits at a question on the server. */
    private static void toolWaits(String task) {
        ProcessEngine engine = program.bean(ProcessEngine.class);
        String execution = engine.getTaskService()
                .createTaskQuery()
                .taskId(task)
                .singleResult()
                .getExecutionId();
        String words = "/opt/outsystems/platform/a-long-path-without-a-blank/".repeat(4);
        engine.getRuntimeService()
                .setVariables(
                        execution,
                        Map.of(
                                "toolLine",
                                "Restart the scheduler now? (y/N)",
                                "toolTranscript",
                                "Saved.\n" + words + "\nRestart the scheduler now? (y/N)",
                                "toolPosition",
                                "job-1|3|120"));
    }

    /** Nothing of the form is cut off at its right. */
    private static void assertFits(Page page, int width, int height) {
        page.setViewportSize(width, height);
        page.locator("form[name=answerForm]").scrollIntoViewIfNeeded();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", "decide-" + width + ".png"))
                .setFullPage(true));
        assertThat((Integer) page.evaluate("() => { const form = document.querySelector('form[name=answerForm]');"
                        + " return form.scrollWidth - form.clientWidth; }"))
                .as("what is wider than the form at %d x %d", width, height)
                .isLessThanOrEqualTo(1);
    }
}
