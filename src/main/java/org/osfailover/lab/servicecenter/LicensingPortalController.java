package org.osfailover.lab.servicecenter;

import static org.osfailover.lab.servicecenter.XmlText.escaped;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osfailover.lab.LabEnvironment;
import org.osfailover.lab.LabFarm;
import org.osfailover.lab.servicecenter.LicensingPortal.Result;
import org.springframework.context.annotation.Profile;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The demo's Licensing Portal: release, register, download. */
@Controller
@Profile("demo")
@RequestMapping("/demo/licensing")
class LicensingPortalController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=UTF-8");

    private final LicensingPortal portal;

    LicensingPortalController(LabFarm farm) {
        this.portal = new LicensingPortal(farm);
    }

    @GetMapping
    ResponseEntity<String> show() {
        return page(HttpStatus.OK, null);
    }

    @PostMapping("/{environment}/release")
    ResponseEntity<String> release(@PathVariable String environment, @RequestParam(defaultValue = "") String reason) {
        return slot(environment).map(e -> answer(portal.release(e, reason))).orElseGet(() -> noSuchSlot(environment));
    }

    @PostMapping("/{environment}/register")
    ResponseEntity<String> register(
            @PathVariable String environment, @RequestParam(defaultValue = "") String serialNumber) {
        return slot(environment)
                .map(e -> answer(portal.register(e, serialNumber)))
                .orElseGet(() -> noSuchSlot(environment));
    }

    @GetMapping("/{serialNumber}/license.lic")
    ResponseEntity<byte[]> download(@PathVariable String serialNumber) {
        return portal.licenseFile(serialNumber)
                .map(LicensingPortalController::attachment)
                .orElseGet(() -> ResponseEntity.status(HttpStatus.NOT_FOUND)
                        .contentType(TEXT)
                        .body(LicensingPortal.unknown(serialNumber).getBytes(StandardCharsets.UTF_8)));
    }

    static ResponseEntity<byte[]> attachment(byte[] file) {
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("license.lic")
                                .build()
                                .toString())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(file);
    }

    private Optional<LabEnvironment> slot(String id) {
        return portal.slots().stream().filter(e -> e.id().equals(id)).findFirst();
    }

    private ResponseEntity<String> noSuchSlot(String environment) {
        return page(HttpStatus.NOT_FOUND, new Result(false, "There is no environment '" + environment + "' here."));
    }

    private ResponseEntity<String> answer(Result result) {
        return page(result.done() ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY, result);
    }

    private ResponseEntity<String> page(HttpStatus status, @Nullable Result result) {
        DemoPage page = new DemoPage(DemoPage.PORTAL, "Infrastructure licensing");
        if (result != null) {
            page.result(result.done(), result.sentence());
        }
        page.html(
                "<p class=\"lead\">One slot for each environment. A slot holds one serial number: release it before you"
                        + " register another one, then download the license file.</p>");
        portal.slots().forEach(e -> page.html(section(e)));
        return ResponseEntity.status(status).contentType(HTML).body(page.render());
    }

    private String section(LabEnvironment environment) {
        String id = escaped(environment.id());
        Optional<String> serial = portal.registered(environment);
        return "<section id=\"" + id + "\"><h2>" + escaped(environment.name()) + "</h2><dl><dt>Environment</dt><dd>"
                + id
                + "</dd><dt>Purpose</dt><dd>Production</dd><dt>Serial number</dt><dd>"
                + serial.map(s -> "<code>" + escaped(s) + "</code>")
                        .orElse("<span class=\"state none\">Free: no serial number registered</span>")
                + "</dd></dl>"
                + serial.map(s -> occupied(id, escaped(s))).orElseGet(() -> free(id))
                + "<p class=\"note\"><a href=\"/demo/service-center/" + id + "\">Service Center of this environment</a>"
                + " shows the serial number that it needs now.</p></section>";
    }

    private static String occupied(String id, String serial) {
        return "<h3>License file</h3><a class=\"button\" href=\"/demo/licensing/" + serial
                + "/license.lic\">Download license file</a>"
                + "<h3>Release Environment</h3><form method=\"post\" action=\"/demo/licensing/" + id
                + "/release\"><label>Reason<input name=\"reason\" required maxlength=\"500\" placeholder=\"For example: the Controller"
                + " moved to another server\"></label><button class=\"plain\">Release</button></form>";
    }

    private static String free(String id) {
        return "<h3>Register Environment</h3><form method=\"post\" action=\"/demo/licensing/" + id
                + "/register\"><label>Serial number<input name=\"serialNumber\" required maxlength=\"100\""
                + " autocomplete=\"off\" spellcheck=\"false\"></label><button>Register</button></form>";
    }
}
