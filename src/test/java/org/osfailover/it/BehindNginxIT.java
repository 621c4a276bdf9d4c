package org.osfailover.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Behind a real nginx that ends TLS, configured as little as it can be: it names the upstream as host, and says nothing of
 * where the browser came to.
 */
class BehindNginxIT {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    @TempDir
    private Path folder;

    @Test
    void browserComesThroughTls_pagesFormsAndCallsWork() throws Exception {
        Chromium.isThere(NGINX);
        int port = PackagedProgram.freePort();
        String url = "https://localhost:" + port;
        Process nginx = null;
        try (Chromium browser = Chromium.open();
                RunningProgram program = RunningProgram.start("--failover.public-url=" + url)) {
            nginx = nginx(port, program.url(""));
            await("nginx, see " + folder.resolve("nginx.log"))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> answers(port));
            Page page = browser.page(1366, 768);

            // not logged in, and sent to the login under the address that the browser knows
            page.navigate(url + "/api/environments");
            assertThat(page.url()).startsWith(url + "/camunda/app/welcome/");
            page.navigate(url + "/camunda/app/tasklist/default/");
            page.fill("input[placeholder=Username]", "olga");
            page.fill("input[placeholder=Password]", "olga-secret");
            page.click("button[type=submit]");
            page.waitForSelector("text=My tasks");
            assertThat(page.context().cookies()).isNotEmpty().allSatisfy(cookie -> assertThat(cookie.secure)
                    .as(cookie.name)
                    .isTrue());

            // a form's own start, by the button
            page.click("text=Start process");
            page.click(".modal-body a:has-text('Check readiness')");
            page.waitForFunction("document.querySelectorAll('#environment option').length > 1");
            page.selectOption("#environment", "demo-java");
            page.click(".modal-footer button:has-text('Start')");
            await("the run begins")
                    .atMost(RunningProgram.PATIENCE)
                    .until(() -> program.get("admin", "/api/runs").body().contains("check-readiness"));

            // what changes something is asked for with the browser's origin, and is not taken for another site's
            assertThat(page.evaluate("fetch('/api/runs/nothing/abort', {method: 'POST', body: '{\"reason\": \"x\"}',"
                            + " headers: {'Content-Type': 'application/json'}}).then(answer => answer.status)"))
                    .isEqualTo(404);
        } finally {
            if (nginx != null) {
                nginx.destroy();
                nginx.waitFor();
            }
        }
    }

    private Process nginx(int port, String program) throws IOException, InterruptedException {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-keyout",
                "key.pem",
                "-out",
                "certificate.pem");
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log nginx.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate certificate.pem;
                    ssl_certificate_key key.pem;
                    location / { proxy_pass %s; }
                  }
                }
                """.formatted(port, program));
        return new ProcessBuilder(NGINX.toString(), "-p", folder.toString(), "-c", "nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start();
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.out").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("openssl.out")))
                .isZero();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
