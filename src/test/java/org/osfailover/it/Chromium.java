package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A browser for tests. Where there is none, who opens it is skipped, or fails if nothing may be missing. */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    static Chromium open() {
        isThere(PROGRAM);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new LaunchOptions()
                                .setExecutablePath(PROGRAM)
                                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking"))));
    }

    /** Skips the test without this program, unless nothing may be missing. */
    static void isThere(Path program) {
        boolean isThere = Files.isExecutable(program);
        if (Boolean.parseBoolean(System.getenv("REQUIRE_ENVIRONMENT"))) {
            assertThat(isThere).as("%s is installed", program).isTrue();
        }
        assumeThat(isThere).as("%s is installed", program).isTrue();
    }

    /** A page in a profile of its own; it believes every certificate. */
    Page page(int width, int height) {
        Page page = browser.newPage(
                new Browser.NewPageOptions().setViewportSize(width, height).setIgnoreHTTPSErrors(true));
        page.setDefaultTimeout(240_000);
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
