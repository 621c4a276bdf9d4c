package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osfailover.farm.PlatformService;

/** The form of a decision in a browser. Without Chromium it is skipped. */
class DecideFormIT {

    private static RunningProgram program;
    private static Chromium browser;

    @BeforeAll
    static void start() {
        browser = Chromium.open();
        program = RunningProgram.start("--failover.deadlines.service=PT8S");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
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

        try (Page page = browser.page(1366, 768)) {
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
