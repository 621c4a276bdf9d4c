package org.osfailover.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Camunda's Tasklist in a browser, as one person uses it: start a process, answer a task's form. */
final class Tasklist implements AutoCloseable {

    /** A page's first loading takes more than a minute on a busy machine. */
    private static final double PATIENCE_MILLIS = 240_000;

    private final BrowserContext session;
    private final Page page;

    private Tasklist(BrowserContext session, Page page) {
        this.session = session;
        this.page = page;
    }

    /** Logs in to the Tasklist of the program that answers at this address. */
    static Tasklist logIn(Browser browser, String baseUrl, String user, String password) {
        BrowserContext session = browser.newContext(new Browser.NewContextOptions().setViewportSize(1400, 1200));
        Page page = session.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.navigate(baseUrl + "/camunda/app/tasklist/default/");
        page.fill("input[placeholder=Username]", user);
        page.fill("input[placeholder=Password]", password);
        page.click("button[type=submit]");
        page.waitForSelector("text=Start process");
        return new Tasklist(session, page);
    }

    /** Opens the start form of a process, by the process's name. */
    Tasklist openStartForm(String processName) {
        page.click("text=Start process");
        page.click(".modal-body a:has-text('" + processName + "')");
        page.waitForSelector(".modal-body form[name=startForm]");
        return this;
    }

    /** Opens a task, by its name, and takes it where it belongs to nobody yet. */
    Tasklist openTask(String taskName) {
        page.click("text=All tasks");
        page.click("h4 >> text=" + taskName);
        page.waitForSelector("form[name=answerForm]");
        Locator claim = page.locator("button.claim");
        claim.or(page.locator("button[ng-click='unclaim()']")).first().waitFor();
        if (claim.count() > 0) {
            claim.click();
            claim.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        }
        return this;
    }

    /** Chooses a value in a list, by the list's label. Waits until the list offers it. */
    Tasklist select(String label, String value) {
        Locator list = labelled(label);
        list.locator("option[value='" + value + "']")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        list.selectOption(value);
        return this;
    }

    /** Ticks a radio button or a check box, by its value. */
    Tasklist check(String value) {
        page.check("input[value='" + value + "']");
        return this;
    }

    Tasklist fill(String label, String text) {
        labelled(label).fill(text);
        return this;
    }

    Tasklist upload(String label, String fileName, String content) {
        labelled(label)
                .setInputFiles(new FilePayload(
                        fileName, "application/octet-stream", content.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    String value(String label) {
        return labelled(label).inputValue();
    }

    String text() {
        return page.innerText("body");
    }

    /** Waits until the page says this. */
    Tasklist see(String text) {
        page.waitForSelector("text=" + text);
        return this;
    }

    boolean canStart() {
        return page.isEnabled(".modal-footer button:has-text('Start')");
    }

    boolean canComplete() {
        return page.isEnabled("button:has-text('Complete')");
    }

    /** Presses Start, and waits until Tasklist says that the process has begun. */
    void start() {
        pressStart();
        page.waitForSelector("text=The process has been started");
    }

    /** Presses Start; what is then shown is the caller's to look at. */
    Tasklist pressStart() {
        page.click(".modal-footer button:has-text('Start')");
        return this;
    }

    /** Completes the open task, and waits until Tasklist has put it away. */
    void complete() {
        // Notifications lie over the button for some seconds: it is pressed by keyboard, as a person may.
        Locator complete = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Complete"));
        page.waitForCondition(complete::isEnabled);
        complete.focus();
        page.keyboard().press("Enter");
        page.waitForSelector(
                "form[name=answerForm]", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
    }

    /** Opens a page of the same program in another tab of the same session. */
    Page open(String url) {
        Page other = session.newPage();
        other.setDefaultTimeout(PATIENCE_MILLIS);
        other.navigate(url);
        return other;
    }

    private Locator labelled(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Tasklist screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
        return this;
    }

    @Override
    public void close() {
        session.close();
    }
}
